-- severity: critical
-- says: the refresh would publish far fewer figures than are published now
-- do: see which source or edition is missing
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
