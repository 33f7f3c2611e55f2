-- Practice × settlement × indicator that it is to move: evidence, where it runs, and what the indicator did
-- since. The change of an indicator is of the whole settlement and no effect of the practice.
with reported as (
    select * from {{ entries_of('practices', {
        'practice': 'text', 'indicator': 'text', 'domain': 'text', 'evidence_grade': 'text',
        'evidence_source': 'text', 'description': 'text', 'body': 'text', 'from_date': 'date',
        'to_date': 'date'}) }}
),

figures as (
    select
        settlement_code,
        indicator_id,
        reference_year,
        value,
        series_segment
    from {{ ref('indicators_values') }}
    where is_latest_vintage and population_group = 'all' and value is not null
),

-- The last figure from before the practice began, and the newest one.
ends as (
    select
        reported.settlement_code,
        reported.entry_key,
        max(figures.reference_year) filter (where figures.reference_year < year(reported.from_date))
            as year_before,
        max_by(figures.value, figures.reference_year)
        filter (where figures.reference_year < year(reported.from_date)) as value_before,
        max_by(figures.series_segment, figures.reference_year)
        filter (where figures.reference_year < year(reported.from_date)) as segment_before,
        max(figures.reference_year) as latest_year,
        max_by(figures.value, figures.reference_year) as latest_value,
        max_by(figures.series_segment, figures.reference_year) as latest_segment
    from reported
    inner join figures
        on reported.settlement_code = figures.settlement_code and reported.indicator = figures.indicator_id
    group by reported.settlement_code, reported.entry_key
)

select
    reported.settlement_code,
    reported.practice,
    reported.indicator as indicator_id,
    reported.domain,
    reported.evidence_grade,
    reported.evidence_source,
    reported.description,
    reported.body,
    reported.from_date,
    reported.to_date,
    {{ holds_today('reported.from_date', 'reported.to_date') }} as runs_now,
    cast(ends.year_before as integer) as year_before,
    ends.value_before,
    cast(ends.latest_year as integer) as latest_year,
    ends.latest_value,
    case
        -- A figure of the very year is of school years and months from before it began, too.
        when ends.segment_before = ends.latest_segment and ends.latest_year > year(reported.from_date)
            then ends.latest_value - ends.value_before
    end as change_since,
    case
        when reported.indicator is null then 'no_indicator_named'
        when reported.from_date is null then 'no_start_date'
        when ends.latest_year is null then 'no_figure'
        when ends.year_before is null then 'no_figure_before'
        when ends.latest_year <= year(reported.from_date) then 'no_figure_since'
        when ends.segment_before <> ends.latest_segment then 'series_broken'
        else 'settlement_changed_not_an_effect'
    end as change_is,
    reported.file_name,
    reported.locator,
    {{ is_synthetic() }} as synthetic
from reported
left join ends
    on reported.settlement_code = ends.settlement_code and reported.entry_key = ends.entry_key
order by reported.practice, reported.settlement_code, reported.indicator
