-- What each handed-in file holds, row by row: the entries that were understood, and to whom they belong.
--
-- The folder says whose the file is. A row that names another settlement, or one that nobody knows, is
-- kept here with its `refused_because` and goes no further.
with files as (
    select * from {{ source('raw', 'files') }}
    where source_id = 'settlement_programmes'
),

folders as (
    select
        rows.sha256,
        rows.settlement_code
    from {{ ref('stg_rows') }} as rows
    where rows.source_id = 'settlement_programmes' and rows.table_no = 1
),

filled as (
    select
        sha256,
        text as filled_by
    from {{ source('raw', 'cells') }}
    where source_id = 'settlement_programmes' and table_no = 1
),

entries as (
    select
        cells.sha256,
        cells.table_no,
        cells.row_no,
        max(cells.text) filter (where columns.header = 'entry_key') as entry_key,
        {{ object_of("columns.header not like '%^_key' escape '^'") }} as entry,
        {{ object_of("columns.header like '%^_key' escape '^'") }} as keys
    from {{ source('raw', 'cells') }} as cells
    inner join {{ source('raw', 'columns') }} as columns
        on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
    where cells.source_id = 'settlement_programmes' and cells.table_no > 2
    group by cells.sha256, cells.table_no, cells.row_no
)

select
    files.sha256,
    files.file_name,
    files.arrival_no,
    files.retrieved_at,
    files.requested_by,
    files.synthetic,
    filled.filled_by,
    folders.settlement_code,
    tables.table_id as sheet_id,
    tables.sheet,
    entries.row_no,
    entries.entry_key,
    entries.entry,
    entries.keys,
    {{ locator('tables.sheet', "'row ' || entries.row_no") }} as locator,
    rows.settlement_code as row_settlement_code,
    concat_ws(' ', rows.code_text, rows.name_text) as row_settlement,
    rows.suggestion,
    case
        when folders.settlement_code is null then 'folder_unknown'
        when entries.row_no is null then null
        when rows.settlement_code is null then 'settlement_unknown'
        when rows.settlement_code <> folders.settlement_code then 'another_settlement'
    end as refused_because
from files
inner join {{ source('raw', 'tables') }} as tables on files.sha256 = tables.sha256 and tables.table_no > 2
inner join folders on files.sha256 = folders.sha256
left join filled on files.sha256 = filled.sha256
left join entries on tables.sha256 = entries.sha256 and tables.table_no = entries.table_no
left join {{ ref('stg_rows') }} as rows
    on
        entries.sha256 = rows.sha256
        and entries.table_no = rows.table_no
        and entries.row_no = rows.row_no
where tables.source_id = 'settlement_programmes'
