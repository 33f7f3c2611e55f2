-- severity: warning
-- says: a target is measured out of participants alone; what counts is the whole population
-- says_he: יעד נמדד מתוך משתתפי התוכנית בלבד; מה שקובע הוא כלל האוכלוסייה
-- do: measure out of all residents, households or the whole group; participants belong into the learning log
-- do_he: למדוד מתוך כלל התושבים, כלל משקי הבית או כל הקבוצה; נתוני משתתפים מקומם ביומן הלמידה
select
    file_name as file,
    locator,
    settlement_code,
    indicator_id,
    target || ': ' || denominator as found,
    'the whole population as denominator' as expected
from marts.targets
where denominator = 'participants'
