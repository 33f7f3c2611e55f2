-- severity: critical
-- says: two columns of one table claim to be the same indicator for the same period
-- says_he: שתי עמודות בלוח אחד מתאימות לאותו מדד ולאותה תקופה
-- do: narrow header_pattern of the mapping named here in seeds/header_mapping.csv
-- do_he: לצמצם את header_pattern של המיפוי הנזכר כאן ב-seeds/header_mapping.csv
select
    files.file_name as file,
    mapped.sheet || '!' || string_agg(mapped.place, ', ' order by mapped.col) as locator,
    mapped.indicator_id,
    string_agg(distinct mapped.mapping_id, ', ' order by mapped.mapping_id) as mapping,
    string_agg(mapped.header_path, ' AND ' order by mapped.col) as found,
    'one column for '
    || mapped.indicator_id
    || ' ('
    || mapped.role
    || ') of '
    || mapped.period_key as expected
from intermediate.int_headers_mapped as mapped
inner join raw.files as files on mapped.sha256 = files.sha256 and mapped.source_id = files.source_id
group by
    files.file_name,
    mapped.sha256,
    mapped.sheet,
    mapped.table_no,
    mapped.indicator_id,
    mapped.role,
    mapped.term,
    mapped.period_key
having count(*) > 1
