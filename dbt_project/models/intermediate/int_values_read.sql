-- Each mapped figure as the file gives it: one row for every settlement of a table and every column
-- mapped in it, blank cells included (their status is what a blank means in that table).
with mapped as (
    select
        headers.*,
        -- In some columns a dash is a zero, as other editions of them show.
        coalesce(catalogue.dash = 'zero' and headers.role in ('value', 'numerator'), false) as dash_is_zero
    from {{ ref('int_headers_mapped') }} as headers
    inner join {{ ref('indicators') }} as catalogue on headers.indicator_id = catalogue.indicator_id
),

errors as (
    select * from {{ ref('known_errors') }}
),

-- A known error is only believed while its guard cell still says what it said.
errors_in_force as (
    select distinct
        errors.*,
        tables.sha256,
        tables.table_no
    from errors
    inner join {{ source('raw', 'files') }} as files
        on errors.source_id = files.source_id and errors.edition = files.edition
    inner join {{ source('raw', 'tables') }} as tables
        on files.sha256 = tables.sha256 and errors.table_id = tables.table_id
    inner join {{ source('raw', 'cells') }} as cells
        on
            tables.sha256 = cells.sha256
            and tables.table_no = cells.table_no
            and errors.guard_cell = cells.cell
            and errors.guard_text = trim(cells.text)
),

-- Most cells feed no indicator; met first, they cost a third of what they cost met last.
mapped_columns as (
    select distinct
        source_id,
        sha256,
        table_no,
        col
    from mapped
),

mapped_cells as (
    select cells.*
    from {{ source('raw', 'cells') }} as cells
    inner join mapped_columns
        on
            cells.source_id = mapped_columns.source_id
            and cells.sha256 = mapped_columns.sha256
            and cells.table_no = mapped_columns.table_no
            and cells.col = mapped_columns.col
),

placed as (
    select
        mapped.*,
        rows.row_no,
        rows.role as row_role,
        rows.settlement_code,
        rows.area_code,
        rows.population_group,
        cells.text,
        case
            when mapped.dash_is_zero and cells.value_status = 'not_applicable' then 0
            else cells.value
        end as value_as_written,
        case
            when mapped.dash_is_zero and cells.value_status = 'not_applicable' then 'observed'
            else cells.value_status
        end as status_as_written,
        coalesce(cells.cell, case
            when regexp_matches(mapped.place, '^[A-Z]') then mapped.place || rows.row_no
            else 'row ' || mapped.place
        end) as cell
    from mapped
    inner join {{ ref('stg_rows') }} as rows
        on
            mapped.source_id = rows.source_id
            and mapped.sha256 = rows.sha256
            and mapped.table_no = rows.table_no
    left join mapped_cells as cells
        on
            mapped.source_id = cells.source_id
            and mapped.sha256 = cells.sha256
            and mapped.table_no = cells.table_no
            and rows.row_no = cells.row_no
            and mapped.col = cells.col
)

select
    placed.indicator_id,
    placed.role,
    placed.term,
    placed.source_id,
    placed.sha256,
    placed.table_no,
    placed.table_id,
    placed.sheet,
    placed.row_no,
    placed.row_role,
    placed.settlement_code,
    placed.area_code,
    placed.population_group,
    placed.reference_year,
    placed.reference_period,
    placed.period_key,
    placed.cell,
    errors_in_force.error_id,
    case when placed.status_as_written = 'text' then placed.text end as unreadable_text,
    case
        when errors_in_force.action = 'withhold' then null
        when errors_in_force.action = 'replace' then errors_in_force.use_value
        when placed.in_thousands then placed.weight * placed.value_as_written * 1000
        else placed.weight * placed.value_as_written
    end as value,
    case
        when errors_in_force.action = 'withhold' then 'not_available'
        when errors_in_force.action = 'replace' then 'observed'
        when placed.status_as_written is null then placed.blank_status
        when placed.status_as_written = 'text' then 'not_available'
        else placed.status_as_written
    end as value_status
from placed
left join errors_in_force
    on
        placed.sha256 = errors_in_force.sha256
        and placed.table_no = errors_in_force.table_no
        and placed.row_no between errors_in_force.row_from and errors_in_force.row_to
        and (
            errors_in_force.column_place is null
            or list_contains(string_split(errors_in_force.column_place, ';'), placed.place)
        )
