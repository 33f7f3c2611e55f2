-- The series: which row of each period is the latest word, and where a series may not be drawn through.
--
-- A row's period bears the same words in every vintage (those of its latest row), so that the same
-- period is never two. `series_segment` counts the breaks before a value: values are comparable
-- within a segment only. Example: earners_up_to_minimum_wage_pct, 2019 is segment 1; 2023, a count
-- below the minimum instead of a share up to it, is segment 2 and `break_in_definition`. A measure
-- that is re-based at each edition (the socio-economic index) begins a segment with each.
with readings as (
    -- A table that names a settlement twice, or a header that two columns claim, is caught by the
    -- gate with its rows; here one of them stands for both, so that the gate can be reached.
    select * from {{ ref('indicators_read') }}
    qualify
        row_number() over (
            partition by
                source_id, sha256, settlement_code, area_code, indicator_id, population_group, period_key
            order by table_no nulls last, row_no nulls last, locator
        ) = 1
),

ranked as (
    select
        readings.*,
        files.edition,
        files.vintage,
        files.synthetic,
        files.file_name,
        row_number() over (
            partition by
                readings.settlement_code,
                readings.area_code,
                readings.indicator_id,
                readings.population_group,
                readings.period_key
            order by
                readings.source_id = catalogue.preferred_source desc,
                readings.source_id asc,
                files.vintage_rank desc
        ) as precedence,
        catalogue.comparability_rule
    from readings
    inner join {{ source('raw', 'files') }} as files
        on readings.source_id = files.source_id and readings.sha256 = files.sha256
    inner join {{ ref('indicators') }} as catalogue
        on readings.indicator_id = catalogue.indicator_id
),

breaks_before as (
    select
        ranked.indicator_id,
        ranked.reference_year,
        count(distinct breaks.from_year) as breaks,
        max_by(breaks.break_kind, breaks.from_year) as break_kind
    from (select distinct indicator_id, reference_year from ranked) as ranked
    left join {{ ref('breaks') }} as breaks
        on
            ranked.indicator_id = breaks.indicator_id
            and ranked.reference_year >= breaks.from_year
    group by ranked.indicator_id, ranked.reference_year
)

select
    ranked.settlement_code,
    ranked.area_code,
    ranked.indicator_id,
    ranked.population_group,
    ranked.reference_year,
    first_value(ranked.reference_period) over (
        partition by ranked.indicator_id, ranked.period_key
        order by ranked.precedence asc, ranked.vintage desc, ranked.reference_period asc
    ) as reference_period,
    ranked.reference_period as reference_period_published,
    ranked.period_key,
    ranked.value,
    ranked.value_status,
    case
        when ranked.comparability_rule = 'relative_to_edition' then 'relative_to_edition'
        when breaks_before.breaks > 0 then 'break_in_' || breaks_before.break_kind
        else 'comparable'
    end as comparability,
    cast(
        case
            when ranked.comparability_rule = 'relative_to_edition'
                then dense_rank() over (partition by ranked.indicator_id order by ranked.reference_year)
            else 1 + breaks_before.breaks
        end as integer
    ) as series_segment,
    ranked.edition,
    ranked.vintage,
    ranked.precedence = 1 as is_latest_vintage,
    ranked.source_id,
    ranked.sha256 as snapshot_sha256,
    ranked.file_name,
    ranked.locator,
    ranked.error_id,
    ranked.synthetic
from ranked
inner join breaks_before
    on
        ranked.indicator_id = breaks_before.indicator_id
        and ranked.reference_year is not distinct from breaks_before.reference_year
