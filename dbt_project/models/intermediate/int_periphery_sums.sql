-- For each indicator, period and definition of periphery: the sums of either side from which means,
-- differences and their errors follow (estimation/gaps.py). Weights are residents of today.
with sides as (
    select
        definition_id,
        settlement_code,
        cast(population as double) as population,
        side
    from {{ ref('int_periphery_sides') }}
    where side is not null
),

members as (
    select
        definition_id,
        side,
        count(*) as settlements,
        sum(population) as residents
    from sides
    group by definition_id, side
),

figures as (
    select
        indicator_id,
        settlement_code,
        reference_year,
        period_key,
        reference_period,
        series_segment,
        value
    from {{ ref('indicators_values') }}
    where is_latest_vintage and value is not null and population_group = 'all'
),

sums as (
    select
        figures.indicator_id,
        figures.reference_year,
        figures.period_key,
        min(figures.reference_period) as reference_period,
        min(figures.series_segment) as series_segment,
        sides.definition_id,
        sides.side,
        count(*) as settlements_with_value,
        avg(figures.value) as mean,
        var_samp(figures.value) as variance,
        median(figures.value) as median,
        sum(sides.population) as residents_with_value,
        sum(sides.population * figures.value) as weighted_sum,
        sum(sides.population ** 2) as squared_weights,
        sum(sides.population ** 2 * figures.value) as squared_weights_value,
        sum(sides.population ** 2 * figures.value ** 2) as squared_weights_value_squared
    from figures
    inner join sides on figures.settlement_code = sides.settlement_code
    group by
        figures.indicator_id, figures.reference_year, figures.period_key, sides.definition_id, sides.side
)

select
    sums.*,
    members.settlements,
    members.residents
from sums
inner join members on sums.definition_id = members.definition_id and sums.side = members.side
