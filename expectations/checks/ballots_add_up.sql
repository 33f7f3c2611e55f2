-- severity: critical
-- says: valid and invalid ballots of a locality do not add up to those cast
-- says_he: הקולות הכשרים והפסולים ביישוב אינם מסתכמים למספר המצביעים
-- do: look at the line; columns may have shifted
-- do_he: לבדוק את השורה; ייתכן שעמודות זזו ממקומן
with ballots as (
    select
        cells.source_id,
        cells.sha256,
        cells.row_no,
        max(cells.value) filter (where columns.header = 'מצביעים') as voted,
        max(cells.value) filter (where columns.header = 'פסולים') as invalid,
        max(cells.value) filter (where columns.header = 'כשרים') as valid
    from raw.cells as cells
    inner join raw.columns as columns
        on
            cells.source_id = columns.source_id
            and cells.sha256 = columns.sha256
            and cells.table_no = columns.table_no
            and cells.col = columns.col
    where
        cells.source_id in ('cec_knesset_elections', 'datagov_ckan')
        and columns.header in ('מצביעים', 'פסולים', 'כשרים')
    group by cells.source_id, cells.sha256, cells.row_no
)

select
    files.file_name as file,
    'row ' || ballots.row_no as locator,
    coalesce(ballots.invalid || ' + ' || ballots.valid, 'no column of valid or of invalid ballots') as found,
    coalesce(cast(ballots.voted as varchar), 'a column of ballots cast') as expected
from ballots
inner join raw.files as files on ballots.sha256 = files.sha256 and ballots.source_id = files.source_id
where coalesce(ballots.invalid + ballots.valid <> ballots.voted, true)
