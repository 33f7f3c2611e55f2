-- What enters the index: for each authority, year of the index and agreed indicator with goalposts the
-- figure used, or none.
--
-- The years of the index are those of the yearly workbook from a first one on. The figure is the
-- latest one that this edition of the workbook holds, also where it speaks of the year after (studies
-- of 2024/25 stand in the workbook of 2024), or another source up to that year; not older than seeds/cutoffs.csv allows, and only from the stretch of
-- the series to which the goalposts belong: no index runs across a break. `value_first_issued` is the
-- figure as the first issue of its edition had it.
with settings as (
    select
        max(value) filter (where cutoff = 'index_first_year') as first_year,
        max(value) filter (where cutoff = 'index_baseline_year') as baseline_year,
        max(value) filter (where cutoff = 'index_value_age') as value_age
    from {{ ref('cutoffs') }}
),

years as (
    select distinct cast(files.edition_year as integer) as index_year
    from {{ source('raw', 'files') }} as files
    cross join settings
    where files.source_id = 'cbs_local_authorities' and files.edition_year >= settings.first_year
),

figures as (
    select
        *,
        arg_min(value, vintage) filter (where value is not null) over (
            partition by settlement_code, indicator_id, period_key, source_id, edition
        ) as value_first_issued
    from {{ ref('indicators_values') }}
    where population_group = 'all'
),

entering as (
    select
        catalogue.indicator_id,
        catalogue.domain,
        catalogue.desired_direction,
        goalposts.low,
        goalposts.high,
        goalposts.weight,
        goalposts.series_segment
    from {{ ref('indicators') }} as catalogue
    inner join {{ ref('int_index_segments') }} as goalposts
        on catalogue.indicator_id = goalposts.indicator_id
    where catalogue.state = 'agreed'
),

used as (
    select
        years.index_year,
        figures.settlement_code,
        figures.indicator_id,
        figures.value,
        figures.value_first_issued,
        figures.value_status,
        figures.reference_year,
        figures.vintage,
        row_number() over (
            partition by years.index_year, figures.settlement_code, figures.indicator_id
            order by figures.reference_year desc, figures.period_key desc
        ) as age
    from figures
    inner join entering
        on
            figures.indicator_id = entering.indicator_id
            and figures.series_segment = entering.series_segment
    cross join years
    cross join settings
    where
        figures.is_latest_vintage
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

select
    settlements.settlement_code,
    years.index_year,
    years.index_year = cast(settings.baseline_year as integer) as is_baseline,
    entering.indicator_id,
    entering.domain,
    entering.desired_direction,
    entering.low,
    entering.high,
    entering.weight,
    used.value,
    used.value_first_issued,
    used.value_status,
    used.reference_year,
    used.vintage
from {{ ref('settlements_mart') }} as settlements
cross join years
cross join settings
cross join entering
left join used
    on
        settlements.settlement_code = used.settlement_code
        and years.index_year = used.index_year
        and entering.indicator_id = used.indicator_id
        and used.age = 1
where settlements.is_authority
