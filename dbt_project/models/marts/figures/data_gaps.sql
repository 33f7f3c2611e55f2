-- Is the figure of an indicator's latest period there for a settlement, or why not.
--
-- Authorities and the nation have a row for every indicator of the catalogue, smaller places for the
-- agreed ones. The latest period is the latest for which any source gives a figure of a settlement.
with catalogue as (
    select * from {{ ref('indicators') }}
    where state <> 'retired'
),

series as (
    select * from {{ ref('indicators_values') }}
    where is_latest_vintage and population_group = 'all'
),

periods as (
    select
        series.indicator_id,
        max_by(series.period_key, (series.reference_year, series.period_key)) as period_key,
        max(series.reference_year) as reference_year
    from series
    inner join catalogue on series.indicator_id = catalogue.indicator_id
    where
        series.value is not null
        and series.settlement_code <> 'IL'
    group by series.indicator_id
),

waves as (
    select
        source_id,
        min(wave_id) as wave_id
    from {{ source('raw', 'survey_waves') }}
    group by source_id
),

-- Why an indicator has no period at all.
never as (
    select
        catalogue.indicator_id,
        case
            when catalogue.preferred_source is null then 'never_collected'
            -- A survey is nobody's to issue: without a wave in the inbox nobody has asked.
            when sources.fetch_kind = 'inbox' and waves.wave_id is null then 'never_collected'
            when
                not exists (
                    select 1 from {{ source('raw', 'files') }} as files
                    where files.source_id = catalogue.preferred_source
                )
                then 'source_unreachable'
            else 'not_yet_issued'
        end as reason
    from catalogue
    left join periods on catalogue.indicator_id = periods.indicator_id
    left join {{ source('raw', 'sources') }} as sources
        on catalogue.preferred_source = sources.source_id
    left join waves on catalogue.preferred_source = waves.source_id
    where periods.indicator_id is null
),

-- Settlements below which the publisher does not publish, by scope of the indicator.
limits as (
    select *
    from
        (
            values
            ('large_cities', 100000, true, false),
            ('cities_of_50000', 50000, true, false),
            ('cities_of_20000', 20000, true, false),
            ('towns_of_10000', 10000, true, false),
            ('municipalities', 0, true, false),
            ('regional_councils', 0, false, true),
            ('localities_without_councils', 0, true, false),
            ('authorities', 0, true, true),
            ('localities', 0, true, true)
        ) as limits (scope, residents_from, cities, councils)
),

expected as (
    select
        settlements.settlement_code,
        settlements.kind,
        settlements.municipal_type,
        settlements.is_authority,
        settlements.is_periphery,
        settlements.population,
        catalogue.indicator_id,
        catalogue.state,
        catalogue.scope,
        limits.residents_from,
        limits.cities,
        limits.councils,
        periods.period_key,
        periods.reference_year,
        never.reason as never_reason
    from {{ ref('settlements_mart') }} as settlements
    cross join catalogue
    inner join limits on catalogue.scope = limits.scope
    left join periods on catalogue.indicator_id = periods.indicator_id
    left join never on catalogue.indicator_id = never.indicator_id
    where settlements.is_authority or settlements.kind = 'nation' or catalogue.state = 'agreed'
),

earlier as (
    select
        settlement_code,
        indicator_id,
        max(reference_year) as last_year_with_value
    from series
    where value is not null
    group by settlement_code, indicator_id
)

select
    expected.settlement_code,
    expected.indicator_id,
    expected.state,
    cast(expected.reference_year as integer) as reference_year,
    latest.value is not null as is_present,
    case
        when latest.value is not null then 'present'
        when expected.never_reason is not null then expected.never_reason
        when latest.error_id is not null then 'withheld_publisher_error'
        when latest.value_status = 'suppressed' then 'suppressed_by_publisher'
        when expected.kind = 'nation' then 'no_national_figure'
        when
            not expected.is_authority and expected.scope not like 'localities%'
            then 'not_published_below_authorities'
        when
            expected.population < expected.residents_from
            or not if(expected.kind = 'regional_council', expected.councils, expected.cities)
            then 'not_published_for_this_size'
        when latest.value_status = 'not_applicable' then 'not_applicable_or_zero'
        when latest.value_status is not null then 'not_available_at_publisher'
        else 'settlement_not_in_table'
    end as reason,
    cast(earlier.last_year_with_value as integer) as last_year_with_value,
    expected.municipal_type,
    expected.is_periphery,
    {{ is_synthetic() }} as synthetic
from expected
left join series as latest
    on
        expected.settlement_code = latest.settlement_code
        and expected.indicator_id = latest.indicator_id
        and expected.period_key = latest.period_key
left join earlier
    on
        expected.settlement_code = earlier.settlement_code
        and expected.indicator_id = earlier.indicator_id
