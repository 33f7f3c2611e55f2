-- severity: critical
-- says: a figure of the profile is not the figure of the same settlement, indicator, period and vintage
-- says_he: נתון בפרופיל אינו הנתון של אותו יישוב, מדד, תקופה וגרסה
-- do: this is an error of the build: keep it and report it
-- do_he: זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה
select
    'marts.settlement_profile' as file,
    profile.settlement_code || ' ' || profile.indicator_id as locator,
    cast(profile.value as varchar) as found,
    coalesce(cast(series.value as varchar), 'a figure in marts.indicator_values') as expected
from marts.settlement_profile as profile
left join marts.indicator_values as series
    on
        profile.settlement_code = series.settlement_code
        and profile.indicator_id = series.indicator_id
        and profile.reference_period = series.reference_period
        and profile.vintage = series.vintage
        and series.population_group = 'all'
where profile.value is not null and profile.value is distinct from series.value
