-- severity: warning
-- says: rows or cells lie in quarantine
-- says_he: שורות או תאים נמצאים בהסגר
-- do: read marts.quarantine and decide what each is
-- do_he: לעיין ב-marts.quarantine ולהחליט מהו כל אחד
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
