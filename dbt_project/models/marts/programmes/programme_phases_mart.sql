{{ config(alias="programme_phases") }}
-- The phases of programmes, as the initiatives give them; the months between two phases belong to none.
select
    programme_id,
    phase,
    name_he,
    name_en,
    cast(from_month || '-01' as date) as from_date,
    last_day(cast(to_month || '-01' as date)) as to_date,
    {{ today() }} between cast(from_month || '-01' as date) and last_day(cast(to_month || '-01' as date))
        as is_now,
    attribution,
    attribution_he,
    source as stated_in
from {{ ref('programme_phases') }}
order by programme_id, phase
