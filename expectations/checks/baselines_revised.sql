-- severity: warning
-- says: a publisher revised a figure after it was frozen as a baseline; what was frozen stands
-- says_he: מפרסם עדכן נתון אחרי שהוקפא כנקודת ייחוס; מה שהוקפא נשאר בתוקף
-- do: look at the revision; if the old figure was an error, freeze again with that as the reason
-- do_he: לעיין בעדכון; אם הנתון הקודם היה שגוי, להקפיא מחדש ולציין זאת כסיבה
select
    baseline_id as file,
    period_key || ', ' || population_group as locator,
    settlement_code,
    indicator_id,
    coalesce(cast(published_value as varchar), 'nothing') || ' is published' as found,
    cast(value as varchar) || ', as frozen' as expected
from marts.baselines
where is_current and is_revised
