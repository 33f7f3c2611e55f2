-- severity: warning
-- says: a frozen baseline is not the figure that is published for its year
-- says_he: ערך בסיס מוקפא אינו הנתון שמפורסם לשנתו
-- do: see whether it was read from another edition, another group or another place; a baseline is never adjusted in silence
-- do_he: לבדוק אם נקרא ממהדורה אחרת, מקבוצה אחרת או ממקום אחר; ערך בסיס לעולם אינו משתנה בשתיקה
select
    file_name as file,
    locator,
    settlement_code,
    indicator_id,
    'baseline ' || baseline_value || ' of ' || baseline_year as found,
    'published: ' || published_baseline as expected
from marts.targets
where not baseline_agrees
