{{ config(materialized='view') }}
-- The series of settlements, without those of their statistical areas.
select * exclude (area_code)
from {{ ref('indicators_series') }}
where area_code is null
