{{ config(alias="shadow_prices") }}
-- The register as it is kept in seeds/shadow_prices.csv.
select
    indicator_id,
    beneficiary,
    ils_per_unit,
    error,
    low,
    high,
    price_year,
    source,
    {{ is_synthetic() }} as synthetic
from {{ ref('shadow_prices') }}
