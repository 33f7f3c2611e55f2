{{ config(alias="indicators") }}
-- The catalogue as agreed, one row for each indicator, with what this refresh holds of it.
select
    catalogue.indicator_id,
    catalogue.name_he,
    catalogue.name_en,
    catalogue.definition,
    catalogue.definition_he,
    catalogue.domain,
    catalogue.task_team,
    catalogue.factor,
    catalogue.life_stage,
    catalogue.effect,
    catalogue.subjectivity,
    catalogue.data_kind,
    catalogue.level,
    catalogue.horizon,
    catalogue.desired_direction,
    catalogue.unit,
    catalogue.numerator,
    catalogue.denominator,
    catalogue.minimum,
    catalogue.maximum,
    catalogue.decimals,
    catalogue.method_publisher,
    catalogue.method_ours,
    catalogue.preferred_source as source,
    catalogue.comparability_rule,
    catalogue.scope,
    catalogue.caveats,
    catalogue.usage_warnings,
    catalogue.state,
    catalogue.agreement,
    catalogue.version,
    cast(count(distinct series.settlement_code) as integer) as settlements_with_values,
    cast(min(series.reference_year) as integer) as first_year,
    cast(max(series.reference_year) as integer) as last_year
from {{ ref('indicators') }} as catalogue
left join {{ ref('indicators_values') }} as series
    on catalogue.indicator_id = series.indicator_id and series.value is not null
group by all
