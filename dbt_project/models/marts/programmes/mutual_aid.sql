-- Responses that one settlement gives to another, and whether both are of one cluster of authorities.
with given as (
    select * from {{ ref('int_programme_responses') }}
    where for_settlement is not null
),

clusters as (
    select
        ours.cluster_id,
        ours.settlement_code as giver,
        theirs.settlement_code as receiver
    from {{ ref('authority_cluster_members') }} as ours
    inner join {{ ref('authority_cluster_members') }} as theirs on ours.cluster_id = theirs.cluster_id
),

-- Clusters that are spoken of and of which nobody says who is in them.
unknown as (
    select count(*) as clusters
    from {{ ref('authority_clusters') }} as clusters
    left join {{ ref('authority_cluster_members') }} as members on clusters.cluster_id = members.cluster_id
    where members.cluster_id is null
)

select
    given.settlement_code,
    given.serves_settlement_code,
    given.for_settlement,
    case
        when given.serves_settlement_code is null then 'receiver_unknown'
        when clusters.cluster_id is not null then 'inside_a_cluster'
        when
            not exists (select 1 from {{ ref('authority_cluster_members') }})
            then 'members_of_clusters_not_known'
        else 'no_common_cluster'
    end as cluster_standing,
    clusters.cluster_id,
    given.response,
    given.nature,
    given.body,
    given.need_kind,
    given.population as target_population,
    given.regime,
    given.capacity,
    given.from_date,
    given.to_date,
    given.is_at_work,
    given.file_name,
    given.locator,
    {{ is_synthetic() }} as synthetic
from given
cross join unknown
left join clusters
    on given.settlement_code = clusters.giver and given.serves_settlement_code = clusters.receiver
order by given.settlement_code, given.serves_settlement_code, given.response
