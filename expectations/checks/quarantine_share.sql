-- severity: critical
-- says: too large a share of a table's rows belongs to no known settlement
-- says_he: חלק גדול מדי משורות הלוח אינו שייך לשום יישוב מוכר
-- do: read marts.quarantine or the build; add names to seeds/settlement_aliases.csv, or hold a newer localities file
-- do_he: לעיין ב-marts.quarantine או בבנייה; להוסיף שמות ל-seeds/settlement_aliases.csv, או להביא קובץ יישובים חדש יותר
with cutoffs as (
    select value as allowed from seeds.cutoffs
    where cutoff = 'quarantined_share_localities'
),

quarantined as (
    select
        snapshot_sha256,
        file_name,
        table_id,
        count(*) as lines
    from marts.quarantine
    -- Figures beside a table, without code or name, are no rows of it; strict rows block by themselves.
    where not is_strict and quarantine_kind = 'unresolved_row' and found <> 'figures without code or name'
    group by snapshot_sha256, file_name, table_id
),

all_rows as (
    select
        tables.sha256,
        tables.table_id,
        count(*) as lines
    from raw.rows as entries
    inner join raw.tables as tables
        on entries.sha256 = tables.sha256 and entries.table_no = tables.table_no
    group by tables.sha256, tables.table_id
)

select
    quarantined.file_name as file,
    quarantined.table_id as locator,
    quarantined.lines || ' of ' || all_rows.lines || ' rows' as found,
    'at most ' || cutoffs.allowed * 100 || ' %' as expected
from quarantined
inner join all_rows
    on quarantined.snapshot_sha256 = all_rows.sha256 and quarantined.table_id = all_rows.table_id
cross join cutoffs
where quarantined.lines > cutoffs.allowed * all_rows.lines
