-- What publishers changed: the same figure in a later vintage of the same source, value by value.
--
-- A `revision` is another issue of the same edition (the workbook of 2021 of February and of July
-- 2023), a `restatement` the same period in a later edition (the wages of 2019 in 2020 and 2021). Where
-- another issue of an edition speaks of another period than the one before it (students of 2020/21 in
-- February, of 2021/22 in July 2023), the old figures are `withdrawn` and the new ones `added`.
with values_by_vintage as (
    select
        series.*,
        files.vintage_rank
    from {{ ref('indicators_values') }} as series
    inner join {{ source('raw', 'files') }} as files
        on series.source_id = files.source_id and series.snapshot_sha256 = files.sha256
),

pairs as (
    select
        settlement_code,
        indicator_id,
        population_group,
        reference_year,
        reference_period,
        period_key,
        source_id,
        edition,
        vintage,
        value,
        value_status,
        locator,
        error_id,
        lag(error_id) over in_time as error_id_before,
        lag(edition) over in_time as edition_before,
        lag(vintage) over in_time as vintage_before,
        lag(value) over in_time as value_before,
        lag(value_status) over in_time as value_status_before,
        lag(locator) over in_time as locator_before
    from values_by_vintage
    window
        in_time as (
            partition by settlement_code, indicator_id, population_group, period_key, source_id
            order by vintage_rank
        )
),

-- The issues of one edition, each with the one before and after it, by indicator.
distinct_issues as (
    select
        indicator_id,
        source_id,
        edition,
        vintage,
        max(vintage_rank) as vintage_rank
    from values_by_vintage
    group by indicator_id, source_id, edition, vintage
),

issues as (
    select
        *,
        lead(vintage) over (partition by indicator_id, source_id, edition order by vintage_rank)
            as vintage_next,
        lag(vintage) over (partition by indicator_id, source_id, edition order by vintage_rank)
            as vintage_previous
    from distinct_issues
),

moved as (
    select
        gone.*,
        issues.vintage_next,
        issues.vintage_previous,
        lead(gone.vintage) over in_time as same_period_next,
        lag(gone.vintage) over in_time as same_period_previous
    from values_by_vintage as gone
    inner join issues
        on
            gone.indicator_id = issues.indicator_id
            and gone.source_id = issues.source_id
            and gone.edition = issues.edition
            and gone.vintage = issues.vintage
    window
        in_time as (
            partition by
                gone.settlement_code,
                gone.indicator_id,
                gone.population_group,
                gone.period_key,
                gone.source_id,
                gone.edition
            order by gone.vintage_rank
        )
),

changes as (
    select
        settlement_code,
        indicator_id,
        population_group,
        cast(reference_year as integer) as reference_year,
        reference_period,
        source_id,
        case when edition = edition_before then 'revision' else 'restatement' end as revision_kind,
        vintage_before,
        value_before,
        value_status_before,
        locator_before,
        vintage as vintage_after,
        value as value_after,
        value_status as value_status_after,
        locator as locator_after,
        value - value_before as difference
    from pairs
    where
        vintage_before is not null
        -- A figure that we withhold in either vintage is no change of the publisher's.
        and error_id is null
        and error_id_before is null
        and (
            value is distinct from value_before
            or value_status is distinct from value_status_before
        )
        -- Not the same number written with fewer decimals.
        and not coalesce(abs(value - value_before) <= 1e-9 * greatest(abs(value), 1), false)
)

select * from changes
union all
select
    settlement_code,
    indicator_id,
    population_group,
    cast(reference_year as integer) as reference_year,
    reference_period,
    source_id,
    'withdrawn' as revision_kind,
    vintage as vintage_before,
    value as value_before,
    value_status as value_status_before,
    locator as locator_before,
    vintage_next as vintage_after,
    cast(null as double) as value_after,
    cast(null as varchar) as value_status_after,
    cast(null as varchar) as locator_after,
    cast(null as double) as difference
from moved
where vintage_next is not null and same_period_next is null and value is not null
union all
select
    settlement_code,
    indicator_id,
    population_group,
    cast(reference_year as integer) as reference_year,
    reference_period,
    source_id,
    'added' as revision_kind,
    vintage_previous as vintage_before,
    cast(null as double) as value_before,
    cast(null as varchar) as value_status_before,
    cast(null as varchar) as locator_before,
    vintage as vintage_after,
    value as value_after,
    value_status as value_status_after,
    locator as locator_after,
    cast(null as double) as difference
from moved
where vintage_previous is not null and same_period_previous is null and value is not null
