{{ config(materialized='table') }}
-- The localities file, newest edition: what no other source gives for every place.
--
-- `coordinate` is one integer, easting and northing in the new Israeli grid set side by side:
-- ten digits are 5 + 5 in units of ten metres, twelve are 6 + 6 in metres
-- (2105263481 → 210520, 634810).
with cells as (
    select * from {{ source('raw', 'cells') }}
    where source_id = 'cbs_localities'
),

columns as (
    select * from {{ source('raw', 'columns') }}
    where source_id = 'cbs_localities'
),

newest as (
    select sha256 from {{ source('raw', 'files') }}
    where source_id = 'cbs_localities'
    order by vintage_rank desc
    limit 1
),

pivoted as (
    select
        rows.settlement_code,
        any_value(rows.name_text) as name_he,
        {{ text_under('שם יישוב באנגלית') }} as name_en,
        {{ text_under('תעתיק') }} as name_transliterated,
        {{ text_under('שם מחוז') }} as district_he,
        {{ text_under('שם מעמד מונציפאלי') }} as municipal_status_he,
        {{ value_under('^סמל מעמד מונציפאלי$') }} as municipal_status_code,
        {{ value_under('^צורת יישוב') }} as locality_form,
        {{ text_under('קואורדינטות') }} as coordinate
    from {{ ref('stg_rows') }} as rows
    inner join newest on rows.sha256 = newest.sha256
    inner join cells
        on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
    inner join columns
        on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
    where rows.source_id = 'cbs_localities' and rows.settlement_code is not null
    group by rows.settlement_code
)

select
    settlement_code,
    name_he,
    coalesce(name_en, name_transliterated) as name_en,
    district_he,
    municipal_status_he,
    -- 0 is a city and 99 a local council; what is between is the number of a regional council.
    case
        when municipal_status_code between 1 and 98
            then '55' || lpad(cast(cast(municipal_status_code as integer) as varchar), 2, '0')
    end as council_code,
    cast(locality_form as integer) as locality_form,
    case length(coordinate)
        when 10 then cast(left(coordinate, 5) as integer) * 10
        when 12 then cast(left(coordinate, 6) as integer)
    end as itm_east_metres,
    case length(coordinate)
        when 10 then cast(right(coordinate, 5) as integer) * 10
        when 12 then cast(right(coordinate, 6) as integer)
    end as itm_north_metres
from pivoted
