-- severity: warning
-- says: a pilot watches no negative effect (displacement, for one); the method asks for at least one
-- says_he: פיילוט אינו עוקב אחר שום השפעה שלילית (למשל דחיקת תושבים); השיטה מחייבת אחת לפחות
-- do: add a row of purpose השפעה שלילית למעקב to the form of targets
-- do_he: להוסיף לטופס היעדים שורה שסוגה השפעה שלילית למעקב
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
