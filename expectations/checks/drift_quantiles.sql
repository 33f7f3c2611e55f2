-- severity: warning
-- says: the middle or the quarters of an indicator move for a period that is already published
-- says_he: החציון או הרבעונים של מדד זזים בתקופה שכבר פורסמה
-- do: read marts.revisions for that indicator
-- do_he: לעיין ב-marts.revisions של אותו מדד
with now as (
    select indicator_id, period_key, quantile_cont(value, [0.25, 0.5, 0.75]) as q
    from marts.indicator_values
    where is_latest_vintage and value is not null
    group by indicator_id, period_key
),

before as (
    select indicator_id, period_key, quantile_cont(value, [0.25, 0.5, 0.75]) as q
    from raw.published_values
    where is_latest_vintage and value is not null
    group by indicator_id, period_key
),

cutoffs as (
    select value from seeds.cutoffs
    where cutoff = 'median_shift'
)

select
    before.indicator_id,
    before.period_key as period,
    cast(now.q as varchar) as found,
    cast(before.q as varchar) || ' as published' as expected
from before
inner join now on before.indicator_id = now.indicator_id and before.period_key = now.period_key
cross join cutoffs
where
    abs(now.q[2] - before.q[2]) > cutoffs.value * greatest(abs(before.q[2]), 1e-9)
    or abs(now.q[1] - before.q[1]) > cutoffs.value * greatest(abs(before.q[1]), 1e-9)
    or abs(now.q[3] - before.q[3]) > cutoffs.value * greatest(abs(before.q[3]), 1e-9)
