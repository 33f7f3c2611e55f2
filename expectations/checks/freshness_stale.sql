-- severity: warning
-- says: a source is older than expected
-- do: see whether its publisher has a newer edition
select
    source_id,
    latest_vintage as locator,
    age_days || ' days' as found,
    'at most ' || warn_after_days as expected
from marts.sources
where freshness = 'stale'
