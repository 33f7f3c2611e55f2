-- The logic model's matrix for each authority and the nation: effect × subjectivity × level × horizon,
-- all 24 cells, the empty ones too: which indicators of the catalogue stand in a cell, and for which
-- of them there is a figure.
with cells as (
    select
        effects.effect,
        subjectivities.subjectivity,
        levels.level,
        horizons.horizon
    from (values ('positive'), ('negative')) as effects (effect)
    cross join (values ('objective'), ('subjective')) as subjectivities (subjectivity)
    cross join (values ('household'), ('institution')) as levels (level)
    cross join (values ('short'), ('medium'), ('long')) as horizons (horizon)
),

catalogue as (
    select * from {{ ref('indicators') }}
    where state <> 'retired'
),

gaps as (
    select
        gaps.settlement_code,
        gaps.indicator_id,
        gaps.is_present,
        gaps.last_year_with_value
    from {{ ref('data_gaps') }} as gaps
    inner join {{ ref('settlements_mart') }} as settlements
        on gaps.settlement_code = settlements.settlement_code
    where settlements.is_authority or settlements.kind = 'nation'
),

held as (
    select
        gaps.settlement_code,
        catalogue.effect,
        catalogue.subjectivity,
        catalogue.level,
        catalogue.horizon,
        count(*) as indicators,
        count(*) filter (where catalogue.state = 'agreed') as agreed_indicators,
        count(*) filter (where gaps.is_present) as with_latest_figure,
        count(*) filter (where gaps.is_present and catalogue.state = 'agreed') as agreed_with_latest_figure,
        count(*) filter (where not gaps.is_present and gaps.last_year_with_value is not null)
            as with_earlier_figure_only,
        string_agg(gaps.indicator_id, ', ' order by gaps.indicator_id)
        filter (where gaps.last_year_with_value is not null) as indicators_with_data,
        string_agg(gaps.indicator_id, ', ' order by gaps.indicator_id)
        filter (where gaps.last_year_with_value is null) as indicators_without_data,
        string_agg(distinct catalogue.data_kind, ', ' order by catalogue.data_kind)
        filter (where gaps.last_year_with_value is not null) as data_kinds,
        string_agg(distinct catalogue.preferred_source, ', ' order by catalogue.preferred_source)
        filter (where gaps.last_year_with_value is not null) as sources
    from gaps
    inner join catalogue on gaps.indicator_id = catalogue.indicator_id
    group by
        gaps.settlement_code,
        catalogue.effect,
        catalogue.subjectivity,
        catalogue.level,
        catalogue.horizon
),

places as (
    select distinct settlement_code from gaps
)

select
    places.settlement_code,
    cells.effect,
    cells.subjectivity,
    cells.level,
    cells.horizon,
    case
        when held.indicators is null then 'no_indicator'
        when held.indicators_with_data is null then 'no_data'
        when held.with_latest_figure = 0 then 'earlier_data_only'
        when held.agreed_with_latest_figure = 0 then 'covered_by_proposed_only'
        else 'covered'
    end as cell_coverage,
    cast(coalesce(held.indicators, 0) as integer) as indicators,
    cast(coalesce(held.agreed_indicators, 0) as integer) as agreed_indicators,
    cast(coalesce(held.with_latest_figure, 0) as integer) as with_latest_figure,
    cast(coalesce(held.agreed_with_latest_figure, 0) as integer) as agreed_with_latest_figure,
    cast(coalesce(held.with_earlier_figure_only, 0) as integer) as with_earlier_figure_only,
    held.indicators_with_data,
    held.indicators_without_data,
    held.data_kinds,
    held.sources,
    {{ is_synthetic() }} as synthetic
from places
cross join cells
left join held
    on
        places.settlement_code = held.settlement_code
        and cells.effect = held.effect
        and cells.subjectivity = held.subjectivity
        and cells.level = held.level
        and cells.horizon = held.horizon
