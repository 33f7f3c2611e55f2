-- severity: critical
-- says: too large a share of a table's rows belongs to no known settlement
-- do: read marts.quarantine or the build; add names to seeds/settlement_aliases.csv, or hold a newer localities file
with cutoffs as (
    select value from seeds.cutoffs
    where cutoff = 'quarantined_share_localities'
)

select
    rows.file_name as file,
    rows.table_id as locator,
    sum(rows.rows_decided) filter (where rows.method = 'unresolved')
    || ' of '
    || sum(rows.rows_decided)
    || ' rows' as found,
    'at most ' || max(cutoffs.value) * 100 || ' %' as expected
from marts.name_decisions as rows
cross join cutoffs
where rows.code_text is not null or rows.name_text is not null
group by rows.file_name, rows.table_id
having
    coalesce(sum(rows.rows_decided) filter (where rows.method = 'unresolved'), 0)
    > max(cutoffs.value) * sum(rows.rows_decided)
