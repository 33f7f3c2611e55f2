-- severity: critical
-- says: a figure is blank without a reason or has one without being blank, or a settlement has no proper code or kind
-- says_he: נתון ריק בלי סיבה, או שיש לו סיבה אף שאינו ריק, או שליישוב אין סמל או סוג תקינים
-- do: this is an error of the build: keep it and report it
-- do_he: זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה
select
    'marts.indicator_values' as file,
    settlement_code || ' ' || indicator_id || ' ' || period_key || ', ' || locator as locator,
    value_status || ', ' || coalesce(cast(value as varchar), 'blank') as found,
    'blank if and only if suppressed, not_available or not_applicable' as expected
from marts.indicator_values
where (value is null) <> (value_status in ('suppressed', 'not_available', 'not_applicable'))
union all
select
    'marts.statistical_area_values' as file,
    settlement_code || ' ' || area_code || ' ' || indicator_id || ', ' || locator as locator,
    value_status || ', ' || coalesce(cast(value as varchar), 'blank') as found,
    'blank if and only if suppressed, not_available or not_applicable' as expected
from marts.statistical_area_values
where (value is null) <> (value_status in ('suppressed', 'not_available', 'not_applicable'))
union all
select
    'marts.settlements' as file,
    settlement_code as locator,
    kind as found,
    'four digits or IL, and a kind of settlement' as expected
from marts.settlements
where
    not regexp_matches(settlement_code, '^(\d{4}|IL)$')
    or kind not in ('city', 'local_council', 'regional_council', 'locality', 'region', 'nation')
