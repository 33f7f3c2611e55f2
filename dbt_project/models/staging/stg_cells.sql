select
    source_id,
    sha256,
    table_no,
    row_no,
    col,
    cell,
    text,
    value,
    value_status
from {{ source('raw', 'cells') }}
