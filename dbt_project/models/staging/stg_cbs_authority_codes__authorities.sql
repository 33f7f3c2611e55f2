{{ config(materialized='table') }}
-- The master list of authorities, newest edition.
with newest as (
    select sha256 from {{ source('raw', 'files') }}
    where source_id = 'cbs_authority_codes'
    order by vintage_rank desc
    limit 1
),

cells as (
    select * from {{ source('raw', 'cells') }}
    where source_id = 'cbs_authority_codes'
),

columns as (
    select * from {{ source('raw', 'columns') }}
    where source_id = 'cbs_authority_codes'
)

select
    rows.settlement_code,
    any_value(rows.name_text) as name_he,
    {{ text_under('ShemRashutEng') }} as name_en,
    case cast({{ value_under('^SemelSugMaamad$') }} as integer)
        when 1 then 'city'
        when 2 then 'local_council'
        when 3 then 'regional_council'
        else 'locality'
    end as kind
from {{ ref('stg_rows') }} as rows
inner join newest on rows.sha256 = newest.sha256
inner join cells
    on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
inner join columns
    on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
where rows.source_id = 'cbs_authority_codes' and rows.settlement_code is not null
group by rows.settlement_code
