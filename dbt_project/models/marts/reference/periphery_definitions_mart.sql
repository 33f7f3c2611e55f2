{{ config(alias="periphery_definitions") }}
-- The declared definitions of periphery, with the number of authorities on either side today.
select
    definitions.definition_id,
    definitions.name_he,
    definitions.name_en,
    definitions.attribute,
    definitions.periphery_values,
    definitions.rest_values,
    definitions.source,
    definitions.source_he,
    cast(count(*) filter (where sides.side = 'periphery') as integer) as settlements_periphery,
    cast(count(*) filter (where sides.side = 'rest') as integer) as settlements_rest
from {{ ref('periphery_definitions') }} as definitions
left join {{ ref('int_periphery_sides') }} as sides
    on definitions.definition_id = sides.definition_id
group by
    definitions.definition_id,
    definitions.name_he,
    definitions.name_en,
    definitions.attribute,
    definitions.periphery_values,
    definitions.rest_values,
    definitions.source,
    definitions.source_he
