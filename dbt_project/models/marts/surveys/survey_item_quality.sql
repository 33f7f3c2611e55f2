-- How each item of a wave was answered, over all its respondents.
select
    quality.wave_id,
    quality.item_id,
    quality.column_place,
    quality.coded_as,
    quality.answered,
    quality.answered_share,
    quality.item_rest_correlation,
    {{ is_synthetic() }} as synthetic
from {{ source('raw', 'survey_item_quality') }} as quality
