-- Sums of investments: settlement × what they are summed by. A target without money is a row of its own.
--
-- Sums leave out what is not known: `rows_without_planned` and `rows_without_spent` count it, and a sum of
-- nothing known is null, never 0.
with rows as (
    select * from {{ ref('int_programme_investments') }}
),

keyed as (
    select *, 'all' as summed_by, 'all' as key, null as label from rows
    union all
    select *, 'partner' as summed_by, body_key as key, body as label from rows
    union all
    select *, 'sector' as summed_by, sector as key, null as label from rows
    union all
    select *, 'year' as summed_by, cast(year as varchar) as key, null as label from rows
    union all
    select *, 'kind' as summed_by, kind as key, null as label from rows
    union all
    select *, 'target' as summed_by, coalesce(target_key, 'no_target') as key, target as label from rows
),

summed as (
    select
        settlement_code,
        summed_by,
        key,
        coalesce(min(label), key) as label,
        count(*) as investments,
        sum(planned_ils) as planned_ils,
        sum(spent_ils) as spent_ils,
        count(*) filter (where planned_ils is null) as rows_without_planned,
        count(*) filter (where spent_ils is null) as rows_without_spent,
        sum(planned_ils) filter (where is_pooled) as pooled_planned_ils,
        bool_and(link <> 'linked') as is_without_target,
        min(year) as from_year,
        max(year) as to_year
    from keyed
    group by settlement_code, summed_by, key
),

unfunded as (
    select
        targets.settlement_code,
        'target' as summed_by,
        targets.target_key as key,
        targets.target as label,
        0 as investments
    from {{ ref('int_programme_targets') }} as targets
    left join rows
        on targets.settlement_code = rows.settlement_code and targets.target_key = rows.target_key
    where targets.purpose = 'goal' and rows.target_key is null
),

together as (
    select * from summed
    union all by name
    select * from unfunded
)

select
    together.settlement_code,
    together.summed_by,
    together.key,
    together.label,
    case
        when together.investments = 0 then 'no_money_reported'
        when together.summed_by = 'target' and together.is_without_target then 'money_without_target'
        else 'reported'
    end as funding,
    cast(together.investments as integer) as investments,
    together.planned_ils,
    together.spent_ils,
    together.spent_ils / nullif(together.planned_ils, 0)
    * case when together.rows_without_planned + together.rows_without_spent = 0 then 100 end as spent_pct,
    100 * coalesce(together.pooled_planned_ils, 0) / nullif(together.planned_ils, 0) as pooled_pct,
    together.planned_ils / nullif(settlements.population, 0) as planned_ils_per_resident,
    together.spent_ils / nullif(settlements.population, 0) as spent_ils_per_resident,
    settlements.population,
    settlements.population_year,
    cast(together.rows_without_planned as integer) as rows_without_planned,
    cast(together.rows_without_spent as integer) as rows_without_spent,
    together.from_year as first_year,
    together.to_year as last_year,
    {{ is_synthetic() }} as synthetic
from together
left join {{ ref('settlements_mart') }} as settlements
    on together.settlement_code = settlements.settlement_code
order by together.settlement_code, together.summed_by, together.key
