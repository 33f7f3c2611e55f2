-- Every settlement of every programme once, and since when: as the initiatives say, as settlements hand
-- in themselves, and as the clusters list. A settlement that names later stages of its own stays a
-- member from the first of its years.
with named as (
    select
        programme_id,
        settlement_code,
        from_year,
        case when known_from = 'form' then 'form' else 'programme' end as start_from
    from {{ ref('int_programme_members') }}
    union all
    select
        clusters.programme_id,
        members.settlement_code,
        coalesce(members.from_year, clusters.from_year) as from_year,
        'cluster' as start_from
    from {{ ref('authority_cluster_members') }} as members
    inner join {{ ref('authority_clusters') }} as clusters on members.cluster_id = clusters.cluster_id
    where members.membership = 'listed'
)

select
    programme_id,
    settlement_code,
    cast(min(from_year) as integer) as began_year,
    arg_min(start_from, from_year) as start_from,
    {{ is_synthetic() }} as synthetic
from named
group by programme_id, settlement_code
order by programme_id, settlement_code
