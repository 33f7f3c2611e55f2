-- Responses, forces and tasks of each settlement.
select
    settlement_code,
    response,
    nature,
    body,
    need_kind,
    population as target_population,
    area,
    regime,
    capacity,
    for_settlement,
    serves_settlement_code,
    from_date,
    to_date,
    is_at_work,
    note as remark,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_responses') }}
order by settlement_code, need_kind, target_population, response
