-- What registers know of the settlements of each wave: the latest figure up to the year of the wave.
--
-- A figure of a later year would let a model see what happened after the answers were given.
with figures as (
    select
        settlement_code,
        indicator_id,
        reference_year,
        period_key,
        value
    from {{ ref('indicators_values') }}
    where is_latest_vintage and population_group = 'all' and value is not null
)

select
    waves.wave_id,
    figures.settlement_code,
    covariates.variable,
    case
        when covariates.transform = 'log' and figures.value > 0 then ln(figures.value)
        when covariates.transform = 'none' then figures.value
    end as covariate
from {{ source('raw', 'survey_waves') }} as waves
inner join {{ ref('small_area_covariates') }} as covariates on waves.source_id = covariates.source_id
inner join figures
    on
        covariates.indicator_id = figures.indicator_id
        and waves.reference_year >= figures.reference_year
qualify
    row_number() over (
        partition by waves.wave_id, figures.settlement_code, covariates.variable
        order by figures.reference_year desc, figures.period_key desc
    ) = 1
