-- severity: warning
-- says: a source is older than expected
-- says_he: מקור ישן מן הצפוי
-- do: see whether its publisher has a newer edition
-- do_he: לבדוק אם למפרסם יש מהדורה חדשה יותר
select
    source_id as file,
    latest_vintage as locator,
    age_days || ' days' as found,
    'at most ' || warn_after_days as expected
from marts.sources
where freshness = 'stale'
