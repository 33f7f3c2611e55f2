-- severity: critical
-- says: a row with a code in a table of authorities, or a cell of words in a column of figures, could not be understood
-- says_he: שורה עם סמל בלוח של רשויות, או תא של מילים בעמודה של נתונים, לא הובנו
-- do: check the code with the publisher; a settlement that merged or was renamed gets a row in seeds/settlement_aliases.csv
-- do_he: לברר את הסמל עם המפרסם; יישוב שאוחד או ששמו שונה מקבל שורה ב-seeds/settlement_aliases.csv
with strict as (
    select
        *,
        count(*) over () as lines
    from marts.quarantine
    where is_strict
),

cutoffs as (
    select value as allowed from seeds.cutoffs
    where cutoff = 'quarantined_rows_authorities'
)

select
    strict.file_name as file,
    strict.locator,
    strict.found,
    strict.reason || coalesce('; most alike: ' || strict.suggestion, '') as expected
from strict
cross join cutoffs
where strict.lines > cutoffs.allowed
