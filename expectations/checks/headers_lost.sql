-- severity: critical
-- says: no header of a table matches an indicator that its edition is expected to hold
-- do: compare the headers named as nearest with header_pattern in seeds/header_mapping.csv; widen the pattern if the publisher reworded, or end expected_to if it dropped the figure
with expected as (
    select
        mapping.mapping_id,
        mapping.indicator_id,
        mapping.role,
        mapping.header_pattern,
        tables.source_id,
        tables.sha256,
        tables.table_no,
        tables.sheet,
        files.file_name,
        files.edition,
        catalogue.name_he
    from seeds.header_mapping as mapping
    inner join raw.tables as tables
        on mapping.source_id = tables.source_id and mapping.table_id = tables.table_id
    inner join raw.files as files on tables.sha256 = files.sha256 and tables.source_id = files.source_id
    inner join seeds.indicators as catalogue on mapping.indicator_id = catalogue.indicator_id
    where
        mapping.expected_from is not null
        and coalesce(files.edition_year, try_cast(regexp_extract(files.edition, '(\d+)$', 1) as integer))
        between mapping.expected_from and coalesce(mapping.expected_to, 9999)
),

lost as (
    select * from expected
    where not exists (
        select 1
        from intermediate.int_headers_mapped as mapped
        where
            mapped.source_id = expected.source_id
            and mapped.sha256 = expected.sha256
            and mapped.table_no = expected.table_no
            and mapped.indicator_id = expected.indicator_id
            and mapped.role = expected.role
    )
),

nearest as (
    select
        lost.mapping_id,
        lost.sha256,
        lost.table_no,
        string_agg(columns.place || ' ' || columns.header_path, '; ' order by columns.likeness desc)
            as headers
    from lost
    inner join lateral (
        select
            place,
            header_path,
            jaro_winkler_similarity(regexp_extract(header_path, '([^|]+)$', 1), lost.name_he) as likeness
        from raw.columns
        where raw.columns.sha256 = lost.sha256 and raw.columns.table_no = lost.table_no
        order by likeness desc
        limit 3
    ) as columns on true
    group by lost.mapping_id, lost.sha256, lost.table_no
)

select
    lost.file_name as file,
    'sheet ' || lost.sheet as locator,
    lost.indicator_id,
    'nearest headers: ' || nearest.headers as found,
    'a header that matches /' || lost.header_pattern || '/' as expected
from lost
left join nearest
    on
        lost.mapping_id = nearest.mapping_id
        and lost.sha256 = nearest.sha256
        and lost.table_no = nearest.table_no
