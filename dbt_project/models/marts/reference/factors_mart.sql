{{ config(alias="factors") }}
-- The twelve factors of neighbourhood and mobility: the sources name four, the other slots stay open.
select
    factors.slot,
    factors.factor_id,
    factors.name_he,
    factors.name_en,
    factors.state,
    factors.note,
    factors.note_he,
    cast(count(catalogue.indicator_id) as integer) as indicators
from {{ ref('factors') }} as factors
left join {{ ref('indicators') }} as catalogue
    on factors.factor_id = catalogue.factor and catalogue.state <> 'retired'
group by all
