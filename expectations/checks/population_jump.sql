-- severity: critical
-- says: a settlement's population changes between neighbouring editions as only a change of unit can
-- says_he: אוכלוסיית יישוב משתנה בין מהדורות סמוכות באופן שרק שינוי יחידה יכול להסביר
-- do: compare the unit in the headers of both files
-- do_he: להשוות את היחידה שבכותרות של שני הקבצים
with series as (
    select
        *,
        lag(value) over in_time as value_before,
        lag(reference_year) over in_time as year_before
    from marts.indicator_values
    where
        indicator_id = 'population_total'
        and is_latest_vintage
        and source_id = 'cbs_local_authorities'
    window in_time as (partition by settlement_code order by reference_year)
),

cutoffs as (
    select value as ratio from seeds.cutoffs
    where cutoff = 'population_jump'
)

select
    files.file_name as file,
    series.locator,
    series.settlement_code,
    series.vintage,
    series.value as found,
    'near ' || series.value_before || ', its value of ' || series.year_before as expected
from series
inner join raw.files as files on series.snapshot_sha256 = files.sha256 and series.source_id = files.source_id
cross join cutoffs
where
    series.year_before >= series.reference_year - 4
    and greatest(series.value, series.value_before) > 500
    and (
        series.value > series.value_before * cutoffs.ratio
        or series.value < series.value_before / cutoffs.ratio
    )
