-- severity: critical
-- says: settlements that have a published value of an indicator and period would lose it
-- do: look at the newest file that holds the period; a revision may have emptied the column
with now as (
    -- What we withhold for a known error is not lost unawares: a reviewed row of the seed says why.
    select indicator_id, period_key, count(*) as settlements
    from marts.indicator_values
    where is_latest_vintage and (value is not null or error_id is not null)
    group by indicator_id, period_key
),

before as (
    select indicator_id, period_key, count(*) as settlements
    from raw.published_values
    where is_latest_vintage and value is not null
    group by indicator_id, period_key
),

cutoffs as (
    select value from seeds.cutoffs
    where cutoff = 'coverage_drop'
)

select
    before.indicator_id,
    before.period_key as period,
    coalesce(now.settlements, 0) || ' settlements' as found,
    'about ' || before.settlements || ' as published' as expected
from before
left join now on before.indicator_id = now.indicator_id and before.period_key = now.period_key
cross join cutoffs
where coalesce(now.settlements, 0) < before.settlements * (1 - cutoffs.value)
