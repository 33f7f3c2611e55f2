select
    source_id,
    sha256,
    table_no,
    col,
    place,
    header_path,
    header,
    period_label,
    group_period_label,
    period_year,
    group_period_year,
    in_thousands,
    is_key
from {{ source('raw', 'columns') }}
