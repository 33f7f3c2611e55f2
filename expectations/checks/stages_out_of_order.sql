-- severity: warning
-- says: a stage of a programme began before an earlier one was done
-- says_he: שלב של תוכנית התחיל לפני ששלב קודם הושלם
-- do: check status and dates in the form of the programme
-- do_he: לבדוק את המצב ואת התאריכים בטופס התוכנית
select
    file_name as file,
    locator,
    settlement_code,
    programme_id || ' ' || part || ': ' || order_check as found,
    'stages one after the other' as expected
from marts.programme_progress
where order_check in ('before_an_earlier_stage', 'dated_before_an_earlier_stage')
