-- Every indicator that is a published figure, a quotient of two, or computed by a model of its own:
-- by settlement (or statistical area), period and vintage.
--
-- Numerator and denominator may each be a weighted sum of several columns (`term`): the balance of
-- young adults is arrivals less departures. A sum lacks its value when one of its terms does.
with readings as (
    select * from {{ ref('int_values_read') }}
    where settlement_code is not null
),

figures as (
    select
        readings.*,
        -- Of a mean or a share of something that is not there some publishers write 0.
        coalesce(catalogue.zero = 'missing' and readings.value = 0, false) as is_no_figure
    from readings
    inner join {{ ref('indicators') }} as catalogue
        on readings.indicator_id = catalogue.indicator_id
    where readings.role = 'value'
),

published as (
    select
        indicator_id,
        settlement_code,
        area_code,
        population_group,
        reference_year,
        reference_period,
        period_key,
        source_id,
        sha256,
        case when not is_no_figure then value end as value,
        case when is_no_figure then 'not_available' else value_status end as value_status,
        {{ locator('sheet', 'cell') }} as locator,
        error_id,
        table_no,
        row_no
    from figures
),

parts as (
    select
        indicator_id,
        role,
        settlement_code,
        area_code,
        population_group,
        reference_year,
        period_key,
        source_id,
        sha256,
        table_no,
        row_no,
        min(reference_period) as reference_period,
        case when count(*) = count(value) then sum(value) end as value,
        case
            when count(*) > count(value) then max(value_status) filter (where value is null)
            when bool_or(value_status = 'low_reliability') then 'low_reliability'
            else 'observed'
        end as value_status,
        max(sheet) as sheet,
        string_agg(cell, ' + ' order by cell) as cells,
        max(error_id) as error_id
    from readings
    where role in ('numerator', 'denominator')
    group by
        indicator_id,
        role,
        settlement_code,
        area_code,
        population_group,
        reference_year,
        period_key,
        source_id,
        sha256,
        table_no,
        row_no
),

quotients as (
    select
        numerators.indicator_id,
        numerators.settlement_code,
        numerators.area_code,
        numerators.population_group,
        numerators.reference_year,
        numerators.reference_period,
        numerators.period_key,
        numerators.source_id,
        numerators.sha256,
        case
            when catalogue.zero = 'missing' and numerators.value = 0 then null
            when denominators.value > 0
                then catalogue.multiplier * numerators.value / denominators.value
        end as value,
        case
            when catalogue.zero = 'missing' and numerators.value = 0 then 'not_available'
            when numerators.value is null then numerators.value_status
            when denominators.value is null then denominators.value_status
            -- The envelopes, and localities where nobody was called to vote.
            when denominators.value <= 0 then 'not_applicable'
            when 'low_reliability' in (numerators.value_status, denominators.value_status)
                then 'low_reliability'
            else 'observed'
        end as value_status,
        {{ locator('numerators.sheet', 'numerators.cells') }} || ' / ' || denominators.cells as locator,
        coalesce(numerators.error_id, denominators.error_id) as error_id,
        numerators.table_no,
        numerators.row_no
    from parts as numerators
    inner join parts as denominators
        on
            numerators.indicator_id = denominators.indicator_id
            and numerators.sha256 = denominators.sha256
            and numerators.table_no = denominators.table_no
            and numerators.row_no = denominators.row_no
            and numerators.source_id = denominators.source_id
    inner join {{ ref('indicators') }} as catalogue
        on numerators.indicator_id = catalogue.indicator_id
    where numerators.role = 'numerator' and denominators.role = 'denominator'
)

select * from published
union all
select * from quotients
union all by name
select * from {{ ref('indicators_turnout') }}
union all by name
select * from {{ ref('indicators_matriculation') }}
union all by name
select * from {{ ref('indicators_police') }}
union all by name
select * from {{ ref('indicators_survey') }}
