-- Investments by partner, sector, target, year and kind, planned and spent.
select
    settlement_code,
    body,
    sector,
    year,
    target,
    target_key,
    link as target_link,
    kind as investment_kind,
    is_pooled,
    planned_ils,
    spent_ils,
    spent_ils - planned_ils as spent_less_planned_ils,
    note as remark,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_investments') }}
order by settlement_code, year, body, target, investment_kind
