-- Direct estimates that small-area models rest on: shares and rates of all respondents of a settlement.
--
-- `direct_value` is there also where the estimate is too uncertain to be published alone; where
-- answers had to be hidden it is null, and the settlement takes no part in any model.
select
    estimates.wave_id,
    estimates.source_id,
    estimates.measure_id,
    estimates.indicator_id,
    estimates.reference_year,
    estimates.settlement_code,
    estimates.value,
    estimates.standard_error,
    estimates.direct_value,
    estimates.n,
    estimates.design_effect,
    estimates.value_status,
    settlements.population
from {{ source('raw', 'survey_estimates') }} as estimates
inner join {{ ref('settlements_mart') }} as settlements
    on estimates.settlement_code = settlements.settlement_code
where
    estimates.statistic in ('share', 'rate')
    and estimates.population_group = 'all'
