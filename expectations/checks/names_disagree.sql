-- severity: warning
-- says: a code in a table of authorities stands beside a name that is not known for it (the code decided)
-- says_he: סמל בלוח של רשויות עומד לצד שם שאינו מוכר לו (הסמל הכריע)
-- do: check that the code is not misprinted; if the name is another of the same place, add it to seeds/settlement_aliases.csv
-- do_he: לבדוק שהסמל לא הודפס בטעות; אם זה שם נוסף של אותו מקום, להוסיף אותו ל-seeds/settlement_aliases.csv
select
    file_name as file,
    first_locator as locator,
    settlement_code,
    name_text as found,
    'a name known for ' || settlement_code as expected
from marts.name_decisions
where
    name_agrees = false
    and source_id in ('cbs_local_authorities', 'cbs_socio_economic_index', 'cbs_peripherality_index')
