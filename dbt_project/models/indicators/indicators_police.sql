-- Police cases of regional councils per 1,000 residents, by the population of the same year's workbook.
--
-- A case is counted in every offence group that it touches, so groups do not add up and are never
-- summed. Worked example: al-Kasom, 2014: 320 cases over 8,500 residents make 37.65.
with groups as (
    select *
    from
        (
            values
            ('Total', 'police_cases_per_1000'),
            ('עבירות כלפי הרכוש', 'police_property_offences_per_1000'),
            ('עבירות נגד גוף', 'police_offences_against_body_per_1000')
        ) as groups (offence_group, indicator_id)
),

population as (
    select
        readings.settlement_code,
        readings.reference_year,
        max_by(readings.value, files.vintage_rank) as residents,
        max_by(files.file_name || ' ' || readings.cell, files.vintage_rank) as place
    from {{ ref('int_values_read') }} as readings
    inner join {{ source('raw', 'files') }} as files
        on readings.source_id = files.source_id and readings.sha256 = files.sha256
    where
        readings.indicator_id = 'population_total'
        and readings.source_id = 'cbs_local_authorities'
        and readings.population_group = 'all'
        and readings.value > 0
    group by readings.settlement_code, readings.reference_year
)

select
    groups.indicator_id,
    cases.settlement_code,
    cast(null as varchar) as area_code,
    'all' as population_group,
    cases.year as reference_year,
    cast(cases.year as varchar) as reference_period,
    cast(cases.year as varchar) as period_key,
    'police_cases' as source_id,
    cases.sha256,
    1000.0 * cases.cases / population.residents as value,
    'observed' as value_status,
    cases.cell || ' / residents: ' || population.place as locator,
    cast(null as varchar) as error_id,
    cases.table_no,
    cases.row_no
from {{ ref('stg_police_cases__years') }} as cases
inner join groups on cases.offence_group = groups.offence_group
inner join population
    on cases.settlement_code = population.settlement_code and cases.year = population.reference_year
