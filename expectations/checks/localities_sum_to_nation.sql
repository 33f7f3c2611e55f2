-- severity: critical
-- says: the population of localities and of those living outside them does not add up to the published total
-- says_he: אוכלוסיית היישובים ואוכלוסיית הגרים מחוצה להם אינן מסתכמות לסך הכול שפורסם
-- do: see whether rows of the file were lost
-- do_he: לבדוק אם אבדו שורות מן הקובץ
with counts as (
    select
        files.file_name,
        sum(cells.value) filter (where rows.role in ('entity', 'aggregate')) as parts,
        max(cells.value) filter (where rows.role = 'nation') as total
    from raw.rows as rows
    inner join raw.tables as tables on rows.sha256 = tables.sha256 and rows.table_no = tables.table_no
    inner join raw.columns as columns on rows.sha256 = columns.sha256 and rows.table_no = columns.table_no
    inner join raw.cells as cells
        on
            rows.sha256 = cells.sha256
            and rows.table_no = cells.table_no
            and rows.row_no = cells.row_no
            and columns.col = cells.col
    inner join raw.files as files on rows.sha256 = files.sha256
    where rows.source_id = 'cbs_population' and tables.table_id = 'localities' and columns.header = 'סה"כ'
    group by files.file_name, rows.sha256
)

select
    file_name as file,
    'column סה"כ' as locator,
    parts as found,
    coalesce(cast(total as varchar), 'a row with the total of the nation') as expected
from counts
where total is null or abs(parts - total) > 0.0005 * total
