-- Body × domain × settlement, and what a body does there: registered, in the directorate, in an activity.
with registered as (
    select * from {{ entries_of('bodies', {
        'body': 'text', 'body_key': 'text', 'sector': 'text', 'domain': 'text', 'dedicated': 'text', 'from_date': 'date',
        'to_date': 'date'}) }}
)

select
    settlement_code,
    body,
    body_key,
    sector,
    domain,
    dedicated = 'yes' as is_dedicated,
    from_date,
    to_date,
    {{ holds_today('from_date', 'to_date') }} as is_at_work,
    file_name,
    locator
from registered
