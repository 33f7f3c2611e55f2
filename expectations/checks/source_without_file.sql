-- severity: warning
-- says: a declared source that feeds the marts has no file
-- says_he: למקור מוצהר המזין את הטבלאות המתפרסמות אין קובץ
-- do: put the publisher's file into the folder of that name
-- do_he: להניח את קובץ המפרסם בתיקייה הנקראת על שם המקור
select
    held.source_id as file,
    held.homepage as locator,
    'no file' as found,
    'at least one edition' as expected
from marts.sources as held
inner join raw.sources as declared on held.source_id = declared.source_id
where held.files = 0 and held.fetch_kind <> 'inbox' and declared.feeds_marts
