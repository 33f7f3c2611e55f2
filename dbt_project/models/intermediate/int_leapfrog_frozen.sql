-- The frozen figures of the reference points: agreed indicators with goalposts, of the stretch of the
-- series to which the goalposts belong, of the same definition, and no older than the index allows.
--
-- Breaks may have been found since the freezing: the stretch is that of the period now, and as frozen
-- where the period is no longer published.
with settings as (
    select max(value) filter (where cutoff = 'index_value_age') as value_age
    from {{ ref('cutoffs') }}
),

published as (
    select
        settlement_code,
        indicator_id,
        population_group,
        period_key,
        series_segment
    from {{ ref('indicators_values') }}
    where is_latest_vintage
)

select
    members.programme_id,
    members.settlement_code,
    members.reference_year as index_year,
    frozen.indicator_id,
    frozen.population_group,
    cast(frozen.reference_year as bigint) as reference_year,
    frozen.period_key,
    frozen.value,
    frozen.standard_error,
    frozen.value_status
from {{ ref('int_leapfrog_members') }} as members
inner join {{ source('raw', 'baseline_values') }} as frozen on members.baseline_id = frozen.baseline_id
inner join {{ ref('int_index_segments') }} as goalposts on frozen.indicator_id = goalposts.indicator_id
inner join {{ ref('indicators') }} as catalogue on frozen.indicator_id = catalogue.indicator_id
cross join settings
left join published
    on
        members.settlement_code = published.settlement_code
        and frozen.indicator_id = published.indicator_id
        and frozen.population_group = published.population_group
        and frozen.period_key = published.period_key
where
    catalogue.state = 'agreed'
    and catalogue.version = frozen.indicator_version
    and coalesce(published.series_segment, frozen.series_segment) = goalposts.series_segment
    and frozen.reference_year >= members.reference_year - settings.value_age
