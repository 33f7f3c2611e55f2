-- severity: critical
-- says: a figure lies outside the range that the catalogue holds plausible
-- do: look at the cell; if the publisher erred, add a row to seeds/known_errors.csv; if the range is wrong, mend it in seeds/indicators.csv
select
    files.file_name as file,
    series.locator,
    series.settlement_code,
    series.indicator_id,
    series.period_key as period,
    series.vintage,
    cast(series.value as varchar) as found,
    catalogue.minimum || ' to ' || catalogue.maximum || ' ' || catalogue.unit as expected
from marts.indicator_values as series
inner join marts.indicators as catalogue on series.indicator_id = catalogue.indicator_id
inner join raw.files as files
    on series.source_id = files.source_id and series.snapshot_sha256 = files.sha256
where series.value < catalogue.minimum or series.value > catalogue.maximum
