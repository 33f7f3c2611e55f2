-- The waves of the formative evaluation of each settlement.
select
    settlement_code,
    programme as programme_id,
    wave,
    kind as evaluation_kind,
    body,
    from_date,
    to_date,
    status,
    findings,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ entries_of('evaluation_waves', {
    'programme': 'text', 'wave': 'text', 'kind': 'text', 'body': 'text', 'from_date': 'date',
    'to_date': 'date', 'status': 'text', 'findings': 'text'}) }}
order by settlement_code, from_date, wave
