-- What could not be understood, with its place: rows that belong to no known settlement, and cells
-- of mapped columns that hold words where a figure should stand.
with unresolved as (
    select
        rows.source_id,
        files.file_name,
        files.vintage,
        tables.table_id,
        -- Of a survey no settlement may be missing: its respondents would be left out in silence.
        sources.fetch_kind = 'inbox'
        or (tables.codes in ('authority', 'council') and rows.code_text is not null) as is_strict,
        -- Where a settlement first stands in a survey would tell how many answered in the one before.
        case
            when sources.fetch_kind = 'inbox' then tables.sheet || ', column of settlements'
            else {{ locator('tables.sheet', "'row ' || rows.row_no") }}
        end as locator,
        'unresolved_row' as quarantine_kind,
        coalesce(nullif(concat_ws(' ', rows.code_text, rows.name_text), ''), 'figures without code or name')
            as found,
        rows.reason,
        rows.suggestion,
        rows.sha256 as snapshot_sha256
    from {{ ref('stg_rows') }} as rows
    inner join {{ source('raw', 'tables') }} as tables
        on
            rows.sha256 = tables.sha256
            and rows.table_no = tables.table_no
            and rows.source_id = tables.source_id
    inner join {{ source('raw', 'files') }} as files
        on rows.sha256 = files.sha256 and rows.source_id = files.source_id
    inner join {{ source('raw', 'sources') }} as sources on rows.source_id = sources.source_id
    -- What settlements hand in is checked row by row, and comes below with what its check says.
    where rows.method = 'unresolved' and rows.source_id <> 'settlement_programmes'
),

unreadable as (
    select
        readings.source_id,
        files.file_name,
        files.vintage,
        readings.table_id,
        true as is_strict,
        {{ locator('readings.sheet', 'readings.cell') }} as locator,
        'unreadable_cell' as quarantine_kind,
        readings.unreadable_text as found,
        'words where a figure of ' || readings.indicator_id || ' is expected' as reason,
        cast(null as varchar) as suggestion,
        readings.sha256 as snapshot_sha256
    from {{ ref('int_values_read') }} as readings
    inner join {{ source('raw', 'files') }} as files
        on readings.sha256 = files.sha256 and readings.source_id = files.source_id
    where readings.unreadable_text is not null
),

handed_in as (
    select
        'settlement_programmes' as source_id,
        faults.file_name,
        files.vintage,
        coalesce(faults.sheet_id, 'submission') as table_id,
        false as is_strict,
        coalesce(nullif(faults.place, ''), 'file') as locator,
        'form_' || faults.weight as quarantine_kind,
        coalesce(faults.found, faults.fault_kind) as found,
        faults.what_en || '; ' || faults.do_en as reason,
        cast(null as varchar) as suggestion,
        faults.sha256 as snapshot_sha256
    from {{ ref('int_programme_faults') }} as faults
    inner join {{ source('raw', 'files') }} as files
        on faults.sha256 = files.sha256 and files.source_id = 'settlement_programmes'
    where faults.weight <> 'notice' and faults.is_open
)

select * from unresolved
union all
select * from unreadable
union all
select * from handed_in
