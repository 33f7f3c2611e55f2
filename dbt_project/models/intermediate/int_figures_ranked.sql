-- Where each figure stands among the settlements that have one for the same indicator and period,
-- for the periods that are the latest of any settlement.
--
-- Authorities are ranked among authorities, smaller places among smaller places; the nation is not
-- ranked. Rank 1 is the most desired value (the highest, where no direction is desired); equal values
-- share the better rank. Rows are narrow, since that is what ranking costs.
with figures as (
    select
        series.settlement_code,
        series.indicator_id,
        series.reference_year,
        series.period_key,
        series.series_segment,
        series.value,
        settlements.is_authority,
        settlements.municipal_type,
        settlements.sei_cluster,
        case when catalogue.desired_direction = 'lower' then -series.value else series.value end as goodness
    from {{ ref('indicators_values') }} as series
    inner join {{ ref('settlements_mart') }} as settlements
        on series.settlement_code = settlements.settlement_code
    inner join {{ ref('indicators') }} as catalogue
        on series.indicator_id = catalogue.indicator_id
    where
        series.is_latest_vintage
        and series.value is not null
        and series.population_group = 'all'
        and settlements.kind <> 'nation'
),

latest as (
    select
        settlement_code,
        indicator_id,
        max_by(period_key, (reference_year, period_key)) as period_key
    from figures
    group by settlement_code, indicator_id
),

ranked_periods as (
    select distinct
        indicator_id,
        period_key
    from latest
)

select
    figures.*,
    latest.settlement_code is not null as is_latest,
    rank() over nation as rank_nation,
    count(*) over (partition by figures.indicator_id, figures.period_key, figures.is_authority)
        as ranked_nation,
    count(*) over (nation range between current row and current row) as tied_nation,
    rank() over of_type as rank_type,
    count(*) over (
        partition by figures.indicator_id, figures.period_key, figures.is_authority, figures.municipal_type
    ) as ranked_type,
    count(*) over (of_type range between current row and current row) as tied_type,
    rank() over of_cluster as rank_cluster,
    count(*) over (
        partition by figures.indicator_id, figures.period_key, figures.is_authority, figures.sei_cluster
    ) as ranked_cluster,
    count(*) over (of_cluster range between current row and current row) as tied_cluster
from figures
inner join ranked_periods
    on figures.indicator_id = ranked_periods.indicator_id and figures.period_key = ranked_periods.period_key
left join latest
    on
        figures.settlement_code = latest.settlement_code
        and figures.indicator_id = latest.indicator_id
        and figures.period_key = latest.period_key
window
    nation as (
        partition by figures.indicator_id, figures.period_key, figures.is_authority
        order by figures.goodness desc
    ),
    of_type as (
        partition by figures.indicator_id, figures.period_key, figures.is_authority, figures.municipal_type
        order by figures.goodness desc
    ),
    of_cluster as (
        partition by figures.indicator_id, figures.period_key, figures.is_authority, figures.sei_cluster
        order by figures.goodness desc
    )
