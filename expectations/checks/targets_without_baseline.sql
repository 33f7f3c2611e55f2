-- severity: warning
-- says: a target has no frozen baseline (year, value, day of freezing): no change figure is given for it
-- says_he: ליעד אין בסיס מוקפא (שנה, ערך, יום ההקפאה): לא ניתן לו נתון שינוי
-- do: freeze the baseline in the form of targets
-- do_he: להקפיא את הבסיס בטופס היעדים
select
    file_name as file,
    locator,
    settlement_code,
    indicator_id,
    target as found,
    'year, value and day of freezing of the baseline' as expected
from marts.targets
-- What an initiative states of old is not handed in, and nobody can mend it.
where
    known_from = 'form'
    and (baseline_year is null or baseline_value is null or baseline_frozen_on is null)
