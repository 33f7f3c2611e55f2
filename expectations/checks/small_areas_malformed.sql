-- severity: critical
-- says: a modelled estimate is not marked as one, or bears what is hidden
-- says_he: אומדן של מודל אינו מסומן ככזה, או שהוא נושא מה שמוסתר
-- do: this is an error of the build: keep it and report it; nothing of it was published
-- do_he: זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה; דבר ממנה לא פורסם
select
    direct.file_name as file,
    'wave ' || modelled.wave_id as locator,
    modelled.settlement_code,
    modelled.measure_id as indicator_id,
    modelled.wave_id as period,
    modelled.statement || ', direct ' || coalesce(cast(modelled.direct_value as varchar), 'hidden')
    || ', modelled ' || coalesce(cast(modelled.modelled_value as varchar), 'none') as found,
    'the direct estimate as published; a modelled one with its error, of nothing hidden' as expected
from marts.small_area_estimates as modelled
inner join marts.survey_estimates as direct
    on
        modelled.wave_id = direct.wave_id
        and modelled.settlement_code = direct.settlement_code
        and modelled.measure_id = direct.measure_id
        and direct.population_group = 'all'
        and direct.statistic in ('share', 'rate')
where
    modelled.direct_value is distinct from direct.value
    or modelled.n is distinct from direct.n
    or (modelled.modelled_value is not null) <> (modelled.modelled_status = 'modelled')
    or (modelled.modelled_value is not null and modelled.modelled_mse is null)
    or (direct.n is null and coalesce(modelled.direct_weight, 0) > 0)
    or (modelled.use = 'direct' and direct.value is null)
    or (modelled.use = 'modelled' and modelled.modelled_value is null)
