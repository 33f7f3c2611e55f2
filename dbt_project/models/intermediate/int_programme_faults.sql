-- What is wrong in handed-in files: faults of the reader, and rows whose settlement is not the folder's.
--
-- A fault is open until a later file of the settlement holds the same sheet again; where nothing of the file
-- or sheet was taken in, also no longer than the file is there.
with told as (
    select
        cells.sha256,
        cells.row_no,
        {{ text_under('fault_kind') }} as fault_kind,
        {{ text_under('weight') }} as weight,
        {{ text_under('sheet_id') }} as sheet_id,
        {{ text_under('entry_key') }} as entry_key,
        {{ text_under('place') }} as place,
        {{ text_under('column_he') }} as column_he,
        {{ text_under('found') }} as found,
        {{ text_under('what_he') }} as what_he,
        {{ text_under('what_en') }} as what_en,
        {{ text_under('do_he') }} as do_he,
        {{ text_under('do_en') }} as do_en
    from {{ source('raw', 'cells') }} as cells
    inner join {{ source('raw', 'columns') }} as columns
        on cells.sha256 = columns.sha256 and cells.table_no = columns.table_no and cells.col = columns.col
    where cells.source_id = 'settlement_programmes' and cells.table_no = 2
    group by cells.sha256, cells.row_no
),

misplaced as (
    select
        sha256,
        coalesce(row_no, 0) as row_no,
        refused_because as fault_kind,
        case when refused_because = 'folder_unknown' then 'file' else 'row' end as weight,
        case when refused_because <> 'folder_unknown' then sheet_id end as sheet_id,
        entry_key,
        case when refused_because = 'folder_unknown' then 'folder' else locator end as place,
        'יישוב' as column_he,
        case
            when refused_because = 'folder_unknown' then 'a folder of no known settlement' else row_settlement
        end
            as found,
        case
            when refused_because = 'another_settlement' then 'השורה של יישוב אחר מזה של התיקייה'
            else 'היישוב אינו מוכר'
        end as what_he,
        case
            when
                refused_because = 'another_settlement'
                then 'the row is of another settlement than its folder'
            else 'the settlement is not known'
        end as what_en,
        'יש לכתוב את סמל היישוב ושמו, ולהניח את הקובץ בתיקייה של אותו יישוב' as do_he,
        'write code and name of the settlement, and lay the file into the folder of the same one'
        || coalesce('; most alike: ' || suggestion, '') as do_en
    from {{ ref('int_programme_rows') }}
    where refused_because is not null
    qualify row_number() over (
        partition by sha256, case when refused_because = 'folder_unknown' then 'file' else locator end
        order by row_no
    ) = 1
),

submissions as (
    select
        settlement_code,
        sheet_id,
        max(arrival_no) as last_arrival
    from {{ ref('int_programme_rows') }}
    group by settlement_code, sheet_id
),

taken as (
    select distinct
        sha256,
        sheet_id
    from {{ ref('int_programme_rows') }}
    where entry_key is not null and refused_because is null
),

files as (
    select
        *,
        max(arrival_no) over (partition by file_name) as last_arrival
    from {{ source('raw', 'files') }}
    where source_id = 'settlement_programmes'
)

select
    faults.*,
    files.file_name,
    files.arrival_no,
    files.retrieved_at,
    folders.settlement_code,
    case
        when faults.sheet_id is null then files.offered and files.arrival_no = files.last_arrival
        else
            files.arrival_no >= coalesce(submissions.last_arrival, 0)
            and (files.offered or taken.sha256 is not null)
    end as is_open
from (
    select * from told
    union all
    select * from misplaced
) as faults
inner join files on faults.sha256 = files.sha256
inner join {{ ref('stg_rows') }} as folders
    on faults.sha256 = folders.sha256 and folders.table_no = 1 and folders.source_id = 'settlement_programmes'
left join submissions
    on folders.settlement_code = submissions.settlement_code and faults.sheet_id = submissions.sheet_id
left join taken on faults.sha256 = taken.sha256 and faults.sheet_id = taken.sheet_id
