{{ config(alias="survey_items") }}
-- The items of community surveys, in the order of their scales.
select
    item_id,
    scale_id,
    position,
    text_he,
    text_en,
    text_ar,
    direction_of_wording,
    source
from {{ ref('survey_items') }}
