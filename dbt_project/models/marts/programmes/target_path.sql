-- The way to each target year by year: where it begins, declared steps, the goal, and what was measured.
with targets as (
    select * from {{ ref('int_programme_targets') }}
    where purpose = 'goal'
),

points as (
    select
        settlement_code,
        target_key,
        make_date(baseline_year, 12, 31) as on_date,
        'baseline' as point,
        baseline_value as value
    from targets
    where baseline_value is not null and baseline_year is not null
    union all
    select
        steps.settlement_code,
        steps.target_key,
        steps.by_date as on_date,
        'step' as point,
        steps.value
    from {{ ref('int_programme_target_steps') }} as steps
    inner join targets
        on steps.settlement_code = targets.settlement_code and steps.target_key = targets.target_key
    union all
    select
        settlement_code,
        target_key,
        due_date as on_date,
        'goal' as point,
        goal_value as value
    from targets
    where goal_value is not null and due_date is not null
    union all
    select
        targets.settlement_code,
        targets.target_key,
        make_date(cast(series.reference_year as integer), 12, 31) as on_date,
        'measured' as point,
        series.value
    from targets
    inner join {{ ref('int_programme_series') }} as series
        on
            targets.settlement_code = series.settlement_code
            and targets.indicator_id = series.indicator_id
            and targets.population_group = series.population_group
    where series.value is not null
)

select
    points.settlement_code,
    points.target_key,
    targets.target,
    targets.indicator_id,
    points.on_date,
    points.point,
    points.value,
    {{ is_synthetic() }} as synthetic
from points
inner join
    targets
    on points.settlement_code = targets.settlement_code and points.target_key = targets.target_key
order by points.settlement_code, points.target_key, points.on_date, points.point
