{{ config(alias="poverty_definitions") }}
-- Definitions of poverty, one a row.
select
    definition_id,
    name_he,
    name_en,
    threshold_share,
    income_concept,
    scale_id,
    unit,
    area,
    rate_indicator_id,
    gap_indicator_id,
    gini_indicator_id,
    ratio_indicator_id,
    source,
    source_he
from {{ ref('poverty_definitions') }}
