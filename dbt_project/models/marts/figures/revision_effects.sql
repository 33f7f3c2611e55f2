-- What a revised vintage changed in ranks and goalpost scores: every settlement whose rank or score for
-- a figure moved, also where its own figure stood still and others passed it.
--
-- Ranks are among the authorities that have a value in both vintages, 1 the most desired.
with revised as (
    select distinct
        indicator_id,
        reference_year,
        reference_period,
        source_id,
        revision_kind,
        vintage_before,
        vintage_after
    from {{ ref('revisions') }}
    where population_group = 'all' and revision_kind in ('revision', 'restatement')
),

figures as (
    select
        series.settlement_code,
        series.indicator_id,
        series.reference_year,
        series.reference_period,
        series.vintage,
        series.source_id,
        series.value,
        series.series_segment,
        case when catalogue.desired_direction = 'lower' then -series.value else series.value end as goodness
    from {{ ref('indicators_values') }} as series
    inner join {{ ref('settlements_mart') }} as settlements
        on series.settlement_code = settlements.settlement_code
    inner join {{ ref('indicators') }} as catalogue
        on series.indicator_id = catalogue.indicator_id
    where settlements.is_authority and series.value is not null and series.population_group = 'all'
),

paired as (
    select
        revised.*,
        earlier.settlement_code,
        earlier.series_segment,
        earlier.value as value_before,
        later.value as value_after,
        rank() over (
            partition by
                revised.indicator_id, revised.reference_period, revised.vintage_before, revised.vintage_after
            order by earlier.goodness desc
        ) as rank_before,
        rank() over (
            partition by
                revised.indicator_id, revised.reference_period, revised.vintage_before, revised.vintage_after
            order by later.goodness desc
        ) as rank_after
    from revised
    inner join figures as earlier
        on
            revised.indicator_id = earlier.indicator_id
            and revised.reference_year = earlier.reference_year
            and revised.reference_period = earlier.reference_period
            and revised.source_id = earlier.source_id
            and revised.vintage_before = earlier.vintage
    inner join figures as later
        on
            earlier.settlement_code = later.settlement_code
            and revised.indicator_id = later.indicator_id
            and revised.reference_year = later.reference_year
            and revised.reference_period = later.reference_period
            and revised.source_id = later.source_id
            and revised.vintage_after = later.vintage
),

scored as (
    select
        paired.*,
        {{ goalpost_score('paired.value_before') }} as score_before,
        {{ goalpost_score('paired.value_after') }} as score_after
    from paired
    inner join {{ ref('indicators') }} as catalogue
        on paired.indicator_id = catalogue.indicator_id
    -- Goalposts score the stretch of the series they were set for, as in the index.
    left join {{ ref('int_index_segments') }} as goalposts
        on
            paired.indicator_id = goalposts.indicator_id
            and paired.series_segment = goalposts.series_segment
)

select
    settlement_code,
    indicator_id,
    cast(reference_year as integer) as reference_year,
    reference_period,
    source_id,
    revision_kind,
    vintage_before,
    vintage_after,
    value_before,
    value_after,
    cast(rank_before as integer) as rank_before,
    cast(rank_after as integer) as rank_after,
    score_before,
    score_after,
    (value_before is distinct from value_after) as own_value_changed,
    {{ is_synthetic() }} as synthetic
from scored
where (rank_before is distinct from rank_after) or (value_before is distinct from value_after)
