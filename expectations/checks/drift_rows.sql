-- severity: critical
-- says: the refresh would publish far fewer figures than are published now
-- says_he: הרענון היה מפרסם הרבה פחות נתונים ממה שמפורסם כעת
-- do: see which source or edition is missing
-- do_he: לבדוק איזה מקור או איזו מהדורה חסרים
with counts as (
    select
        (select count(*) from raw.published_values) as before,
        (select count(*) from marts.indicator_values) as now
),

cutoffs as (
    select value from seeds.cutoffs
    where cutoff = 'rows_drop'
)

select
    'marts.indicator_values' as locator,
    counts.now as found,
    'at least '
    || cast(counts.before * (1 - cutoffs.value) as bigint)
    || ' (published: '
    || counts.before
    || ')' as expected
from counts
cross join cutoffs
where counts.now < counts.before * (1 - cutoffs.value)
