-- severity: warning
-- says: something in a form that was handed in could not be taken in; the rest of it was, and what held before stands
-- says_he: משהו בטופס שהוגש לא נקלט; שאר הטופס נקלט, ומה שהיה בתוקף קודם נשאר בתוקף
-- do: thriving check-inbox says it in Hebrew and English; mend the file and lay it into the inbox again
-- do_he: thriving check-inbox אומר זאת בעברית ובאנגלית; לתקן את הקובץ ולהניח אותו שוב בתיבת הקליטה
-- What kept most out comes first: only the first rows are shown.
select
    file_name as file,
    locator,
    settlement_code,
    what_en as found,
    do_en as expected
from marts.programme_faults
where is_open and keeps_out <> 'notice'
group by all
order by min(list_position(['file', 'sheet', 'row'], keeps_out)), file, locator, found
