-- One row for each file of this refresh. `vintage_rank` orders all vintages of a source in time.
select
    source_id,
    sha256,
    file_name,
    edition,
    edition_year,
    vintage,
    stamp,
    vintage_rank,
    retrieved_at,
    origin,
    bytes,
    requested_by,
    synthetic,
    arrived_now
from {{ source('raw', 'files') }}
