-- The targets in force with all that an assessment needs, and with what serves them.
with served as (
    select
        settlement_code,
        target_key,
        count(*) as activity_count
    from {{ ref('int_programme_activities') }}
    where plan_status = 'active' and status <> 'cancelled' and target_key is not null
    group by settlement_code, target_key
),

funded as (
    select
        settlement_code,
        target_key,
        sum(planned_ils) as planned_ils
    from {{ ref('int_programme_investments') }}
    where target_key is not null
    group by settlement_code, target_key
)

select
    targets.*,
    catalogue.desired_direction,
    catalogue.comparability_rule,
    catalogue.unit,
    cast(coalesce(served.activity_count, 0) as integer) as activity_count,
    funded.planned_ils
from {{ ref('int_programme_targets') }} as targets
inner join {{ ref('indicators') }} as catalogue on targets.indicator_id = catalogue.indicator_id
left join served
    on targets.settlement_code = served.settlement_code and targets.target_key = served.target_key
left join funded
    on targets.settlement_code = funded.settlement_code and targets.target_key = funded.target_key
