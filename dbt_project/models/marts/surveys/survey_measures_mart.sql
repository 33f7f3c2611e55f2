{{ config(alias="survey_measures") }}
-- What is made of the items: scales, their total, and single items that no scale takes in.
select
    measure_id,
    kind,
    items,
    minimum_answered,
    share_indicator_id,
    name_he,
    name_en,
    definition,
    definition_he,
    source
from {{ ref('survey_measures') }}
