-- The series: which row of each period is the latest word, and where a series may not be drawn through.
--
-- A row's period bears the same words in every vintage (those of its latest row), so that the same
-- period is never two. `series_segment` counts the breaks before a value: values are comparable
-- within a segment only. Example: earners_up_to_minimum_wage_pct, 2019 is segment 1; 2023, a count
-- below the minimum instead of a share up to it, is segment 2 and `break_in_definition`. A measure
-- that is re-based at each edition (the socio-economic index) begins a segment with each.
--
-- Rows are ranked by their keys alone and joined to their long texts at the end, which takes a third
-- of the time.
with keys as (
    select
        readings.rowid as reading_no,
        readings.settlement_code,
        readings.area_code,
        readings.indicator_id,
        readings.population_group,
        readings.period_key,
        readings.reference_year,
        readings.table_no,
        readings.row_no,
        readings.reference_period,
        -- What we withhold for a known error gives way to another vintage of the same period.
        readings.error_id is not null and readings.value is null as is_withheld,
        readings.source_id <> coalesce(catalogue.preferred_source, '') as is_second_source,
        readings.source_id,
        files.vintage_rank as file_no,
        catalogue.comparability_rule
    from {{ ref('indicators_read') }} as readings
    inner join {{ source('raw', 'files') }} as files
        on readings.source_id = files.source_id and readings.sha256 = files.sha256
    inner join {{ ref('indicators') }} as catalogue
        on readings.indicator_id = catalogue.indicator_id
),

-- A table that names a settlement twice, or a header that two columns claim, is caught by the gate
-- with its rows; here one of them stands for both, so that the gate can be reached.
single as (
    select *
    from keys
    qualify
        row_number() over (
            partition by file_no, settlement_code, area_code, indicator_id, population_group, period_key
            order by table_no nulls last, row_no nulls last, reading_no
        ) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by settlement_code, area_code, indicator_id, population_group, period_key
            order by is_withheld asc, is_second_source asc, source_id asc, file_no desc
        ) as precedence
    from single
),

periods as (
    select
        indicator_id,
        period_key,
        arg_min(reference_period, (precedence, -file_no, reference_period)) as reference_period
    from ranked
    group by indicator_id, period_key
),

years as (
    select
        indicator_id,
        reference_year,
        comparability_rule,
        dense_rank() over (partition by indicator_id order by reference_year) as edition_no
    from (select distinct indicator_id, reference_year, comparability_rule from ranked) as distinct_years
),

segments as (
    select
        years.indicator_id,
        years.reference_year,
        case
            when years.comparability_rule = 'relative_to_edition' then 'relative_to_edition'
            when count(breaks.from_year) > 0 then 'break_in_' || max_by(breaks.break_kind, breaks.from_year)
            else 'comparable'
        end as comparability,
        cast(
            case
                when years.comparability_rule = 'relative_to_edition' then years.edition_no
                else 1 + count(distinct breaks.from_year)
            end as integer
        ) as series_segment
    from years
    left join {{ ref('breaks') }} as breaks
        on years.indicator_id = breaks.indicator_id and years.reference_year >= breaks.from_year
    group by years.indicator_id, years.reference_year, years.comparability_rule, years.edition_no
)

select
    readings.settlement_code,
    readings.area_code,
    readings.indicator_id,
    readings.population_group,
    readings.reference_year,
    periods.reference_period,
    readings.reference_period as reference_period_published,
    readings.period_key,
    readings.value,
    readings.standard_error,
    readings.ci_low,
    readings.ci_high,
    readings.n,
    readings.value_status,
    segments.comparability,
    segments.series_segment,
    files.edition,
    files.vintage,
    ranked.precedence = 1 as is_latest_vintage,
    readings.source_id,
    readings.sha256 as snapshot_sha256,
    files.file_name,
    readings.locator,
    readings.error_id,
    files.synthetic
from ranked
inner join {{ ref('indicators_read') }} as readings on ranked.reading_no = readings.rowid
inner join {{ source('raw', 'files') }} as files on ranked.file_no = files.vintage_rank
inner join periods
    on ranked.indicator_id = periods.indicator_id and ranked.period_key = periods.period_key
inner join segments
    on
        ranked.indicator_id = segments.indicator_id
        and ranked.reference_year is not distinct from segments.reference_year
