-- What was learned, and what is done differently since.
select
    settlement_code,
    on_date,
    title,
    kind as learning_kind,
    target,
    target_key,
    learned,
    will_change,
    body,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ entries_of('learning_log', {
    'on_date': 'date', 'title': 'text', 'kind': 'text', 'target': 'text', 'target_key': 'text', 'learned': 'text',
    'will_change': 'text', 'body': 'text'}) }}
order by settlement_code, on_date, title
