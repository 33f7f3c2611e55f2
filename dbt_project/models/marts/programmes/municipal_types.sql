-- Authorities, programmes, targets, money, needs and the rest by municipal type and periphery.
--
-- Counts are of what was handed in: where `settlements_reporting` is 0 nothing is known, and `amount` is null.
with authorities as (
    select
        settlement_code,
        coalesce(municipal_type, 'not_known') as municipal_type,
        case
            when is_periphery then 'periphery'
            when not is_periphery then 'rest'
            else 'not_known'
        end as periphery,
        population
    from {{ ref('settlements_mart') }}
    where is_authority
),

classes as (
    select
        municipal_type,
        periphery,
        count(*) as authorities,
        sum(population) as population
    from authorities
    group by municipal_type, periphery
),

measured as (
    select settlement_code, 'memberships' as measure, count(distinct programme_id) as amount
    from {{ ref('int_programme_members') }}
    where known_from = 'form'
    group by settlement_code
    union all
    select settlement_code, 'bodies' as measure, count(distinct body_key) as amount
    from {{ ref('int_programme_bodies') }}
    group by settlement_code
    union all
    select
        settlement_code, 'sectors_missing' as measure, cast(representation = 'missing' as integer) as amount
    from {{ ref('governance') }}
    where representation <> 'no_directorate_reported'
    union all
    select settlement_code, 'roles_vacant' as measure, cast(status = 'vacant' as integer) as amount
    from {{ ref('roles') }}
    where status <> 'not_reported'
    union all
    select settlement_code, 'focus_areas' as measure, 1.0 as amount from {{ ref('focus_areas') }}
    union all
    select settlement_code, 'targets' as measure, 1.0 as amount
    from {{ ref('int_programme_targets') }}
    where purpose = 'goal' and known_from = 'form'
    union all
    select settlement_code, 'activities' as measure, 1.0 as amount
    from {{ ref('int_programme_activities') }}
    where plan_status = 'active' and status <> 'cancelled'
    union all
    select settlement_code, 'planned_ils' as measure, planned_ils as amount
    from {{ ref('int_programme_investments') }}
    where planned_ils is not null
    union all
    select settlement_code, 'spent_ils' as measure, spent_ils as amount
    from {{ ref('int_programme_investments') }}
    where spent_ils is not null
    union all
    select settlement_code, 'practices' as measure, count(distinct lower(practice)) as amount
    from {{ ref('practices') }}
    where runs_now
    group by settlement_code
    union all
    select settlement_code, 'needs' as measure, 1.0 as amount from {{ ref('needs_responses') }}
    where row_kind = 'need' and coverage not in ('ended', 'not_begun')
    union all
    select
        settlement_code,
        'needs_unanswered' as measure,
        cast(coverage in ('no_response', 'too_little_capacity') as integer) as amount
    from {{ ref('needs_responses') }}
    where row_kind = 'need' and coverage not in ('ended', 'not_begun')
    union all
    select settlement_code, 'needs_duplicated' as measure, cast(is_duplicated as integer) as amount
    from {{ ref('needs_responses') }}
    where row_kind = 'need' and coverage not in ('ended', 'not_begun')
    union all
    select settlement_code, 'assets' as measure, 1.0 as amount from {{ ref('assets') }}
    where asset_kind <> 'dedicated_body'
),

measures as (
    select unnest([
        'memberships', 'bodies', 'sectors_missing', 'roles_vacant', 'focus_areas', 'targets', 'activities',
        'planned_ils', 'spent_ils', 'practices', 'needs', 'needs_unanswered', 'needs_duplicated', 'assets'
    ]) as measure
),

by_settlement as (
    select
        settlement_code,
        measure,
        sum(amount) as amount
    from measured
    group by settlement_code, measure
),

summed as (
    select
        authorities.municipal_type,
        authorities.periphery,
        by_settlement.measure,
        sum(by_settlement.amount) as amount,
        count(*) as settlements_reporting,
        sum(authorities.population) as population_reporting
    from by_settlement
    inner join authorities on by_settlement.settlement_code = authorities.settlement_code
    group by authorities.municipal_type, authorities.periphery, by_settlement.measure
)

select
    classes.municipal_type,
    classes.periphery,
    measures.measure,
    summed.amount,
    cast(coalesce(summed.settlements_reporting, 0) as integer) as settlements_reporting,
    cast(classes.authorities as integer) as authorities,
    cast(classes.population as bigint) as population,
    cast(summed.population_reporting as bigint) as population_reporting,
    {{ is_synthetic() }} as synthetic
from classes
cross join measures
left join summed
    on
        classes.municipal_type = summed.municipal_type
        and classes.periphery = summed.periphery
        and measures.measure = summed.measure
order by classes.municipal_type, classes.periphery, measures.measure
