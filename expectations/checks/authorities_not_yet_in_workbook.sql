-- severity: warning
-- says: an authority of the master list is not in the newest yearly workbook
-- says_he: רשות שברשימת היישובים אינה בקובץ הרשויות השנתי החדש ביותר
-- do: nothing if it was founded after the workbook's year; its figures are gaps, not zeros
-- do_he: אין צורך בדבר אם הרשות הוקמה אחרי שנת הקובץ; נתוניה חסרים ואינם אפס
with newest as (
    select sha256, file_name from raw.files
    where source_id = 'cbs_local_authorities'
    order by vintage_rank desc
    limit 1
)

select
    newest.file_name as file,
    settlements.settlement_code,
    settlements.name_he as found,
    'a row in the table of authorities' as expected
from marts.settlements as settlements
cross join newest
where
    settlements.is_authority
    and not exists (
        select 1 from marts.indicator_values as series
        where
            series.settlement_code = settlements.settlement_code
            and series.indicator_id = 'population_total'
            and series.snapshot_sha256 = newest.sha256
    )
