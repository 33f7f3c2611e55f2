-- severity: warning
-- says: a declared source that feeds the marts has no file
-- do: put the publisher's file into the folder of that name
select
    held.source_id,
    held.homepage as locator,
    'no file' as found,
    'at least one edition' as expected
from marts.sources as held
inner join raw.sources as declared on held.source_id = declared.source_id
where held.files = 0 and held.fetch_kind <> 'inbox' and declared.feeds_marts
