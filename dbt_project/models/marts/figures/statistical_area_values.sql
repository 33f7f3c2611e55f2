-- Every figure of a statistical area (the census, the socio-economic index): a part of a settlement.
select
    series.settlement_code,
    series.area_code,
    series.indicator_id,
    cast(series.reference_year as integer) as reference_year,
    series.reference_period,
    series.period_key,
    series.value,
    series.value_status,
    series.comparability,
    series.series_segment,
    series.edition,
    series.vintage,
    series.is_latest_vintage,
    series.source_id,
    series.snapshot_sha256,
    series.file_name,
    series.locator,
    series.synthetic
from {{ ref('indicators_series') }} as series
where series.area_code is not null
order by series.settlement_code, series.area_code, series.indicator_id, series.period_key, series.vintage
