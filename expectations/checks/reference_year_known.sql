-- severity: critical
-- says: a figure speaks of no year that is known
-- says_he: נתון מתייחס לשנה שאינה ידועה
-- do: for an election, add its date to seeds/elections.csv, or its year to the file's name (k26_2026_expc.csv); otherwise look at the header's period
-- do_he: בבחירות, להוסיף את מועדן ל-seeds/elections.csv, או את שנתן לשם הקובץ (k26_2026_expc.csv); אחרת לבדוק את התקופה שבכותרת
select distinct
    files.file_name as file,
    mapped.sheet || ' ' || mapped.place as locator,
    mapped.indicator_id,
    mapped.header_path as found,
    case
        when
            mapped.knesset is not null
            then 'the date of the election of Knesset ' || mapped.knesset || ' in seeds/elections.csv'
        else 'a period in the header or an edition of a year'
    end as expected
from intermediate.int_headers_mapped as mapped
inner join raw.files as files on mapped.sha256 = files.sha256 and mapped.source_id = files.source_id
where mapped.reference_year is null
