-- Who takes part in which programme: as the initiatives say, and as settlements hand in themselves.
with handed_in as (
    select * from {{ entries_of('memberships', {
        'programme': 'text', 'wave': 'text', 'from_date': 'date', 'to_date': 'date'}) }}
)

select
    programme_id,
    settlement_code,
    wave,
    from_year,
    cast(null as date) as from_date,
    cast(null as date) as to_date,
    source as known_from,
    'seeds/programme_settlements.csv' as file_name,
    settlement_code as locator
from {{ ref('programme_settlements') }}
union all
select
    programme as programme_id,
    settlement_code,
    wave,
    cast(year(from_date) as integer) as from_year,
    from_date,
    to_date,
    'form' as known_from,
    file_name,
    locator
from handed_in
