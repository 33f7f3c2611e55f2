-- Every body that anything handed in names, by settlement, under one name for the network of all.
--
-- A body of the national list (seeds/bodies.csv) is one wherever it works. Any other is another in each
-- settlement, whatever it is called: two community centres are not one for being called so.
with mentions as (
    select settlement_code, body, body_key, sector from {{ ref('int_programme_bodies') }}
    union all
    select settlement_code, body, body_key, sector
    from {{ entries_of('directorate', {'body': 'text', 'body_key': 'text', 'sector': 'text'}) }}
    union all
    select settlement_code, body, body_key, null as sector from {{ ref('int_programme_activities') }}
    union all
    select settlement_code, partner as body, partner_key as body_key, null as sector
    from {{ ref('int_programme_activities') }}
    where partner is not null
    union all
    select settlement_code, body, body_key, sector from {{ ref('int_programme_investments') }}
    union all
    select settlement_code, body, body_key, null as sector from {{ ref('int_programme_responses') }}
),

bodies as (
    select
        mentions.settlement_code,
        mentions.body_key,
        min(mentions.body) as body,
        min(coalesce(national.sector, mentions.sector)) as sector,
        bool_or(national.sector <> 'authority') as is_national
    from mentions
    left join {{ ref('bodies') }} as national on mentions.body = national.body_he
    group by mentions.settlement_code, mentions.body_key
)

select
    bodies.settlement_code,
    bodies.body_key,
    bodies.sector,
    case
        when bodies.is_national then bodies.body
        else bodies.body || ' (' || settlements.name_he || ')'
    end as body
from bodies
inner join {{ ref('int_settlements') }} as settlements on bodies.settlement_code = settlements.settlement_code
