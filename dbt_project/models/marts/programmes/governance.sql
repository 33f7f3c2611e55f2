-- The directorate by sector: settlement × sector, the missing ones too.
with seats as (
    select
        *,
        {{ holds_today('from_date', 'to_date') }} as holds
    from {{ entries_of('directorate', {
        'body': 'text', 'sector': 'text', 'function': 'text', 'from_date': 'date', 'to_date': 'date'}) }}
),

sectors as (
    select code as sector from {{ ref('codes') }}
    where code_kind = 'sector'
),

reported as (
    select
        settlement_code,
        count(*) filter (where holds) as seats_all,
        count(*) filter (where holds and function = 'chair') as chairs,
        max(recorded_from) as as_of
    from seats
    group by settlement_code
),

counted as (
    select
        settlement_code,
        sector,
        count(distinct body) filter (where holds and function <> 'observer') as bodies,
        count(distinct body) filter (where holds and function = 'observer') as observers,
        string_agg(distinct body, '; ' order by body) filter (where holds and function <> 'observer')
            as bodies_named,
        string_agg(distinct body, '; ' order by body) filter (where holds and function = 'observer')
            as observers_named,
        min(from_date) filter (where holds and function <> 'observer') as represented_since,
        max(to_date) filter (where not holds) as left_on,
        min(file_name) as file_name,
        min(locator) as locator
    from seats
    group by settlement_code, sector
)

select
    settlements.settlement_code,
    sectors.sector,
    case
        when reported.settlement_code is null then 'no_directorate_reported'
        when coalesce(counted.bodies, 0) > 0 then 'represented'
        when coalesce(counted.observers, 0) > 0 then 'observer_only'
        else 'missing'
    end as representation,
    cast(coalesce(counted.bodies, 0) as integer) as bodies,
    counted.bodies_named,
    counted.observers_named,
    counted.represented_since,
    counted.left_on,
    cast(reported.chairs as integer) as chairs,
    reported.as_of,
    counted.file_name,
    counted.locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_settlements') }} as settlements
cross join sectors
left join reported on settlements.settlement_code = reported.settlement_code
left join counted
    on settlements.settlement_code = counted.settlement_code and sectors.sector = counted.sector
order by settlements.settlement_code, sectors.sector
