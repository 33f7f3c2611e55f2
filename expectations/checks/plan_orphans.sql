-- severity: warning
-- says: an activity serves no known target, a target has no activity, or money serves no known target
-- says_he: פעולה אינה משרתת יעד מוכר, ליעד אין פעולה, או שכסף אינו משרת יעד מוכר
-- do: name the target in the form, in the words of the form of targets; or hand in the missing one
-- do_he: לנקוב ביעד בטופס, במילים של טופס היעדים; או להגיש את היעד החסר
select
    file_name as file,
    locator,
    settlement_code,
    target_link || ': ' || coalesce(activity, target) as found,
    'activity → target → indicator' as expected
from marts.work_plan
-- What an initiative states of old is not handed in, and nobody can mend it.
where target_link <> 'linked' and file_name not like 'seeds/%'
union all
select
    file_name as file,
    locator,
    settlement_code,
    target_link || ': ' || body || ', ' || year as found,
    'money for a known target' as expected
from marts.investments
where target_link <> 'linked'
