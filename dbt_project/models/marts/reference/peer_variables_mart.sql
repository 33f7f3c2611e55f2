{{ config(alias="peer_variables") }}
-- By what authorities are held alike: the variables of marts.peer_groups.
select
    variable,
    indicator_id,
    transform,
    weight,
    why,
    why_he
from {{ ref('peer_variables') }}
