-- Which body works in which domain of which settlement, on the day of the refresh.
select distinct
    registered.settlement_code,
    partners.body,
    registered.sector,
    registered.domain
from {{ ref('int_programme_bodies') }} as registered
inner join {{ ref('int_programme_partners') }} as partners
    on registered.settlement_code = partners.settlement_code and registered.body_key = partners.body_key
where registered.is_at_work
