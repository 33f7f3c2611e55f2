-- The chain activity → target → indicator, with what is missing in it: a row for each activity, and one for
-- each target that no activity of the active plan serves.
with activities as (
    select * from {{ ref('int_programme_activities') }}
),

unserved as (
    select targets.*
    from {{ ref('int_programme_targets') }} as targets
    left join activities
        on
            targets.settlement_code = activities.settlement_code
            and targets.target_key = activities.target_key
            and activities.plan_status = 'active'
            and activities.status <> 'cancelled'
    where targets.purpose = 'goal' and activities.activity is null
)

select
    settlement_code,
    plan,
    coalesce(plan_status, 'not_reported') as plan_status,
    activity,
    target,
    target_key,
    indicator_id,
    case
        when target is null then 'activity_without_target'
        when not target_is_known then 'target_not_known'
        when plan_status is null then 'plan_not_known'
        else 'linked'
    end as target_link,
    body,
    partner,
    practice,
    population as target_population,
    area,
    from_date,
    to_date,
    status,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from activities
union all
select
    settlement_code,
    null as plan,
    null as plan_status,
    null as activity,
    target,
    target_key,
    indicator_id,
    'target_without_activity' as target_link,
    null as body,
    null as partner,
    null as practice,
    null as target_population,
    null as area,
    null as from_date,
    null as to_date,
    null as status,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from unserved
order by settlement_code, plan, activity, target
