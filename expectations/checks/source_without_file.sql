-- severity: warning
-- says: a declared source has no file
-- says_he: למקור מוצהר אין קובץ
-- do: put the publisher's file into the folder of that name
-- do_he: להניח את קובץ המפרסם בתיקייה הנקראת על שם המקור
select source_id, homepage as locator, 'no file' as found, 'at least one edition' as expected
from marts.sources
where files = 0 and fetch_kind <> 'inbox'
