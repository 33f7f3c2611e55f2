{{ config(materialized='table') }}
-- The district of each authority as the newest yearly workbook that names it states it.
select
    rows.settlement_code,
    max_by(trim(cells.text), files.vintage_rank) as district_he
from {{ ref('stg_rows') }} as rows
inner join {{ source('raw', 'tables') }} as tables
    on rows.sha256 = tables.sha256 and rows.table_no = tables.table_no
inner join {{ source('raw', 'files') }} as files on rows.sha256 = files.sha256
inner join {{ source('raw', 'columns') }} as columns
    on rows.sha256 = columns.sha256 and rows.table_no = columns.table_no
inner join {{ source('raw', 'cells') }} as cells
    on
        rows.sha256 = cells.sha256
        and rows.table_no = cells.table_no
        and rows.row_no = cells.row_no
        and columns.col = cells.col
where
    rows.source_id = 'cbs_local_authorities'
    and tables.table_id = 'physical'
    and rows.role = 'entity'
    and rows.settlement_code is not null
    and regexp_matches(columns.header, '(^|\| )מחוז( 20\d\d)?$')
group by rows.settlement_code
