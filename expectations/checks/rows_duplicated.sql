-- severity: critical
-- says: a table names the same settlement and group in more than one row
-- says_he: לוח נוקב באותם יישוב וקבוצה ביותר משורה אחת
-- do: look at the rows; a publisher's repetition is mended by removing the row from a corrected issue of the file
-- do_he: לבדוק את השורות; כפילות של המפרסם מתקנים בהסרת השורה מגרסה מתוקנת של הקובץ
select
    files.file_name as file,
    tables.sheet
    || ' rows '
    || string_agg(cast(entries.row_no as varchar), ', ' order by entries.row_no) as locator,
    resolutions.settlement_code,
    entries.population_group,
    count(*) || ' rows' as found,
    'one row for each settlement and group' as expected
from raw.rows as entries
inner join raw.tables as tables
    on
        entries.source_id = tables.source_id
        and entries.sha256 = tables.sha256
        and entries.table_no = tables.table_no
inner join raw.resolutions as resolutions
    on
        entries.source_id = resolutions.source_id
        and entries.sha256 = resolutions.sha256
        and entries.table_no = resolutions.table_no
        and entries.row_no = resolutions.row_no
inner join raw.files as files on entries.sha256 = files.sha256 and entries.source_id = files.source_id
where
    entries.role in ('entity', 'nation')
    and resolutions.settlement_code is not null
    and coalesce(trim(entries.area_text), '') = ''
    and exists (
        select 1 from seeds.header_mapping as mapping
        where mapping.source_id = tables.source_id and mapping.table_id = tables.table_id
    )
group by
    files.file_name,
    entries.sha256,
    tables.sheet,
    entries.table_no,
    resolutions.settlement_code,
    entries.population_group
having count(*) > 1
