-- Survey estimates that are indicators of the catalogue, each with its error and its respondents.
--
-- Two waves may fall into one year, so the period bears the wave. Worked example: the share above the
-- midpoint of the collective efficacy scale in the wave community_2025 has the period key
-- 2025-community_2025, and is suppressed where fewer than ten answered.
select
    indicator_id,
    settlement_code,
    cast(null as varchar) as area_code,
    population_group,
    reference_year,
    reference_year || ' (' || wave_id || ')' as reference_period,
    reference_year || '-' || wave_id as period_key,
    source_id,
    sha256,
    value,
    standard_error,
    ci_low,
    ci_high,
    n,
    value_status,
    locator,
    cast(null as varchar) as error_id,
    cast(null as integer) as table_no,
    cast(null as integer) as row_no
from {{ source('raw', 'survey_estimates') }}
where indicator_id is not null
