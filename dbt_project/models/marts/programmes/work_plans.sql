-- The plans of each settlement, and whether exactly one is active. A settlement that handed in none is a row
-- that says so.
with plans as (
    select
        *,
        count(*) filter (where status = 'active') over (partition by settlement_code) as active_plans
    from {{ entries_of('plans', {
        'plan': 'text', 'programme': 'text', 'status': 'text', 'from_date': 'date', 'to_date': 'date',
        'approved_on': 'date', 'approved_by': 'text'}) }}
),

counted as (
    select
        settlement_code,
        plan_key,
        count(*) as activities,
        count(*) filter (where target_key is null or not target_is_known) as orphans
    from {{ ref('int_programme_activities') }}
    group by settlement_code, plan_key
)

select
    settlements.settlement_code,
    plans.plan,
    plans.programme as programme_id,
    plans.status,
    plans.from_date,
    plans.to_date,
    plans.approved_on,
    plans.approved_by,
    cast(coalesce(counted.activities, 0) as integer) as activities,
    cast(coalesce(counted.orphans, 0) as integer) as orphans,
    cast(coalesce(plans.active_plans, 0) as integer) as active_plans,
    case
        when plans.plan is null then 'no_plan_reported'
        when plans.active_plans = 1 then 'one_active'
        when plans.active_plans = 0 then 'none_active'
        else 'several_active'
    end as plan_check,
    plans.status = 'active' and plans.to_date < {{ today() }} as is_past_its_end,
    plans.file_name,
    plans.locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_settlements') }} as settlements
left join plans on settlements.settlement_code = plans.settlement_code
left join counted
    on plans.settlement_code = counted.settlement_code and plans.entry_key = counted.plan_key
order by settlements.settlement_code, plans.from_date, plans.plan
