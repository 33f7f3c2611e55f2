-- שאלה: באילו יישובים הפערים הפנימיים בין שכונות הם הגדולים ביותר?
-- Question: In which settlements are the differences between neighbourhoods the largest?
-- איך קוראים: שורה לכל יישוב שיש בו לפחות חמישה אזורים סטטיסטיים במדד החברתי-כלכלי: האזור החלש והחזק (אשכול וערך המדד),
--   והטווח ביניהם. כמה מהם בפריפריה - is_periphery.
-- How to read the answer: One row for each settlement with at least five statistical areas in the socio-economic index: the
--   weakest and strongest area (cluster and value of the index) and the range between them. is_periphery says which are
--   peripheral.
-- מה אסור להסיק: שליישוב שאינו ברשימה אין פערים: לקטנים אין אזורים. ביישוב עם יותר אזורים הטווח רחב יותר גם במקרה; קצת
--   מהאזורים אוחדו לפרסום; אזורים אינם שקולים לפי תושבים.
-- What not to conclude: That a settlement not in the list has no differences: small ones have no areas. With more areas the
--   range is wider by chance alone; some areas are merged for publication; areas are not weighted by residents.
with areas as (
    select
        settlement_code,
        area_code,
        max(value) filter (where indicator_id = 'sei_index') as index_value,
        max(value) filter (where indicator_id = 'sei_cluster') as cluster
    from marts.statistical_area_values
    where
        indicator_id in ('sei_index', 'sei_cluster')
        and is_latest_vintage
        and value is not null
    group by settlement_code, area_code
)

select
    settlement_code,
    settlements.name_he,
    settlements.name_en,
    settlements.is_periphery,
    settlements.sei_cluster as cluster_of_the_whole,
    count(*) as areas,
    arg_min(areas.area_code, areas.index_value) as weakest_area,
    min(areas.cluster) as lowest_cluster,
    arg_max(areas.area_code, areas.index_value) as strongest_area,
    max(areas.cluster) as highest_cluster,
    round(max(areas.index_value) - min(areas.index_value), 2) as index_range,
    round(stddev_samp(areas.index_value), 2) as index_deviation
from areas
inner join marts.settlements using (settlement_code)
group by
    settlement_code,
    settlements.name_he,
    settlements.name_en,
    settlements.is_periphery,
    settlements.sei_cluster
having count(*) >= 5
order by index_range desc, settlement_code asc
