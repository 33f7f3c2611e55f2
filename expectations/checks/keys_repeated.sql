-- severity: critical
-- says: two rows of a mart bear the same key, or a figure has no vintage that is its latest, or two
-- says_he: לשתי שורות של טבלה אותו מפתח, או שלנתון אין גרסה עדכנית אחת אלא אף אחת או שתיים
-- do: this is an error of the build: keep it and report it
-- do_he: זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה
select
    'marts.indicator_values' as file,
    settlement_code || ' ' || indicator_id || ' ' || population_group || ' ' || period_key || ' ' || vintage
        as locator,
    count(*) || ' rows' as found,
    'one row' as expected
from marts.indicator_values
group by settlement_code, indicator_id, population_group, period_key, vintage
having count(*) > 1
union all
select
    'marts.indicator_values' as file,
    settlement_code || ' ' || indicator_id || ' ' || population_group || ' ' || period_key as locator,
    count(*) filter (where is_latest_vintage) || ' latest vintages' as found,
    'one latest vintage' as expected
from marts.indicator_values
group by settlement_code, indicator_id, population_group, period_key
having count(*) filter (where is_latest_vintage) <> 1
union all
select
    'marts.statistical_area_values' as file,
    settlement_code
    || ' '
    || area_code
    || ' '
    || indicator_id
    || ' '
    || period_key
    || ' '
    || vintage as locator,
    count(*) || ' rows' as found,
    'one row' as expected
from marts.statistical_area_values
group by settlement_code, area_code, indicator_id, period_key, vintage
having count(*) > 1
union all
select
    'marts.settlement_profile' as file,
    settlement_code || ' ' || indicator_id as locator,
    count(*) || ' rows' as found,
    'one row' as expected
from marts.settlement_profile
group by settlement_code, indicator_id
having count(*) > 1
union all
select
    'marts.data_gaps' as file,
    settlement_code || ' ' || indicator_id as locator,
    count(*) || ' rows' as found,
    'one row' as expected
from marts.data_gaps
group by settlement_code, indicator_id
having count(*) > 1
