-- severity: critical
-- says: a hidden number of respondents can be computed too closely from what is published, now or together with an earlier release
-- says_he: אפשר לחשב מספר משיבים מוסתר בדיוק רב מדי ממה שמתפרסם, כעת או יחד עם פרסום קודם
-- do: if it follows from an earlier release, name its run in seeds/withdrawn_releases.csv once it is withdrawn; else keep the build and report it
-- do_he: אם הדבר נובע מפרסום קודם, לרשום את ריצתו ב-seeds/withdrawn_releases.csv לאחר שהוסר; אחרת לשמור את הבנייה ולדווח
select
    waves.file_name as file,
    'wave ' || cells.wave_id as locator,
    cells.settlement_code,
    cells.measure_id || ' ' || cells.population_group as indicator_id,
    cells.wave_id as period,
    'an interval of ' || round(cells.width, 1) || ' respondents (' || cells.answer || ')' as found,
    'at least ' || cells.required as expected
from raw.hidden_cells as cells
inner join marts.survey_waves as waves on cells.wave_id = waves.wave_id
where cells.exposed
