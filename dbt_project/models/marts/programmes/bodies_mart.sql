{{ config(alias="bodies") }}
-- The bodies at work in each settlement, by the domains they work in.
select
    settlement_code,
    body,
    sector,
    domain,
    is_dedicated,
    from_date,
    to_date,
    is_at_work,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_bodies') }}
order by settlement_code, body, domain
