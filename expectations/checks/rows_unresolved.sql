-- severity: critical
-- says: a row with a code in a table of authorities, or a cell of words in a column of figures, could not be understood
-- do: check the code with the publisher; a settlement that merged or was renamed gets a row in seeds/settlement_aliases.csv
select
    file_name as file,
    locator,
    found,
    reason || coalesce('; most alike: ' || suggestion, '') as expected
from marts.quarantine
where
    is_strict
    and (select count(*) from marts.quarantine where is_strict)
    > (select value from seeds.cutoffs where cutoff = 'quarantined_rows_authorities')
