-- severity: warning
-- says: a pilot watches no negative effect (displacement, for one); the method asks for at least one
-- do: add a row of purpose השפעה שלילית למעקב to the form of targets
select
    min(file_name) as file,
    'targets' as locator,
    settlement_code,
    programme_id as found,
    'at least one watched negative effect' as expected
from marts.targets
where known_from = 'form'
group by settlement_code, programme_id
having not bool_or(purpose = 'watch')
