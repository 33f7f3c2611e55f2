{{ config(alias="baselines") }}
-- What was frozen, beside what is published of the same period now.
with published as (
    select
        settlement_code,
        indicator_id,
        population_group,
        period_key,
        value
    from {{ ref('indicators_values') }}
    where is_latest_vintage
)

select
    frozen.baseline_id,
    headers.programme_id,
    headers.settlement_code,
    headers.baseline_version,
    headers.is_current,
    headers.frozen_at,
    headers.frozen_by,
    headers.frozen_reason,
    headers.start_year,
    headers.start_from,
    frozen.indicator_id,
    frozen.population_group,
    frozen.reference_year,
    frozen.period_key,
    frozen.value,
    frozen.standard_error,
    frozen.value_status,
    frozen.series_segment,
    frozen.edition,
    frozen.vintage,
    frozen.source_id,
    frozen.snapshot_sha256,
    frozen.locator,
    frozen.indicator_version,
    published.value as published_value,
    coalesce(published.value <> frozen.value, true) as is_revised,
    headers.frozen_run_id,
    headers.baseline_sha256,
    {{ is_synthetic() }} as synthetic
from {{ source('raw', 'baseline_values') }} as frozen
inner join {{ ref('int_baselines') }} as headers on frozen.baseline_id = headers.baseline_id
left join published
    on
        headers.settlement_code = published.settlement_code
        and frozen.indicator_id = published.indicator_id
        and frozen.population_group = published.population_group
        and frozen.period_key = published.period_key
order by frozen.baseline_id, frozen.indicator_id, frozen.population_group
