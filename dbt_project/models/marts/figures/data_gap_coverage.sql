-- Of how many settlements an indicator's latest figure is known, by municipal type and by periphery:
-- the absence of data on small and peripheral communities, counted.
with gaps as (
    select
        gaps.*,
        settlements.is_authority,
        settlements.population
    from {{ ref('data_gaps') }} as gaps
    inner join {{ ref('settlements_mart') }} as settlements
        on gaps.settlement_code = settlements.settlement_code
    where settlements.kind <> 'nation'
),

classes as (
    select
        *,
        'municipal_type' as class_kind,
        coalesce(municipal_type, case when is_authority then 'unknown' else 'below_authorities' end) as class
    from gaps
    union all
    select
        *,
        'periphery' as class_kind,
        case
            when is_periphery then 'periphery'
            when is_periphery is not null then 'rest'
            else 'unknown'
        end as class
    from gaps
    where is_authority
)

select
    indicator_id,
    class_kind,
    class,
    cast(count(*) as integer) as settlements,
    cast(count(*) filter (where is_present) as integer) as settlements_with_figure,
    count(*) filter (where is_present) / cast(count(*) as double) as coverage,
    coalesce(sum(population) filter (where is_present), 0) / nullif(cast(sum(population) as double), 0)
        as coverage_of_residents,
    cast(count(*) filter (where reason = 'not_published_for_this_size') as integer)
        as not_published_for_this_size,
    cast(count(*) filter (where reason = 'suppressed_by_publisher') as integer) as suppressed,
    {{ is_synthetic() }} as synthetic
from classes
group by indicator_id, class_kind, class
