{{ config(alias="index_goalposts") }}
-- The frozen goalposts of the index, each beside what the baseline edition gives today.
--
-- A goalpost is agreed once and stands in seeds/index_goalposts.csv; `low_today` and `high_today` are
-- the same quantiles taken anew from the baseline's figures, where this warehouse holds them.
with today as (
    select
        inputs.indicator_id,
        quantile_cont(inputs.value, 0.05) as low,
        quantile_cont(inputs.value, 0.95) as high,
        count(inputs.value) as settlements
    from {{ ref('int_index_inputs') }} as inputs
    where inputs.is_baseline
    group by inputs.indicator_id
)

select
    goalposts.indicator_id,
    catalogue.domain,
    catalogue.desired_direction,
    goalposts.low,
    goalposts.high,
    goalposts.weight,
    goalposts.baseline_year,
    goalposts.rule,
    goalposts.rule_he,
    cast(goalposts.frozen_on as date) as frozen_on,
    today.low as low_today,
    today.high as high_today,
    cast(today.settlements as integer) as settlements_at_baseline
from {{ ref('index_goalposts') }} as goalposts
inner join {{ ref('indicators') }} as catalogue
    on goalposts.indicator_id = catalogue.indicator_id
left join today on goalposts.indicator_id = today.indicator_id
