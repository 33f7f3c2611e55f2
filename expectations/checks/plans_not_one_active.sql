-- severity: warning
-- says: a settlement has handed in plans, and not exactly one of them is active
-- says_he: יישוב הגיש תוכניות עבודה, ולא אחת בדיוק מהן פעילה
-- do: set the status of the plans in the form of the work plan: one active, those of before ended
-- do_he: לקבוע את מצב התוכניות בטופס תוכנית העבודה: אחת פעילה, והקודמות הסתיימו
select
    min(file_name) as file,
    'plans' as locator,
    settlement_code,
    any_value(active_plans) || ' active plans' as found,
    'exactly one' as expected
from marts.work_plans
where plan_check in ('none_active', 'several_active')
group by settlement_code
