-- Which figure counts for which year of the index: of each settlement, agreed indicator with goalposts
-- and group of residents.
--
-- The figure is the latest one that this edition of the workbook holds, also where it speaks of the
-- year after (studies of 2024/25 stand in the workbook of 2024), or another source up to that year; not
-- older than seeds/cutoffs.csv allows, and only from the stretch of the series to which the goalposts
-- belong: no index runs across a break. `value_first_issued` is the figure as the first issue of its
-- edition had it.
with settings as (
    select max(value) filter (where cutoff = 'index_value_age') as value_age
    from {{ ref('cutoffs') }}
),

figures as (
    select
        *,
        arg_min(value, vintage) filter (where value is not null) over (
            partition by
                settlement_code, indicator_id, population_group, period_key, source_id, edition
        ) as value_first_issued
    from {{ ref('indicators_values') }}
),

used as (
    select
        years.index_year,
        figures.settlement_code,
        figures.indicator_id,
        figures.population_group,
        figures.value,
        figures.value_first_issued,
        figures.standard_error,
        figures.value_status,
        figures.reference_year,
        figures.period_key,
        figures.vintage,
        row_number() over (
            partition by
                years.index_year,
                figures.settlement_code,
                figures.indicator_id,
                figures.population_group
            order by figures.reference_year desc, figures.period_key desc
        ) as age
    from figures
    inner join {{ ref('int_index_segments') }} as goalposts
        on
            figures.indicator_id = goalposts.indicator_id
            and figures.series_segment = goalposts.series_segment
    inner join {{ ref('indicators') }} as catalogue
        on figures.indicator_id = catalogue.indicator_id
    cross join {{ ref('int_index_years') }} as years
    cross join settings
    where
        catalogue.state = 'agreed'
        and figures.is_latest_vintage
        and figures.value is not null
        and figures.reference_year >= years.index_year - settings.value_age
        and (
            years.index_year >= figures.reference_year
            or (
                figures.source_id = 'cbs_local_authorities'
                and years.index_year >= try_cast(figures.edition as integer)
            )
        )
)

select * exclude (age)
from used
where age = 1
