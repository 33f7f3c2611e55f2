{{ config(alias="programmes") }}
-- Programme × settlement × period of membership. What the sources say of numbers and do not name stands
-- beside: a programme none of whose settlements is named has one row without a settlement.
with members as (
    select * from {{ ref('int_programme_members') }}
),

named as (
    select
        programme_id,
        count(distinct settlement_code) as settlements_named
    from members
    group by programme_id
),

phases as (
    select
        programme_id,
        max_by(phase, from_month) as phase_now
    from {{ ref('programme_phases') }}
    where
        {{ today() }} between cast(from_month || '-01' as date)
        and last_day(cast(to_month || '-01' as date))
    group by programme_id
)

select
    programmes.programme_id,
    programmes.name_he,
    programmes.name_en,
    members.settlement_code,
    members.wave,
    members.from_year as member_from_year,
    members.from_date,
    members.to_date,
    -- The initiatives say since when, and nowhere until when.
    case
        when members.known_from = 'form' then {{ holds_today('members.from_date', 'members.to_date') }}
    end as is_member_now,
    members.known_from,
    members.known_from <> 'form'
    and bool_or(members.known_from = 'form')
        over (partition by members.programme_id, members.settlement_code) as is_restated,
    cast(phases.phase_now as integer) as phase_now,
    cast(programmes.settlements_said as integer) as settlements_said,
    cast(programmes.settlements_said_next as integer) as settlements_said_next,
    cast(coalesce(named.settlements_named, 0) as integer) as settlements_named,
    programmes.members_are,
    programmes.members_are_he,
    programmes.about_he,
    programmes.about_en,
    programmes.source as stated_in,
    members.file_name,
    members.locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('programmes') }} as programmes
left join members on programmes.programme_id = members.programme_id
left join named on programmes.programme_id = named.programme_id
left join phases on programmes.programme_id = phases.programme_id
order by programmes.programme_id, members.settlement_code, member_from_year
