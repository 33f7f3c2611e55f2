-- severity: critical
-- says: a source is older than the limit past which its figures may not be published as current
-- says_he: מקור ישן מן הגבול שמעבר לו אין לפרסם את נתוניו כעדכניים
-- do: fetch its newest edition, or raise block_after_days in its declaration with a reason
-- do_he: להביא את המהדורה החדשה ביותר, או להעלות את block_after_days בהצהרת המקור בצירוף נימוק
select
    source_id as file,
    latest_vintage as locator,
    age_days || ' days' as found,
    'at most ' || block_after_days as expected
from marts.sources
where freshness = 'past_limit'
