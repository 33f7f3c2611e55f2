-- One row for each row of data, with the settlement that it speaks of (none if unresolved).
select
    rows.source_id,
    rows.sha256,
    rows.table_no,
    rows.row_no,
    rows.role,
    rows.code_text,
    rows.name_text,
    rows.status_text,
    rows.area_text,
    rows.population_group,
    resolutions.settlement_code,
    resolutions.method,
    resolutions.name_agrees,
    resolutions.reason,
    resolutions.suggestion,
    -- A row of a statistical area speaks of a part of its locality, not of the locality.
    lpad(nullif(trim(rows.area_text), ''), 4, '0') as area_code
from {{ source('raw', 'rows') }} as rows
inner join {{ source('raw', 'resolutions') }} as resolutions
    on
        rows.source_id = resolutions.source_id
        and rows.sha256 = resolutions.sha256
        and rows.table_no = resolutions.table_no
        and rows.row_no = resolutions.row_no
