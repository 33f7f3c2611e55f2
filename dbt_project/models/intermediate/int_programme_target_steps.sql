-- Declared steps on the way to a target.
select
    settlement_code,
    target_key,
    by_date,
    value,
    file_name,
    locator
from {{ entries_of('target_path', {
    'target': 'text', 'target_key': 'text', 'by_date': 'date', 'value': 'double'}) }}
