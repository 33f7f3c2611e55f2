-- severity: critical
-- says: a change is told of a target or an index whose baseline is not frozen
-- do: this is an error of the build: keep it and report it; nothing of it was published
with in_force as (
    select distinct
        programme_id,
        settlement_code,
        baseline_id,
        start_year
    from marts.baselines
    where is_current
)

select
    file_name as file,
    locator,
    settlement_code,
    indicator_id,
    'change ' || coalesce(cast(change_from_baseline as varchar), change_is) || ', status ' || status as found,
    'no change figure without a frozen baseline' as expected
from marts.targets
where
    (baseline_year is null or baseline_value is null or baseline_frozen_on is null)
    and (
        change_from_baseline is not null
        or distance_share is not null
        or status <> 'cannot_be_said'
        or change_is in ('improved', 'worsened', 'no_significant_change', 'within_usual_swing')
    )
union all
select
    'leapfrog_index' as file,
    made.programme_id || ' ' || made.index_year as locator,
    made.settlement_code,
    null as indicator_id,
    'change ' || coalesce(cast(coalesce(made.change_arithmetic, made.gain) as varchar), made.change_is)
    || ', baseline ' || coalesce(made.baseline_id, 'none') as found,
    'no change or gain but against the baseline in force, of a later year' as expected
from marts.leapfrog_index as made
left join in_force
    on
        made.programme_id = in_force.programme_id
        and made.settlement_code = in_force.settlement_code
        and made.baseline_id = in_force.baseline_id
where
    coalesce(
        made.change_arithmetic, made.change_geometric, made.gain, made.lower_change, made.change_low
    ) is not null
    and (
        in_force.baseline_id is null
        or made.reference_year is null
        or made.reference_year >= made.index_year
        or made.reference_year >= in_force.start_year
    )
