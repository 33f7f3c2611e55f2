-- The authorities of each programme, and from where their leapfrog is told.
--
-- `start_year` is the one of the baseline in force, else as sources and forms have it. `reference_year`
-- is the last year of the index before the start of the baseline: none without a baseline, and none
-- where the index begins later. `began_year` is the start that is known: a baseline may have been
-- frozen without it, and then begins with the year of the freezing.
with baselines as (
    select
        programme_id,
        settlement_code,
        baseline_id,
        baseline_version,
        start_year,
        start_from
    from {{ ref('int_baselines') }}
    where is_current
),

members as (
    select
        baselines.baseline_id,
        baselines.baseline_version,
        coalesce(named.programme_id, baselines.programme_id) as programme_id,
        coalesce(named.settlement_code, baselines.settlement_code) as settlement_code,
        coalesce(baselines.start_year, named.began_year) as start_year,
        coalesce(baselines.start_from, named.start_from) as start_from,
        case when baselines.start_from <> 'freezing' then baselines.start_year else named.began_year end
            as began_year
    from {{ ref('programme_members') }} as named
    full outer join baselines
        on
            named.programme_id = baselines.programme_id
            and named.settlement_code = baselines.settlement_code
),

reference_points as (
    select
        members.baseline_id,
        max(years.index_year) as reference_year
    from members
    inner join {{ ref('int_index_years') }} as years on members.start_year > years.index_year
    group by members.baseline_id
)

select
    members.programme_id,
    members.settlement_code,
    members.baseline_id,
    members.baseline_version,
    members.start_year,
    members.start_from,
    members.began_year,
    reference_points.reference_year
from members
inner join {{ ref('settlements_mart') }} as settlements
    on members.settlement_code = settlements.settlement_code
left join reference_points on members.baseline_id = reference_points.baseline_id
where settlements.is_authority
