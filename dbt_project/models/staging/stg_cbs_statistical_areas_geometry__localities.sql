-- Middle of each locality: the mean of the middles of its statistical areas, in degrees (WGS84).
select
    settlement_code,
    round(avg(longitude), 5) as longitude,
    round(avg(latitude), 5) as latitude
from {{ ref('stg_cbs_statistical_areas_geometry__areas') }}
group by settlement_code
