-- On which side of each declared definition of periphery an authority stands, by its latest standing.
with definitions as (
    select * from {{ ref('periphery_definitions') }}
),

authorities as (
    select
        settlement_code,
        population,
        district,
        sei_cluster,
        peripherality_cluster,
        case
            when peripherality_cluster <= 3 or sei_cluster <= 4 then 'yes'
            when peripherality_cluster is not null and sei_cluster is not null then 'no'
        end as social_or_geographic
    from {{ ref('settlements_mart') }}
    where is_authority
),

listed as (
    select distinct
        list_id,
        settlement_code
    from {{ ref('priority_settlements') }}
),

lists as (
    select count(*) as settlements_listed from listed
),

standing as (
    select
        definitions.definition_id,
        definitions.periphery_values,
        definitions.rest_values,
        authorities.settlement_code,
        authorities.population,
        case definitions.attribute
            when 'peripherality_cluster' then cast(authorities.peripherality_cluster as varchar)
            when 'sei_cluster' then cast(authorities.sei_cluster as varchar)
            when 'district' then authorities.district
            when 'social_or_geographic' then authorities.social_or_geographic
            -- Where no list is held nobody is on either side of it.
            when 'priority_list'
                then
                    case
                        when listed.settlement_code is not null then listed.list_id
                        when lists.settlements_listed > 0 then 'not_listed'
                    end
        end as stands
    from definitions
    cross join authorities
    cross join lists
    left join listed
        on
            authorities.settlement_code = listed.settlement_code
            and definitions.attribute = 'priority_list'
            and definitions.periphery_values = listed.list_id
)

select
    definition_id,
    settlement_code,
    population,
    case
        when list_contains(string_split(periphery_values, ';'), stands) then 'periphery'
        when rest_values is null or list_contains(string_split(rest_values, ';'), stands) then 'rest'
    end as side
from standing
where stands is not null
