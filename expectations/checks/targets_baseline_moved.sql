-- severity: warning
-- says: a later form gives another baseline for a target whose baseline is frozen; the frozen one stands
-- says_he: טופס מאוחר נותן ערך בסיס אחר ליעד שהבסיס שלו מוקפא; המוקפא נשאר בתוקף
-- do: leave the baseline as it was frozen; if it was wrong from the start, hand in a new target under another title and drop this one
-- do_he: להשאיר את הבסיס כפי שהוקפא; אם היה שגוי מלכתחילה, להגיש יעד חדש בכותרת אחרת ולהסיר יעד זה
with later as (
    select
        settlement_code,
        entry_key,
        file_name,
        locator,
        try_cast(json_extract_string(entry, '$.baseline_value') as double) as baseline_value,
        try_cast(json_extract_string(entry, '$.baseline_year') as integer) as baseline_year
    from marts.programme_entries
    where sheet_id = 'targets' and is_current
)

select
    later.file_name as file,
    later.locator,
    later.settlement_code,
    targets.indicator_id,
    coalesce(cast(later.baseline_value as varchar), 'none')
    || ' of '
    || coalesce(cast(later.baseline_year as varchar), 'no year') as found,
    targets.baseline_value
    || ' of '
    || targets.baseline_year
    || ', frozen on '
    || targets.baseline_frozen_on as expected
from marts.targets as targets
inner join later
    on targets.settlement_code = later.settlement_code and targets.target_key = later.entry_key
where
    targets.baseline_frozen_on is not null
    and (
        later.baseline_value is distinct from targets.baseline_value
        or later.baseline_year is distinct from targets.baseline_year
    )
