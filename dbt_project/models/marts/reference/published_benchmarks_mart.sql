{{ config(alias="published_benchmarks") }}
-- Figures that the initiatives published without a method or a year. They stand beside what the
-- warehouse computes and are never merged with it.
select
    benchmark_id,
    name_he,
    name_en,
    unit,
    periphery_value,
    rest_value,
    rest_is,
    rest_is_he,
    cast(reference_year as integer) as reference_year,
    method,
    source,
    source_he,
    indicator_id,
    nearest_indicator_id,
    why_not_the_same,
    why_not_the_same_he
from {{ ref('published_benchmarks') }}
