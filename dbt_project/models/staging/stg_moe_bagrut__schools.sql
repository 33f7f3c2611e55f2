{{ config(materialized='table') }}
-- Schools with the pupils of a cohort who are eligible for the certificate, and their mean mark.
with rows as (
    select
        rows.*,
        tables.sheet
    from {{ ref('stg_rows') }} as rows
    inner join {{ source('raw', 'tables') }} as tables
        on
            rows.source_id = tables.source_id
            and rows.sha256 = tables.sha256
            and rows.table_no = tables.table_no
    where rows.source_id = 'moe_bagrut' and tables.table_id = 'school_averages'
)

select
    rows.source_id,
    rows.sha256,
    rows.table_no,
    rows.row_no,
    rows.sheet,
    rows.settlement_code,
    cast({{ value_under('^מחזור סיום') }} as integer) as cohort,
    {{ value_under('שהיו זכאים לבגרות') }} as eligible_pupils,
    {{ value_under('^ממוצע משוקלל של ציוני התעודה') }} as mean_mark,
    max(cells.cell) filter (where regexp_matches(columns.header, 'שהיו זכאים לבגרות'))
        as eligible_pupils_cell,
    max(cells.cell) filter (where regexp_matches(columns.header, '^ממוצע משוקלל')) as mean_mark_cell
from rows
inner join {{ source('raw', 'cells') }} as cells
    on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
inner join {{ source('raw', 'columns') }} as columns
    on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
where cells.source_id = 'moe_bagrut' and columns.source_id = 'moe_bagrut'
group by rows.source_id, rows.sha256, rows.table_no, rows.row_no, rows.sheet, rows.settlement_code
