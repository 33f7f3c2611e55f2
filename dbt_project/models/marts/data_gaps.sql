-- For each indicator and authority, at the indicator's latest period: is the figure there, or why not.
with periods as (
    select
        indicator_id,
        max_by(period_key, reference_year) as period_key,
        max(reference_year) as reference_year
    from {{ ref('indicators_values') }}
    where value is not null and source_id in (select preferred_source from {{ ref('indicators') }})
    group by indicator_id
),

expected as (
    select
        settlements.settlement_code,
        settlements.municipal_type,
        settlements.is_periphery,
        settlements.population,
        catalogue.indicator_id,
        catalogue.scope,
        periods.period_key,
        periods.reference_year
    from {{ ref('settlements_mart') }} as settlements
    cross join {{ ref('indicators') }} as catalogue
    left join periods on catalogue.indicator_id = periods.indicator_id
    where settlements.is_authority or settlements.kind = 'nation'
),

latest as (
    select * from {{ ref('indicators_values') }}
    where is_latest_vintage and population_group = 'all'
),

earlier as (
    select
        settlement_code,
        indicator_id,
        max(reference_year) as last_year_with_value
    from latest
    where value is not null
    group by settlement_code, indicator_id
)

select
    expected.settlement_code,
    expected.indicator_id,
    cast(expected.reference_year as integer) as reference_year,
    latest.value is not null as is_present,
    case
        when latest.value is not null then 'present'
        when expected.period_key is null then 'not_in_any_file'
        when latest.error_id is not null then 'withheld_publisher_error'
        when
            expected.scope = 'cities_of_50000'
            and expected.population < 50000
            and latest.value_status = 'not_available'
            then 'not_published_for_this_size'
        when latest.value_status = 'suppressed' then 'suppressed_by_publisher'
        when latest.value_status = 'not_applicable' then 'not_applicable_or_zero'
        when latest.value_status is not null then 'not_available_at_publisher'
        when
            expected.scope = 'large_cities' and expected.settlement_code <> 'IL'
            then 'not_published_for_this_size'
        when
            expected.scope = 'cities_of_50000' and expected.settlement_code <> 'IL'
            then 'not_published_for_this_size'
        when expected.settlement_code = 'IL' then 'no_national_figure'
        else 'settlement_not_in_source'
    end as reason,
    cast(earlier.last_year_with_value as integer) as last_year_with_value,
    expected.municipal_type,
    expected.is_periphery
from expected
left join latest
    on
        expected.settlement_code = latest.settlement_code
        and expected.indicator_id = latest.indicator_id
        and expected.period_key = latest.period_key
left join earlier
    on
        expected.settlement_code = earlier.settlement_code
        and expected.indicator_id = earlier.indicator_id
