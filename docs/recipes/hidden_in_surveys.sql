-- שאלה: אילו אומדנים של סקרים מוסתרים, ומדוע?
-- Question: Which survey estimates are hidden, and why?
-- איך קוראים: שורה לכל גל, מדידה וסיבה: כמה שורות של יישוב וקבוצה מוסתרות, ובכמה יישובים. complementary פירושו שהשורה
--   עצמה אינה קטנה, אבל ממנה אפשר היה לחשב אחרת. בלי סקרים אין שורות.
-- How to read the answer: One row for each wave, measure and reason: how many rows of a settlement and group are hidden, and in
--   how many settlements. complementary means that the row is not small itself, but another could be computed from it. Without
--   surveys there are no rows.
-- מה אסור להסיק: שהמוסתר נמוך או גבוה במיוחד. גם שורה עם ערך רגיל מוסתרת, ואין לנסות לשחזר אותה.
-- What not to conclude: That what is hidden is especially low or high. Rows with a usual value are hidden too, and must not be
--   recomputed.
select
    survey_estimates.wave_id,
    survey_estimates.measure_id,
    coalesce(survey_measures.name_he, poverty_definitions.name_he) as measure_he,
    survey_estimates.hidden_because,
    codes.text_he as why_he,
    codes.text_en as why_en,
    count(*) as hidden_rows,
    count(distinct survey_estimates.settlement_code) as settlements,
    count(*) filter (where survey_estimates.population_group = 'all') as of_all_residents
from marts.survey_estimates
left join marts.survey_measures on survey_estimates.measure_id = survey_measures.measure_id
left join marts.poverty_definitions on survey_estimates.measure_id = poverty_definitions.definition_id
inner join marts.codes on codes.code_kind = 'hidden_because' and survey_estimates.hidden_because = codes.code
group by
    survey_estimates.wave_id, survey_estimates.measure_id, measure_he, survey_estimates.hidden_because,
    codes.text_he, codes.text_en
order by
    survey_estimates.wave_id asc,
    survey_estimates.measure_id asc,
    hidden_rows desc,
    survey_estimates.hidden_because asc
