-- severity: critical
-- says: a table names the same settlement and group in more than one row
-- do: look at the rows; a publisher's repetition is mended by removing the row from a corrected issue of the file
select
    files.file_name as file,
    tables.sheet || ' rows ' || string_agg(cast(rows.row_no as varchar), ', ' order by rows.row_no) as locator,
    resolutions.settlement_code,
    rows.population_group,
    count(*) || ' rows' as found,
    'one row for each settlement and group' as expected
from raw.rows as rows
inner join raw.tables as tables
    on rows.source_id = tables.source_id and rows.sha256 = tables.sha256 and rows.table_no = tables.table_no
inner join raw.resolutions as resolutions
    on
        rows.source_id = resolutions.source_id
        and rows.sha256 = resolutions.sha256
        and rows.table_no = resolutions.table_no
        and rows.row_no = resolutions.row_no
inner join raw.files as files on rows.sha256 = files.sha256 and rows.source_id = files.source_id
where
    rows.role in ('entity', 'nation')
    and resolutions.settlement_code is not null
    and coalesce(trim(rows.area_text), '') = ''
    and exists (
        select 1 from seeds.header_mapping as mapping
        where mapping.source_id = tables.source_id and mapping.table_id = tables.table_id
    )
group by
    files.file_name, tables.sheet, rows.table_no, resolutions.settlement_code, rows.population_group
having count(*) > 1
