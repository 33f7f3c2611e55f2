-- Every indicator that is a published figure or a quotient of two, by settlement, period and vintage.
with readings as (
    select * from {{ ref('int_values_read') }}
    where settlement_code is not null
),

published as (
    select
        indicator_id,
        settlement_code,
        population_group,
        reference_year,
        reference_period,
        period_key,
        source_id,
        sha256,
        value,
        value_status,
        locator,
        error_id,
        table_no,
        row_no
    from readings
    where role = 'value'
),

numerators as (
    select * from readings
    where role = 'numerator'
),

denominators as (
    select * from readings
    where role = 'denominator'
),

quotients as (
    select
        numerators.indicator_id,
        numerators.settlement_code,
        numerators.population_group,
        numerators.reference_year,
        numerators.reference_period,
        numerators.period_key,
        numerators.source_id,
        numerators.sha256,
        case
            when denominators.value > 0
                then catalogue.multiplier * numerators.value / denominators.value
        end as value,
        case
            when numerators.value is null then numerators.value_status
            when denominators.value is null then denominators.value_status
            -- The envelopes, and localities where nobody was called to vote.
            when denominators.value <= 0 then 'not_applicable'
            when 'low_reliability' in (numerators.value_status, denominators.value_status)
                then 'low_reliability'
            else 'observed'
        end as value_status,
        numerators.locator || ' / ' || denominators.cell as locator,
        coalesce(numerators.error_id, denominators.error_id) as error_id,
        numerators.table_no,
        numerators.row_no
    from numerators
    inner join denominators
        on
            numerators.indicator_id = denominators.indicator_id
            and numerators.sha256 = denominators.sha256
            and numerators.table_no = denominators.table_no
            and numerators.row_no = denominators.row_no
            and numerators.source_id = denominators.source_id
    inner join {{ ref('indicators') }} as catalogue
        on numerators.indicator_id = catalogue.indicator_id
),

aggregated as (
    select
        'turnout_knesset_pct' as indicator_id,
        settlement_code,
        'all' as population_group,
        reference_year,
        reference_period,
        period_key,
        source_id,
        sha256,
        100 * voted / eligible as value,
        'observed' as value_status,
        locator,
        null as error_id,
        null as table_no,
        null as row_no
    from {{ ref('int_knesset_turnout_aggregated') }}
    where eligible > 0
)

select * from published
union all
select * from quotients
union all
select * from aggregated
