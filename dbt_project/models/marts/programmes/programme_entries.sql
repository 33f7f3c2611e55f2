-- The history of all that settlements handed in: each version of each row, and the time for which it held.
select
    settlement_code,
    sheet_id,
    entry_key,
    version_no,
    entry,
    recorded_from,
    recorded_to,
    is_current,
    ended_because,
    filled_by,
    requested_by,
    file_name,
    locator,
    row_no,
    snapshot_sha256,
    synthetic
from {{ ref('int_programme_entries') }}
order by settlement_code, sheet_id, entry_key, version_no
