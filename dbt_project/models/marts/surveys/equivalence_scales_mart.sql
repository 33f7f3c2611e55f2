{{ config(alias="equivalence_scales") }}
-- How incomes of households of different size are made comparable.
select
    scale_id,
    kind,
    parameters,
    name_he,
    name_en,
    source,
    source_he
from {{ ref('equivalence_scales') }}
