-- severity: warning
-- says: rows or cells lie in quarantine
-- do: read marts.quarantine and decide what each is
select
    file_name as file,
    locator,
    found,
    case
        when reason = 'neither code nor name' then 'a code or a name beside them'
        else 'a row that can be understood: ' || reason
    end as expected
from marts.quarantine
-- What settlements hand in has a warning of its own.
where quarantine_kind not like 'form^_%' escape '^'
