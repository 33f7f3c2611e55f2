-- severity: critical
-- says: no header of a table matches an indicator that its edition is expected to hold
-- says_he: אין בלוח כותרת המתאימה למדד שהמהדורה אמורה לכלול
-- do: compare the headers named as nearest with header_pattern in seeds/header_mapping.csv; widen the pattern if the publisher reworded, or end expected_to if it dropped the figure
-- do_he: להשוות את הכותרות הקרובות ביותר הנזכרות כאן עם header_pattern ב-seeds/header_mapping.csv; להרחיב את התבנית אם המפרסם שינה את הניסוח, או לקבוע expected_to אם הפסיק לפרסם את הנתון
with expected as (
    select
        mapping.mapping_id,
        mapping.indicator_id,
        mapping.role,
        coalesce(mapping.term, '') as term,
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
            and mapped.term = expected.term
    )
),

-- What the nearest other edition called the column that is lost here.
called_elsewhere as (
    select
        lost.mapping_id,
        lost.sha256,
        lost.table_no,
        arg_min(
            mapped.header_path, row(abs(files.vintage_rank - here.vintage_rank), mapped.header_path)
        ) as header_path
    from lost
    inner join raw.files as here on lost.sha256 = here.sha256 and lost.source_id = here.source_id
    inner join intermediate.int_headers_mapped as mapped
        on lost.mapping_id = mapped.mapping_id and lost.source_id = mapped.source_id
    inner join raw.files as files on mapped.sha256 = files.sha256 and mapped.source_id = files.source_id
    group by lost.mapping_id, lost.sha256, lost.table_no
),

-- Headers of the lost table that no other edition of the source has: the reworded one is among them.
new_headers as (
    select
        lost.mapping_id,
        lost.sha256,
        lost.table_no,
        columns.place,
        columns.header_path,
        jaro_winkler_similarity(
            columns.header_path, coalesce(called_elsewhere.header_path, lost.name_he)
        ) as likeness
    from lost
    inner join raw.columns as columns
        on lost.sha256 = columns.sha256 and lost.table_no = columns.table_no
    left join called_elsewhere
        on
            lost.mapping_id = called_elsewhere.mapping_id
            and lost.sha256 = called_elsewhere.sha256
            and lost.table_no = called_elsewhere.table_no
    where not exists (
        select 1 from raw.columns as others
        where
            others.source_id = lost.source_id
            and others.sha256 <> lost.sha256
            and others.header = columns.header
    )
),

nearest as (
    select
        mapping_id,
        sha256,
        table_no,
        array_to_string(
            list_slice(list(place || ' ' || header_path order by likeness desc, place asc), 1, 3), '; '
        ) as headers
    from new_headers
    group by mapping_id, sha256, table_no
)

select
    lost.file_name as file,
    'sheet ' || lost.sheet as locator,
    lost.indicator_id,
    coalesce('new headers: ' || nearest.headers, 'no new header') as found,
    'a header that matches /'
    || lost.header_pattern
    || '/'
    || coalesce(', elsewhere called ' || called_elsewhere.header_path, '') as expected
from lost
left join nearest
    on
        lost.mapping_id = nearest.mapping_id
        and lost.sha256 = nearest.sha256
        and lost.table_no = nearest.table_no
left join called_elsewhere
    on
        lost.mapping_id = called_elsewhere.mapping_id
        and lost.sha256 = called_elsewhere.sha256
        and lost.table_no = called_elsewhere.table_no
