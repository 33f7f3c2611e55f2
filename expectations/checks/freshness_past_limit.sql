-- severity: critical
-- says: a source is older than the limit past which its figures may not be published as current
-- do: fetch its newest edition, or raise block_after_days in its declaration with a reason
select
    source_id,
    latest_vintage as locator,
    age_days || ' days' as found,
    'at most ' || block_after_days as expected
from marts.sources
where freshness = 'past_limit'
