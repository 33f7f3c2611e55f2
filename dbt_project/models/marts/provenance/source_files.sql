-- One row for each publisher's file that this warehouse rests on, down to its bytes.
with rows as (
    select
        source_id,
        sha256,
        count(*) as rows_read,
        count(*) filter (where method = 'unresolved') as rows_quarantined
    from {{ ref('stg_rows') }}
    group by source_id, sha256
),

cells as (
    select
        source_id,
        sha256,
        count(*) as cells_read
    from {{ source('raw', 'cells') }}
    group by source_id, sha256
)

select
    files.source_id,
    files.sha256,
    files.file_name,
    files.edition,
    files.vintage,
    files.stamp as publisher_stamp,
    files.retrieved_at,
    files.origin,
    files.requested_by,
    files.bytes,
    cast(coalesce(rows.rows_read, 0) as bigint) as rows_read,
    cast(coalesce(cells.cells_read, 0) as bigint) as cells_read,
    cast(coalesce(rows.rows_quarantined, 0) as bigint) as rows_quarantined,
    files.synthetic
from {{ source('raw', 'files') }} as files
left join rows on files.source_id = rows.source_id and files.sha256 = rows.sha256
left join cells on files.source_id = cells.source_id and files.sha256 = cells.sha256
