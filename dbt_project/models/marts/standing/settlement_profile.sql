-- One row for each settlement and indicator: where it stands, against whom, since when, how sure.
--
-- The latest value is of the settlement's own latest period that has one; it is ranked among those
-- that have the same period. A change never runs across a break: one year and five are exact, the
-- previous value is the last one within the segment, whatever its year. Every authority has a row for
-- every indicator, with the reason where there is no figure.
with standing as (
    select * from {{ ref('int_figures_ranked') }}
),

latest as (
    select * from standing
    where is_latest
),

figures as (
    select * from {{ ref('indicators_values') }}
    where is_latest_vintage and value is not null and population_group = 'all'
),

-- Two elections may fall in one year: the later one stands for the year.
yearly as (
    select
        settlement_code,
        indicator_id,
        series_segment,
        reference_year,
        max_by(value, period_key) as value
    from figures
    group by settlement_code, indicator_id, series_segment, reference_year
),

previous as (
    select
        latest.settlement_code,
        latest.indicator_id,
        max(figures.reference_year) as reference_year,
        max_by(figures.value, (figures.reference_year, figures.period_key)) as value
    from latest
    inner join figures
        on
            latest.settlement_code = figures.settlement_code
            and latest.indicator_id = figures.indicator_id
            and latest.series_segment = figures.series_segment
            and (
                latest.reference_year > figures.reference_year
                or (
                    latest.reference_year = figures.reference_year
                    and latest.period_key > figures.period_key
                )
            )
    group by latest.settlement_code, latest.indicator_id
),

nation as (
    select
        indicator_id,
        period_key,
        value
    from {{ ref('indicators_values') }}
    where settlement_code = 'IL' and is_latest_vintage and population_group = 'all'
),

medians as (
    select
        indicator_id,
        period_key,
        is_authority,
        median(value) as value
    from standing
    group by indicator_id, period_key, is_authority
),

peers as (
    select
        latest.settlement_code,
        latest.indicator_id,
        max(groups.peer_edition) as peer_edition,
        count(*) as peers_with_value,
        count(*) filter (where others.goodness > latest.goodness) as peers_better,
        count(*) filter (where others.goodness = latest.goodness) as peers_alike,
        median(others.value) as median
    from latest
    inner join {{ ref('peer_groups') }} as groups
        on latest.settlement_code = groups.settlement_code and groups.is_latest_peer_edition
    inner join standing as others
        on
            groups.peer_code = others.settlement_code
            and latest.indicator_id = others.indicator_id
            and latest.period_key = others.period_key
    group by latest.settlement_code, latest.indicator_id
),

gaps as (
    select * from {{ ref('data_gaps') }}
),

latest_periods as (
    select
        indicator_id,
        max(reference_year) as reference_year
    from gaps
    group by indicator_id
),

small_base as (
    select max(value) as residents
    from {{ ref('cutoffs') }}
    where cutoff = 'small_base_below'
),

keys as (
    select
        settlement_code,
        indicator_id
    from latest
    union
    select
        gaps.settlement_code,
        gaps.indicator_id
    from gaps
    inner join {{ ref('settlements_mart') }} as settlements
        on gaps.settlement_code = settlements.settlement_code
    where settlements.is_authority
)

select
    keys.settlement_code,
    keys.indicator_id,
    catalogue.domain,
    catalogue.state,
    latest.value,
    details.value_status,
    cast(latest.reference_year as integer) as reference_year,
    details.reference_period,
    details.edition,
    details.vintage,
    details.comparability,
    coalesce(latest.reference_year >= latest_periods.reference_year, false) as is_current,
    case when not coalesce(gaps.is_present, false) then gaps.reason end as gap_reason,
    case
        when latest.value is null then null
        when details.value_status = 'low_reliability' then 'low_as_published'
        when details.standard_error is not null then 'sampling_error_known'
        when settlements.population is null then 'base_not_known'
        when settlements.population < small_base.residents then 'small_base'
        when
            catalogue.scope = 'large_cities'
            or catalogue.preferred_source = 'cbs_census_2022'
            or coalesce(catalogue.caveats, '') like '%sample%'
            then 'error_not_published'
        else 'full_count'
    end as reliability,
    cast(previous.reference_year as integer) as previous_year,
    latest.value - previous.value as change_since_previous,
    latest.value - one_year.value as change_one_year,
    latest.value - five_years.value as change_five_years,
    -- Nothing to hold a town's figure against: the number of people in the nation, and what is
    -- counted otherwise for the nation.
    case
        when
            not (catalogue.unit = 'persons' and catalogue.maximum >= 100000)
            and coalesce(catalogue.caveats, '') not like '%national_figure_counts_more_roads%'
            then nation.value
    end as national_value,
    medians.value as national_median,
    cast(latest.rank_nation as integer) as rank_in_nation,
    cast(latest.ranked_nation as integer) as ranked_in_nation,
    {{ percentile('latest.rank_nation', 'latest.ranked_nation', 'latest.tied_nation') }}
        as percentile_in_nation,
    case
        when latest.municipal_type is not null then cast(latest.rank_type as integer)
    end as rank_in_type,
    case
        when latest.municipal_type is not null then cast(latest.ranked_type as integer)
    end as ranked_in_type,
    case
        when latest.municipal_type is not null
            then {{ percentile('latest.rank_type', 'latest.ranked_type', 'latest.tied_type') }}
    end as percentile_in_type,
    case
        when latest.sei_cluster is not null then cast(latest.rank_cluster as integer)
    end as rank_in_cluster,
    case
        when latest.sei_cluster is not null then cast(latest.ranked_cluster as integer)
    end as ranked_in_cluster,
    case
        when latest.sei_cluster is not null
            then {{ percentile('latest.rank_cluster', 'latest.ranked_cluster', 'latest.tied_cluster') }}
    end as percentile_in_cluster,
    peers.peer_edition,
    cast(peers.peers_with_value as integer) as peers_with_value,
    cast(1 + peers.peers_better as integer) as rank_in_peers,
    100.0 * (peers.peers_with_value - peers.peers_better - peers.peers_alike / 2.0) / peers.peers_with_value
        as percentile_in_peers,
    peers.median as peer_median,
    details.source_id,
    details.snapshot_sha256,
    details.locator,
    {{ is_synthetic() }} as synthetic
from keys
inner join {{ ref('indicators') }} as catalogue
    on keys.indicator_id = catalogue.indicator_id
inner join {{ ref('settlements_mart') }} as settlements
    on keys.settlement_code = settlements.settlement_code
cross join small_base
left join latest
    on keys.settlement_code = latest.settlement_code and keys.indicator_id = latest.indicator_id
left join figures as details
    on
        latest.settlement_code = details.settlement_code
        and latest.indicator_id = details.indicator_id
        and latest.period_key = details.period_key
left join previous
    on keys.settlement_code = previous.settlement_code and keys.indicator_id = previous.indicator_id
left join gaps
    on keys.settlement_code = gaps.settlement_code and keys.indicator_id = gaps.indicator_id
left join latest_periods on keys.indicator_id = latest_periods.indicator_id
left join yearly as one_year
    on
        latest.settlement_code = one_year.settlement_code
        and latest.indicator_id = one_year.indicator_id
        and latest.series_segment = one_year.series_segment
        and latest.reference_year - 1 = one_year.reference_year
left join yearly as five_years
    on
        latest.settlement_code = five_years.settlement_code
        and latest.indicator_id = five_years.indicator_id
        and latest.series_segment = five_years.series_segment
        and latest.reference_year - 5 = five_years.reference_year
left join nation
    on latest.indicator_id = nation.indicator_id and latest.period_key = nation.period_key
left join medians
    on
        latest.indicator_id = medians.indicator_id
        and latest.period_key = medians.period_key
        and latest.is_authority = medians.is_authority
left join peers
    on keys.settlement_code = peers.settlement_code and keys.indicator_id = peers.indicator_id
