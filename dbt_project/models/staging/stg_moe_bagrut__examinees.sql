{{ config(materialized='table') }}
-- Examinees by authority (and nation), subject, units and cohort: one row for each row of the export.
with rows as (
    select
        rows.*,
        tables.table_id,
        tables.sheet
    from {{ ref('stg_rows') }} as rows
    inner join {{ source('raw', 'tables') }} as tables
        on
            rows.source_id = tables.source_id
            and rows.sha256 = tables.sha256
            and rows.table_no = tables.table_no
    where rows.source_id = 'moe_bagrut' and tables.table_id in ('authorities', 'national')
)

select
    rows.source_id,
    rows.sha256,
    rows.table_no,
    rows.row_no,
    rows.sheet,
    case when rows.table_id = 'national' then 'IL' else rows.settlement_code end as settlement_code,
    cast({{ value_under('^סמל מקצוע') }} as integer) as subject_code,
    cast({{ value_under('^י..?ל$') }} as integer) as units,
    cast({{ value_under('^מחזור סיום') }} as integer) as cohort,
    {{ value_under('^מספר נבחנים') }} as examinees,
    {{ value_under('^ממוצע ציון סופי') }} as mean_mark,
    max(cells.cell) filter (where regexp_matches(columns.header, '^מספר נבחנים')) as examinees_cell
from rows
inner join {{ source('raw', 'cells') }} as cells
    on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
inner join {{ source('raw', 'columns') }} as columns
    on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
where cells.source_id = 'moe_bagrut' and columns.source_id = 'moe_bagrut'
group by
    rows.source_id, rows.sha256, rows.table_no, rows.row_no, rows.sheet, rows.table_id, rows.settlement_code
