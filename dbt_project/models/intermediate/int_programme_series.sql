-- The figures of the indicators that targets are about, the latest vintage of each period.
select
    figures.settlement_code,
    figures.indicator_id,
    figures.population_group,
    figures.reference_year,
    figures.period_key,
    figures.value,
    figures.standard_error,
    figures.value_status,
    figures.series_segment,
    figures.edition,
    figures.vintage
from {{ ref('indicators_values') }} as figures
semi join {{ ref('int_programme_targets') }} as targets
    on
        figures.settlement_code = targets.settlement_code
        and figures.indicator_id = targets.indicator_id
        and figures.population_group = targets.population_group
where figures.is_latest_vintage
-- Of two elections of a year the later one.
qualify row_number() over (
    partition by
        figures.settlement_code, figures.indicator_id, figures.population_group, figures.reference_year
    order by figures.period_key desc
) = 1
