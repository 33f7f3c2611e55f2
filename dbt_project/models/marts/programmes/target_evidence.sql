-- What stands under each target, edition by edition: the indicator itself, and under a relative measure
-- (socio-economic cluster) also its index, its rank and the variables it is made of.
with targets as (
    select * from {{ ref('int_programme_targets') }}
),

shown as (
    select
        targets.settlement_code,
        targets.target_key,
        targets.target,
        targets.population_group,
        catalogue.indicator_id,
        case
            when catalogue.indicator_id = targets.indicator_id then 'target'
            when catalogue.comparability_rule = 'relative_to_edition' then 'same_measure'
            else 'variable'
        end as evidence_kind
    from targets
    inner join {{ ref('indicators') }} as aims on targets.indicator_id = aims.indicator_id
    inner join {{ ref('indicators') }} as catalogue
        on
            targets.indicator_id = catalogue.indicator_id
            or (
                aims.comparability_rule = 'relative_to_edition'
                and split_part(targets.indicator_id, '_', 1) = split_part(catalogue.indicator_id, '_', 1)
            )
)

select
    shown.settlement_code,
    shown.target_key,
    shown.target,
    shown.evidence_kind,
    shown.indicator_id,
    cast(figures.reference_year as integer) as reference_year,
    figures.edition,
    figures.vintage,
    figures.value,
    figures.value_status,
    figures.comparability,
    figures.source_id,
    figures.file_name,
    figures.locator,
    {{ is_synthetic() }} as synthetic
from shown
inner join {{ ref('indicators_values') }} as figures
    on
        shown.settlement_code = figures.settlement_code
        and shown.indicator_id = figures.indicator_id
        and shown.population_group = figures.population_group
where figures.is_latest_vintage
order by
    shown.settlement_code, shown.target_key, shown.evidence_kind, shown.indicator_id, figures.reference_year
