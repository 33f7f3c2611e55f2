-- Where each figure stands among the settlements that have one for the same indicator and period.
--
-- Authorities are ranked among authorities, smaller places among smaller places; the nation is not
-- ranked. Rank 1 is the most desired value (the highest, where no direction is desired); equal values
-- share the better rank. A percentile is the share of the others that it is better than, half of the
-- ties counted: 100 is the most desired, 50 the middle.
with figures as (
    select
        series.settlement_code,
        series.indicator_id,
        series.reference_year,
        series.reference_period,
        series.period_key,
        series.series_segment,
        series.comparability,
        series.value,
        series.value_status,
        series.source_id,
        series.vintage,
        series.edition,
        series.snapshot_sha256,
        series.locator,
        series.synthetic,
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
)

select
    *,
    rank() over (partition by indicator_id, period_key, is_authority order by goodness desc) as rank_nation,
    count(*) over (partition by indicator_id, period_key, is_authority) as ranked_nation,
    count(*) over (partition by indicator_id, period_key, is_authority, goodness) as tied_nation,
    rank() over (
        partition by indicator_id, period_key, is_authority, municipal_type order by goodness desc
    ) as rank_type,
    count(*) over (partition by indicator_id, period_key, is_authority, municipal_type) as ranked_type,
    count(*) over (partition by indicator_id, period_key, is_authority, municipal_type, goodness) as tied_type,
    rank() over (
        partition by indicator_id, period_key, is_authority, sei_cluster order by goodness desc
    ) as rank_cluster,
    count(*) over (partition by indicator_id, period_key, is_authority, sei_cluster) as ranked_cluster,
    count(*) over (partition by indicator_id, period_key, is_authority, sei_cluster, goodness)
        as tied_cluster,
    lag(reference_year) over in_segment as previous_year,
    lag(value) over in_segment as previous_value
from figures
window
    in_segment as (
        partition by settlement_code, indicator_id, series_segment order by reference_year, period_key
    )
