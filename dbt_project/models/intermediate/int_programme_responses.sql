-- Responses, forces and tasks, each with the settlement that it serves: the giver's own, or another one.
with handed_in as (
    select * from {{ entries_of('responses', {
        'response': 'text', 'nature': 'text', 'body': 'text', 'body_key': 'text', 'need_kind': 'text',
        'population': 'text', 'area': 'text', 'regime': 'text', 'capacity': 'bigint',
        'for_settlement': 'text', 'from_date': 'date', 'to_date': 'date', 'note': 'text'}) }}
),

receivers as (
    select
        handed_in.settlement_code,
        handed_in.entry_key,
        -- By its code where there is one, else by a name that is of one settlement alone.
        case when count(distinct settlements.settlement_code) = 1 then min(settlements.settlement_code) end
            as serves_settlement_code
    from handed_in
    inner join {{ ref('int_settlements') }} as settlements
        on
            case
                when regexp_matches(handed_in.for_settlement, '^[0-9]')
                    then
                        settlements.settlement_code
                        = lpad(regexp_extract(handed_in.for_settlement, '^[0-9]+'), 4, '0')
                else lower(handed_in.for_settlement) in (settlements.name_he, lower(settlements.name_en))
            end
    where handed_in.for_settlement is not null
    group by handed_in.settlement_code, handed_in.entry_key
)

select
    handed_in.*,
    case
        when handed_in.for_settlement is null then handed_in.settlement_code
        else receivers.serves_settlement_code
    end as serves_settlement_code,
    {{ holds_today('handed_in.from_date', 'handed_in.to_date') }} as is_at_work
from handed_in
left join receivers
    on
        handed_in.settlement_code = receivers.settlement_code
        and handed_in.entry_key = receivers.entry_key
