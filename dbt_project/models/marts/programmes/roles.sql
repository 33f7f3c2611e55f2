-- Roles of each settlement: filled or vacant, and since when. A role that nobody reported is a row that
-- says so. Roles and bodies alone, never a person.
with kinds as (
    select code as role from {{ ref('codes') }}
    where code_kind = 'role' and code <> 'other'
),

reported as (
    select * from {{ entries_of('roles', {
        'role': 'text', 'scope': 'text', 'body': 'text', 'status': 'text', 'since': 'date',
        'post_pct': 'double'}) }}
),

missing as (
    select
        settlements.settlement_code,
        kinds.role
    from {{ ref('int_programme_settlements') }} as settlements
    cross join kinds
    left join reported
        on settlements.settlement_code = reported.settlement_code and kinds.role = reported.role
    where reported.role is null
)

select
    settlement_code,
    role,
    scope,
    body,
    status,
    since,
    case
        when status = 'vacant' then cast(date_diff('day', since, {{ today() }}) as integer)
    end as days_vacant,
    post_pct,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from reported
union all
select
    settlement_code,
    role,
    null as scope,
    null as body,
    'not_reported' as status,
    null as since,
    null as days_vacant,
    null as post_pct,
    null as file_name,
    null as locator,
    {{ is_synthetic() }} as synthetic
from missing
order by settlement_code, role, scope
