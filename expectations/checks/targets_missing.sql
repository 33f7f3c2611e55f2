-- severity: warning
-- says: a focus area has no target; the method asks for at least one in each
-- says_he: לתחום מיקוד אין יעד; השיטה מחייבת אחד לפחות בכל תחום
-- do: agree on a target with the settlement and hand in the form of targets again
-- do_he: להסכים על יעד עם היישוב ולהגיש שוב את טופס היעדים
select
    file_name as file,
    locator,
    settlement_code,
    focus_area as found,
    'at least one target in the focus area' as expected
from marts.focus_areas
where targets = 0
