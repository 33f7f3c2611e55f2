{{ config(alias="authority_clusters") }}
-- Clusters of authorities that the initiatives speak of, with as many members as are known.
select
    clusters.cluster_id,
    clusters.name_he,
    clusters.name_en,
    clusters.programme_id,
    clusters.from_year as since_year,
    members.settlement_code,
    members.membership,
    members.from_year as member_from_year,
    members.to_year as member_to_year,
    clusters.members_are,
    clusters.members_are_he,
    coalesce(members.source, clusters.source) as stated_in
from {{ ref('authority_clusters') }} as clusters
left join {{ ref('authority_cluster_members') }} as members on clusters.cluster_id = members.cluster_id
order by clusters.cluster_id, members.settlement_code
