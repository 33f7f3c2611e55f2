-- severity: warning
-- says: a sheet of a workbook is in no table of its declaration; it is kept as notes only
-- says_he: גיליון בקובץ אינו שייך לשום לוח בהצהרת המקור; הוא נשמר כהערות בלבד
-- do: add a table to the declaration if it holds figures
-- do_he: להוסיף להצהרה לוח אם יש בגיליון נתונים
select distinct
    files.file_name as file,
    notes.sheet as locator,
    'an undeclared sheet' as found,
    'a table of the declaration' as expected
from raw.notes as notes
inner join raw.files as files on notes.sha256 = files.sha256 and notes.source_id = files.source_id
where notes.note_kind = 'unmatched_sheet'
