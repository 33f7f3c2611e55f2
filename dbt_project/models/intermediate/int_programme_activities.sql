-- The activities of all plans in force, each with the plan and the target that it names.
with activities as (
    select * from {{ entries_of('activities', {
        'plan': 'text', 'plan_key': 'text', 'activity': 'text', 'target': 'text', 'target_key': 'text',
        'body': 'text', 'body_key': 'text', 'partner': 'text', 'partner_key': 'text', 'practice_key': 'text',
        'practice': 'text', 'population': 'text', 'area': 'text', 'from_date': 'date', 'to_date': 'date',
        'status': 'text'}) }}
),

plans as (
    select * from {{ entries_of('plans', {
        'plan': 'text', 'programme': 'text', 'status': 'text', 'from_date': 'date', 'to_date': 'date',
        'approved_on': 'date', 'approved_by': 'text'}) }}
)

select
    activities.settlement_code,
    activities.plan,
    activities.plan_key,
    plans.status as plan_status,
    activities.activity,
    activities.target,
    activities.target_key,
    targets.target_key is not null as target_is_known,
    targets.indicator_id,
    activities.body,
    activities.body_key,
    activities.partner,
    activities.partner_key,
    activities.practice,
    activities.practice_key,
    activities.population,
    activities.area,
    activities.from_date,
    activities.to_date,
    activities.status,
    activities.file_name,
    activities.locator
from activities
left join plans
    on
        activities.settlement_code = plans.settlement_code
        and activities.plan_key = plans.entry_key
left join {{ ref('int_programme_targets') }} as targets
    on
        activities.settlement_code = targets.settlement_code
        and activities.target_key = targets.target_key
