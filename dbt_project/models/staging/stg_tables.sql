select
    source_id,
    sha256,
    table_no,
    table_id,
    sheet,
    codes,
    blank_status,
    default_year,
    default_period
from {{ source('raw', 'tables') }}
