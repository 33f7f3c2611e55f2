-- Every version of every row that settlements handed in, with the time for which it held.
--
-- A file replaces what the settlement handed in before of the same sheets: a row that is changed in it
-- begins a new version, a row that is missing from it ends, and a row that is there but could not be
-- understood leaves the version before in force. Where it cannot even be told which row that is, nothing
-- ends. One row for each settlement, sheet, key and version.
with rows as (
    select * from {{ ref('int_programme_rows') }}
    where settlement_code is not null
),

submissions as (
    select distinct
        settlement_code,
        sheet_id,
        sha256,
        arrival_no,
        retrieved_at
    from rows
),

entries as (
    select * from rows
    where entry_key is not null and refused_because is null
),

refused as (
    select distinct
        sha256,
        sheet_id,
        entry_key
    from {{ ref('int_programme_faults') }}
    where weight = 'row' and entry_key is not null
),

-- Sheets in which a row was refused and does not say which it is.
unclear as (
    select distinct
        sha256,
        sheet_id
    from {{ ref('int_programme_faults') }}
    where weight in ('row', 'sheet') and entry_key is null and sheet_id is not null
),

keys as (
    select
        settlement_code,
        sheet_id,
        entry_key,
        min(arrival_no) as first_arrival
    from entries
    group by settlement_code, sheet_id, entry_key
),

states as (
    select
        keys.settlement_code,
        keys.sheet_id,
        keys.entry_key,
        submissions.arrival_no,
        submissions.retrieved_at,
        submissions.sha256,
        entries.entry,
        entries.keys,
        entries.file_name,
        entries.locator,
        entries.filled_by,
        entries.requested_by,
        entries.synthetic,
        entries.row_no
    from keys
    inner join submissions
        on
            keys.settlement_code = submissions.settlement_code
            and keys.sheet_id = submissions.sheet_id
            and keys.first_arrival <= submissions.arrival_no
    left join entries
        on
            submissions.sha256 = entries.sha256
            and keys.sheet_id = entries.sheet_id
            and keys.entry_key = entries.entry_key
    left join refused
        on
            submissions.sha256 = refused.sha256
            and keys.sheet_id = refused.sheet_id
            and keys.entry_key = refused.entry_key
    left join unclear on submissions.sha256 = unclear.sha256 and keys.sheet_id = unclear.sheet_id
    where entries.entry is not null or (refused.entry_key is null and unclear.sha256 is null)
),

compared as (
    select
        *,
        lag(entry)
            over (partition by settlement_code, sheet_id, entry_key order by arrival_no)
            as entry_before
    from states
),

versions as (
    select
        *,
        row_number()
            over (partition by settlement_code, sheet_id, entry_key order by arrival_no)
            as version_no,
        lead(retrieved_at) over (partition by settlement_code, sheet_id, entry_key order by arrival_no)
            as recorded_to,
        lead(entry)
            over (partition by settlement_code, sheet_id, entry_key order by arrival_no)
            as entry_after,
        lead(arrival_no) over (partition by settlement_code, sheet_id, entry_key order by arrival_no)
            as arrival_after
    from compared
    where entry is distinct from entry_before
)

select
    settlement_code,
    sheet_id,
    entry_key,
    cast(row_number() over (partition by settlement_code, sheet_id, entry_key order by arrival_no) as integer)
        as version_no,
    entry,
    keys,
    retrieved_at as recorded_from,
    recorded_to,
    arrival_after is null as is_current,
    case
        when arrival_after is null then null
        when entry_after is null then 'removed'
        else 'changed'
    end as ended_because,
    filled_by,
    requested_by,
    file_name,
    locator,
    cast(row_no as integer) as row_no,
    sha256 as snapshot_sha256,
    synthetic
from versions
where entry is not null
