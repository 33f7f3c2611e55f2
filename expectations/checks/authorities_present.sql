-- severity: critical
-- says: the newest yearly workbook lacks more authorities than new ones can explain
-- says_he: בקובץ הרשויות השנתי החדש ביותר חסרות יותר רשויות מכפי שרשויות חדשות יכולות להסביר
-- do: see whether a sheet was cut; fetch the file again
-- do_he: לבדוק אם גיליון נחתך; להביא את הקובץ מחדש
with newest as (
    select sha256, file_name, vintage from raw.files
    where source_id = 'cbs_local_authorities'
    order by vintage_rank desc
    limit 1
),

present as (
    select distinct series.settlement_code
    from marts.indicator_values as series
    inner join newest on series.snapshot_sha256 = newest.sha256
    where series.indicator_id = 'population_total'
),

missing as (
    select settlements.settlement_code, settlements.name_he
    from marts.settlements as settlements
    where
        settlements.is_authority and settlements.settlement_code not in (select settlement_code from present)
)

select
    newest.file_name as file,
    'table physical' as locator,
    count(*)
    || ' authorities missing: '
    || string_agg(missing.settlement_code || ' ' || missing.name_he, ', ' order by missing.settlement_code)
        as found,
    'at most 5 % of the master list' as expected
from missing
cross join newest
group by newest.file_name
having count(
    *) > 0.05 * (
    select count(*) from marts.settlements
    where is_authority
)
