{{ config(materialized='table') }}
-- Where each statistical area lies, newest edition of the layer: its outline as the publisher drew it,
-- and the middle of its extent, in degrees (WGS84).
with cells as (
    select * from {{ source('raw', 'cells') }}
    where source_id = 'cbs_statistical_areas_geometry'
),

columns as (
    select * from {{ source('raw', 'columns') }}
    where source_id = 'cbs_statistical_areas_geometry'
),

newest as (
    select
        sha256,
        file_name,
        vintage,
        synthetic
    from {{ source('raw', 'files') }}
    where source_id = 'cbs_statistical_areas_geometry'
    order by vintage_rank desc
    limit 1
)

select
    rows.settlement_code,
    rows.area_code,
    max(cells.cell) filter (where columns.header = 'outline') as locator,
    {{ text_under('outline') }} as outline,
    {{ value_under('^longitude$') }} as longitude,
    {{ value_under('^latitude$') }} as latitude,
    any_value(newest.vintage) as vintage,
    any_value(newest.sha256) as sha256,
    any_value(newest.file_name) as file_name,
    any_value(newest.synthetic) as synthetic
from {{ ref('stg_rows') }} as rows
inner join newest on rows.sha256 = newest.sha256
inner join cells
    on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
inner join columns
    on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
where
    rows.source_id = 'cbs_statistical_areas_geometry'
    and rows.settlement_code is not null
    and columns.header in ('longitude', 'latitude', 'outline')
-- A feature is a row: an area that the layer draws in two features has two.
group by rows.row_no, rows.settlement_code, rows.area_code
