-- Pairs of bodies that answer the same need of the same population, in the same place, at the same time.
with responses as (
    select * from {{ ref('int_programme_responses') }}
    where nature = 'response' and serves_settlement_code is not null
)

select
    one.serves_settlement_code as settlement_code,
    one.need_kind,
    one.population as target_population,
    one.area,
    one.regime,
    one.body,
    one.response,
    other.body as other_body,
    other.response as other_response,
    greatest(one.from_date, other.from_date) as overlap_from,
    least(one.to_date, other.to_date) as overlap_to,
    one.is_at_work and other.is_at_work as is_now,
    one.capacity,
    other.capacity as other_capacity,
    one.file_name,
    one.locator,
    other.locator as other_locator,
    {{ is_synthetic() }} as synthetic
from responses as one
inner join responses as other
    on
        one.serves_settlement_code = other.serves_settlement_code
        and one.need_kind = other.need_kind
        and one.population = other.population
        and one.area is not distinct from other.area
        and one.regime = other.regime
        and one.body_key < other.body_key
        and one.from_date <= coalesce(other.to_date, date '2999-12-31')
        and other.from_date <= coalesce(one.to_date, date '2999-12-31')
order by settlement_code, one.need_kind, one.population, body, other_body
