-- severity: critical
-- says: a change is told of a target whose baseline is not frozen
-- do: this is an error of the build: keep it and report it; nothing of it was published
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
