-- What enters the index: for each authority, year of the index and agreed indicator with goalposts the
-- figure of the whole settlement that is used, or none.
with entering as (
    select
        catalogue.indicator_id,
        catalogue.domain,
        catalogue.desired_direction,
        goalposts.low,
        goalposts.high,
        goalposts.weight
    from {{ ref('indicators') }} as catalogue
    inner join {{ ref('int_index_segments') }} as goalposts
        on catalogue.indicator_id = goalposts.indicator_id
    where catalogue.state = 'agreed'
)

select
    settlements.settlement_code,
    years.index_year,
    years.is_baseline,
    entering.indicator_id,
    entering.domain,
    entering.desired_direction,
    entering.low,
    entering.high,
    entering.weight,
    used.value,
    used.value_first_issued,
    used.standard_error,
    used.value_status,
    used.reference_year,
    used.period_key,
    used.vintage
from {{ ref('settlements_mart') }} as settlements
cross join {{ ref('int_index_years') }} as years
cross join entering
left join {{ ref('int_index_figures') }} as used
    on
        settlements.settlement_code = used.settlement_code
        and years.index_year = used.index_year
        and entering.indicator_id = used.indicator_id
        and used.population_group = 'all'
where settlements.is_authority
