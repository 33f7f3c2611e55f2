-- How each wording of a settlement in each file was read: the audit of codes and names.
select
    rows.source_id,
    files.file_name,
    files.vintage,
    tables.table_id,
    rows.code_text,
    rows.name_text,
    rows.settlement_code,
    rows.method,
    rows.name_agrees,
    rows.reason,
    rows.suggestion,
    cast(count(*) as bigint) as rows_decided,
    case
        when any_value(sources.fetch_kind) = 'inbox'
            then any_value(tables.sheet) || ', column of settlements'
        else {{ locator('any_value(tables.sheet)', "'row ' || min(rows.row_no)") }}
    end as first_locator
from {{ ref('stg_rows') }} as rows
inner join {{ source('raw', 'tables') }} as tables
    on rows.sha256 = tables.sha256 and rows.table_no = tables.table_no and rows.source_id = tables.source_id
inner join {{ source('raw', 'files') }} as files
    on rows.sha256 = files.sha256 and rows.source_id = files.source_id
inner join {{ source('raw', 'sources') }} as sources on rows.source_id = sources.source_id
group by
    rows.source_id,
    files.file_name,
    files.vintage,
    tables.table_id,
    rows.code_text,
    rows.name_text,
    rows.settlement_code,
    rows.method,
    rows.name_agrees,
    rows.reason,
    rows.suggestion
