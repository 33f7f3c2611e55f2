-- severity: critical
-- says: a change or an effect is told of what has no frozen baseline
-- says_he: נאמר שינוי או נאמרת השפעה במקום שלא הוקפאה לו נקודת ייחוס
-- do: this is an error of the build: keep it and report it; nothing of it was published
-- do_he: זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה; דבר ממנה לא פורסם
with frozen as (
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
    'marts.pilot_evaluation' as file,
    told.programme_id || ', ' || told.population_group || ', ' || told.horizon as locator,
    told.settlement_code,
    told.indicator_id,
    'change ' || coalesce(cast(told.change as varchar), 'none')
    || ', effect '
    || coalesce(cast(coalesce(told.did_effect, told.control_effect) as varchar), 'none') as found,
    'no change or effect without a frozen baseline in force' as expected
from marts.pilot_evaluation as told
left join frozen on told.baseline_id = frozen.baseline_id
where
    frozen.baseline_id is null
    and (
        told.change is not null
        or told.did_effect is not null
        or told.control_effect is not null
        or told.change_is <> 'no_baseline'
    )
union all
select
    'marts.leapfrog_index' as file,
    made.programme_id || ', ' || made.index_year as locator,
    made.settlement_code,
    null as indicator_id,
    'change ' || coalesce(cast(coalesce(made.change_arithmetic, made.gain) as varchar), made.change_is)
    || ', baseline ' || coalesce(made.baseline_id, 'none') as found,
    'no change or gain but against the baseline in force, in a later year' as expected
from marts.leapfrog_index as made
left join frozen
    on
        made.programme_id = frozen.programme_id
        and made.settlement_code = frozen.settlement_code
        and made.baseline_id = frozen.baseline_id
where
    coalesce(
        made.change_arithmetic, made.change_geometric, made.gain, made.lower_change, made.change_low
    ) is not null
    and (
        frozen.baseline_id is null
        or made.reference_year is null
        or made.reference_year >= made.index_year
        or made.reference_year >= frozen.start_year
    )
