-- The figures of programme settlements in the stretch of the goalposts, one a year: from these the
-- usual swing of a series is known.
select
    figures.settlement_code,
    figures.indicator_id,
    figures.population_group,
    figures.reference_year,
    figures.value
from {{ ref('indicators_values') }} as figures
inner join {{ ref('int_index_segments') }} as goalposts
    on
        figures.indicator_id = goalposts.indicator_id
        and figures.series_segment = goalposts.series_segment
semi join {{ ref('int_leapfrog_members') }} as members
    on figures.settlement_code = members.settlement_code
where figures.is_latest_vintage and figures.value is not null
-- Of two elections of a year the later one.
qualify row_number() over (
    partition by
        figures.settlement_code, figures.indicator_id, figures.population_group, figures.reference_year
    order by figures.period_key desc
) = 1
