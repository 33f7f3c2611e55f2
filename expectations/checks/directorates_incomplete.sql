-- severity: warning
-- says: a sector is missing from a directorate
-- says_he: מגזר חסר במנהלת היישובית
-- do: invite the sector, or hand in the form of the governing body again
-- do_he: להזמין את המגזר למנהלת, או להגיש שוב את טופס המנהלת
select
    min(file_name) as file,
    'directorate' as locator,
    settlement_code,
    string_agg(sector, ', ' order by sector) filter (where representation = 'missing') as found,
    'all six sectors' as expected
from marts.governance
group by settlement_code
having bool_or(representation = 'missing')
