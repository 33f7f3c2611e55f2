-- severity: warning
-- says: rows or cells lie in quarantine
-- do: read marts.quarantine and decide what each is
select
    file_name as file,
    locator,
    found,
    reason as expected
from marts.quarantine
