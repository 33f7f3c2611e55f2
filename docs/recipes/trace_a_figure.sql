-- שאלה: מאיזה תא באיזה קובץ בא נתון, ואיך השתנה מעדכון לעדכון?
-- Question: From which cell of which file does a figure come, and how was it revised?
-- איך קוראים: שורה לכל גרסה שפורסמה של אותו נתון (כאן: מקבלי דמי אבטלה בצפת ב-2021), לפי סדר הפרסום. הגרסה שבתוקף היא
--   is_latest_vintage. changed_by הוא ההפרש מהגרסה שלפניה. הקובץ מזוהה ב-sha256 ונשמר בארכיון כפי שהתקבל.
-- How to read the answer: One row for each published vintage of the same figure (here: recipients of unemployment benefit in
--   Safed, 2021), in the order of publication. is_latest_vintage is the one in force; changed_by its difference to the one
--   before. The file is known by its sha256, and kept in the archive as it came.
-- מה אסור להסיק: שעדכון הוא טעות. מפרסמים משלימים נתונים; רק error_id אומר שידוע לנו על שגיאה.
-- What not to conclude: That a revision is an error. Publishers complete their figures; only error_id says that an error is
--   known to us.
with asked as (
    select
        '8000' as settlement_code,
        'unemployment_benefit_pct' as indicator_id,
        '2021' as period_key
)

select
    indicator_values.vintage,
    indicator_values.is_latest_vintage,
    indicator_values.value,
    indicator_values.value_status,
    indicator_values.value
    - lag(indicator_values.value) over (order by indicator_values.vintage) as changed_by,
    indicator_values.file_name,
    indicator_values.locator,
    indicator_values.error_id,
    source_files.publisher_stamp,
    source_files.retrieved_at,
    sources.publisher_he,
    sources.licence,
    indicator_values.snapshot_sha256
from marts.indicator_values
inner join asked using (settlement_code, indicator_id, period_key)
inner join marts.sources using (source_id)
left join marts.source_files
    on
        indicator_values.source_id = source_files.source_id
        and indicator_values.snapshot_sha256 = source_files.sha256
where indicator_values.population_group = 'all'
order by indicator_values.vintage
