-- Statistical areas for which there is any figure: parts of a settlement, known by its code and their own.
select
    areas.settlement_code,
    areas.area_code,
    settlements.name_he as settlement_name_he,
    settlements.name_en as settlement_name_en,
    string_agg(distinct areas.source_id, ', ' order by areas.source_id) as sources,
    cast(count(distinct areas.indicator_id) as integer) as indicators
from {{ ref('indicators_series') }} as areas
inner join {{ ref('settlements_mart') }} as settlements
    on areas.settlement_code = settlements.settlement_code
where areas.area_code is not null
group by areas.settlement_code, areas.area_code, settlements.name_he, settlements.name_en
