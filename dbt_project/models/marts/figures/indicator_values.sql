-- Every figure of every indicator: settlement × group × period × vintage, never silently blank.
select
    settlement_code,
    indicator_id,
    population_group,
    cast(reference_year as integer) as reference_year,
    reference_period,
    period_key,
    value,
    standard_error,
    ci_low,
    ci_high,
    n,
    value_status,
    comparability,
    series_segment,
    edition,
    vintage,
    is_latest_vintage,
    source_id,
    snapshot_sha256,
    file_name,
    locator,
    reference_period_published,
    error_id,
    synthetic
from {{ ref('indicators_values') }}
order by settlement_code, indicator_id, population_group, period_key, vintage
