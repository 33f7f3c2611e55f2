-- Needs against responses: a row for each need, and one for each response at work that no need asks for.
--
-- A response counts for a need of the same kind, regime and population (or for everybody), in the same part
-- of the settlement (or all of it), while both hold: today, or in the time of a need that is past. One that serves several needs counts whole in each, and
-- `shares_capacity` says so: capacity there is an upper limit. Forces and tasks are counted apart.
with needs as (
    select
        *,
        {{ holds_today('from_date', 'to_date') }} as holds
    from {{ entries_of('needs', {
        'need_kind': 'text', 'population': 'text', 'area': 'text', 'regime': 'text', 'people': 'bigint',
        'known_before': 'text', 'reported_by': 'text', 'from_date': 'date', 'to_date': 'date',
        'note': 'text'}) }}
),

responses as (
    select * from {{ ref('int_programme_responses') }}
),

matched as (
    select
        needs.settlement_code,
        needs.entry_key,
        needs.holds,
        responses.nature,
        responses.body,
        responses.body_key,
        responses.capacity,
        responses.settlement_code <> responses.serves_settlement_code as is_mutual_aid,
        (
            responses.population = needs.population
            and coalesce(responses.area, '') = coalesce(needs.area, '')
        ) as is_same,
        responses.settlement_code as giver_code,
        responses.entry_key as response_key,
        count(*) over (partition by responses.settlement_code, responses.entry_key, needs.holds)
            as needs_served
    from needs
    inner join responses
        on
            needs.settlement_code = responses.serves_settlement_code
            and needs.need_kind = responses.need_kind
            and needs.regime = responses.regime
            and (needs.population = responses.population or responses.population = 'everybody')
            and (needs.area is null or responses.area is null or needs.area = responses.area)
    where
        -- For a need of today those at work today, for one of the past those of its time.
        case
            when needs.holds then responses.is_at_work
            else
                responses.from_date <= coalesce(needs.to_date, date '2999-12-31')
                and coalesce(responses.to_date, date '2999-12-31') >= needs.from_date
        end
),

answered as (
    select
        settlement_code,
        entry_key,
        count(*) filter (where nature = 'response') as responses,
        count(*) filter (where nature <> 'response') as forces_and_tasks,
        count(distinct body_key) filter (where nature = 'response' and is_same) as bodies_same,
        string_agg(distinct body, '; ' order by body) filter (where nature = 'response') as bodies_named,
        sum(capacity) filter (where nature = 'response') as capacity,
        count(*) filter (where nature = 'response' and capacity is null) as capacity_unknown,
        sum(capacity) filter (where nature = 'response' and is_mutual_aid) as capacity_from_others,
        bool_or(nature = 'response' and needs_served > 1) as shares_capacity
    from matched
    group by settlement_code, entry_key
),

unasked as (
    select responses.*
    from responses
    left join matched
        on
            responses.settlement_code = matched.giver_code
            and responses.entry_key = matched.response_key
            and matched.holds
    where matched.response_key is null and responses.nature = 'response' and responses.is_at_work
)

select
    needs.settlement_code,
    'need' as row_kind,
    needs.need_kind,
    needs.population as target_population,
    needs.area,
    needs.regime,
    case
        when needs.from_date > {{ today() }} then 'not_begun'
        when not needs.holds then 'ended'
        when coalesce(answered.responses, 0) = 0 then 'no_response'
        when needs.people is null then 'demand_unknown'
        when answered.capacity >= needs.people then 'enough_capacity'
        when answered.capacity_unknown > 0 then 'capacity_unknown'
        else 'too_little_capacity'
    end as coverage,
    coalesce(answered.bodies_same, 0) > 1 as is_duplicated,
    needs.people,
    answered.capacity,
    case when answered.capacity_unknown = 0 then answered.capacity - needs.people end as capacity_less_people,
    answered.capacity_from_others,
    coalesce(answered.shares_capacity, false) as shares_capacity,
    cast(coalesce(answered.responses, 0) as integer) as responses,
    cast(coalesce(answered.forces_and_tasks, 0) as integer) as forces_and_tasks,
    answered.bodies_named,
    needs.known_before = 'yes' as known_before,
    needs.reported_by,
    needs.from_date,
    needs.to_date,
    needs.file_name,
    needs.locator,
    {{ is_synthetic() }} as synthetic
from needs
left join answered
    on needs.settlement_code = answered.settlement_code and needs.entry_key = answered.entry_key
union all
select
    coalesce(serves_settlement_code, settlement_code) as settlement_code,
    'response_without_need' as row_kind,
    need_kind,
    population as target_population,
    area,
    regime,
    case when serves_settlement_code is null then 'receiver_unknown' else 'no_need_reported' end as coverage,
    false as is_duplicated,
    null as people,
    capacity,
    null as capacity_less_people,
    null as capacity_from_others,
    false as shares_capacity,
    1 as responses,
    0 as forces_and_tasks,
    body as bodies_named,
    null as known_before,
    null as reported_by,
    from_date,
    to_date,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from unasked
order by settlement_code, row_kind, need_kind, target_population, area, regime
