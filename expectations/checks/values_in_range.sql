-- severity: critical
-- says: a figure lies outside the range that the catalogue holds plausible
-- says_he: נתון נמצא מחוץ לטווח שהקטלוג רואה כסביר
-- do: look at the cell; if the publisher erred, add a row to seeds/known_errors.csv; if the range is wrong, mend it in seeds/indicators.csv
-- do_he: לבדוק את התא; אם המפרסם טעה, להוסיף שורה ל-seeds/known_errors.csv; אם הטווח שגוי, לתקן אותו ב-seeds/indicators.csv
with figures as (
    select
        settlement_code,
        indicator_id,
        period_key,
        vintage,
        source_id,
        snapshot_sha256,
        locator,
        value
    from marts.indicator_values
    union all
    select
        settlement_code || ' area ' || area_code as settlement_code,
        indicator_id,
        period_key,
        vintage,
        source_id,
        snapshot_sha256,
        locator,
        value
    from marts.statistical_area_values
)

select
    files.file_name as file,
    figures.locator,
    figures.settlement_code,
    figures.indicator_id,
    figures.period_key as period,
    figures.vintage,
    cast(figures.value as varchar) as found,
    catalogue.minimum || ' to ' || catalogue.maximum || ' ' || catalogue.unit as expected
from figures
inner join marts.indicators as catalogue on figures.indicator_id = catalogue.indicator_id
inner join raw.files as files
    on figures.source_id = files.source_id and figures.snapshot_sha256 = files.sha256
where figures.value < catalogue.minimum or figures.value > catalogue.maximum
