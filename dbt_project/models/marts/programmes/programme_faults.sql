-- What is wrong in the files that settlements handed in, cell by cell, and how to mend it.
select
    faults.settlement_code,
    faults.file_name,
    coalesce(nullif(faults.place, ''), 'file') as locator,
    faults.column_he,
    faults.sheet_id,
    faults.fault_kind,
    faults.weight as keeps_out,
    faults.found,
    faults.what_he,
    faults.what_en,
    faults.do_he,
    faults.do_en,
    faults.is_open,
    faults.retrieved_at as recorded_from,
    faults.sha256 as snapshot_sha256,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_faults') }} as faults
order by faults.settlement_code, faults.file_name, faults.row_no
