{{ config(materialized='table') }}
-- Middle of each locality: the mean of the middles of its statistical areas, in degrees (WGS84).
with cells as (
    select * from {{ source('raw', 'cells') }}
    where source_id = 'cbs_statistical_areas_geometry'
),

columns as (
    select * from {{ source('raw', 'columns') }}
    where source_id = 'cbs_statistical_areas_geometry'
)

select
    rows.settlement_code,
    round(avg(cells.value) filter (where columns.header = 'longitude'), 5) as longitude,
    round(avg(cells.value) filter (where columns.header = 'latitude'), 5) as latitude
from {{ ref('stg_rows') }} as rows
inner join cells
    on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
inner join columns
    on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
where
    rows.source_id = 'cbs_statistical_areas_geometry'
    and rows.settlement_code is not null
    and columns.header in ('longitude', 'latitude')
group by rows.settlement_code
