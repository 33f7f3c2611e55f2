{{ config(alias="settlements") }}
-- One row for each settlement, with its latest standing. Classes of cities are ours: CBS publishes
-- the status only, and comparisons need cities of a like size.
with latest as (
    select
        settlement_code,
        indicator_id,
        max_by(value, reference_year) as value,
        max(reference_year) as reference_year
    from {{ ref('indicators_values') }}
    where
        is_latest_vintage
        and value is not null
        and population_group = 'all'
        and indicator_id in ('population_total', 'sei_cluster', 'peripherality_cluster')
    group by settlement_code, indicator_id
),

standing as (
    select
        settlement_code,
        max(value) filter (where indicator_id = 'population_total') as population,
        max(reference_year) filter (where indicator_id = 'population_total') as population_year,
        max(value) filter (where indicator_id = 'sei_cluster') as sei_cluster,
        max(value) filter (where indicator_id = 'peripherality_cluster') as peripherality_cluster
    from latest
    group by settlement_code
),

cutoffs as (
    select
        max(value) filter (where cutoff = 'small_city_below') as small_city_below,
        max(value) filter (where cutoff = 'large_city_from') as large_city_from,
        max(value) filter (where cutoff = 'periphery_cluster_up_to') as periphery_cluster_up_to
    from {{ ref('cutoffs') }}
),

programmes as (
    select
        settlement_code,
        string_agg(distinct programme_id, ', ' order by programme_id) as programmes,
        bool_or(programme_id = 'local_leapfrog') as in_local_leapfrog,
        bool_or(programme_id = 'settlement_at_centre') as in_settlement_at_centre,
        bool_or(programme_id = 'community_partnerships') as in_community_partnerships
    from {{ ref('programme_settlements') }}
    group by settlement_code
),

coordinates as (
    select * from {{ ref('stg_cbs_statistical_areas_geometry__localities') }}
),

council_coordinates as (
    select
        places.council_code as settlement_code,
        round(avg(coordinates.longitude), 5) as longitude,
        round(avg(coordinates.latitude), 5) as latitude
    from {{ ref('stg_cbs_localities__localities') }} as places
    inner join coordinates on places.settlement_code = coordinates.settlement_code
    where places.council_code is not null
    group by places.council_code
)

select
    settlements.settlement_code,
    settlements.name_he,
    settlements.name_en,
    settlements.kind,
    settlements.is_authority,
    settlements.district_he as district,
    case
        when settlements.kind = 'city' and standing.population < cutoffs.small_city_below then 'small_city'
        when settlements.kind = 'city' and standing.population < cutoffs.large_city_from then 'medium_city'
        when settlements.kind = 'city' and standing.population is not null then 'large_city'
        when settlements.kind in ('local_council', 'regional_council') then settlements.kind
    end as municipal_type,
    settlements.council_code as parent_settlement_code,
    cast(standing.population as bigint) as population,
    cast(standing.population_year as integer) as population_year,
    cast(standing.sei_cluster as integer) as sei_cluster,
    cast(standing.peripherality_cluster as integer) as peripherality_cluster,
    standing.peripherality_cluster <= cutoffs.periphery_cluster_up_to as is_periphery,
    programmes.programmes,
    coalesce(programmes.in_local_leapfrog, false) as in_local_leapfrog,
    coalesce(programmes.in_settlement_at_centre, false) as in_settlement_at_centre,
    coalesce(programmes.in_community_partnerships, false) as in_community_partnerships,
    coalesce(coordinates.longitude, council_coordinates.longitude) as longitude,
    coalesce(coordinates.latitude, council_coordinates.latitude) as latitude,
    settlements.itm_east_metres,
    settlements.itm_north_metres,
    settlements.locality_form
from {{ ref('int_settlements') }} as settlements
cross join cutoffs
left join standing on settlements.settlement_code = standing.settlement_code
left join programmes on settlements.settlement_code = programmes.settlement_code
left join coordinates on settlements.settlement_code = coordinates.settlement_code
left join council_coordinates on settlements.settlement_code = council_coordinates.settlement_code
