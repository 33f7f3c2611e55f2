-- שאלה: אילו ערים ומועצות מקומיות בפריפריה עלו בזכאות לבגרות וירדו בהצבעה לכנסת מאז 2015?
-- Question: Which peripheral towns gained in matriculation and lost in turnout since 2015?
-- איך קוראים: השינוי הוא בנקודות אחוז, מ-2015 ועד הנתון האחרון באותו מקטע של הסדרה. usual_swing הוא השינוי החציוני של
--   היישוב ממהדורה למהדורה: עלייה קטנה ממנו יכולה להיות תנודה של שנתון אחד. מי שאין לו אחד מארבעת הנתונים אינו ברשימה.
-- How to read the answer: Changes are in percentage points, from 2015 to the latest figure of the same segment of the
--   series. usual_swing is the town's own median change from one edition to the next: a gain below it may be the swing of
--   one cohort. A town without one of the four figures is not in the list.
-- מה אסור להסיק: ששני השינויים קשורים זה לזה. יישוב קטן נע בכמה נקודות בגלל כיתה אחת; קולות במעטפות כפולות אינם מיוחסים
--   ליישוב; הפריפריה היא של היום; יישובים שפונו ב-2023 עומדים לבדם ב-2024.
-- What not to conclude: That the two have to do with each other. A small town moves by some points with one class; votes in
--   envelopes are not attributed to a town; who is peripheral is told as of today; towns evacuated in 2023 stand apart in
--   2024.
with figures as (
    select
        settlement_code,
        indicator_id,
        series_segment,
        period_key,
        reference_year,
        value,
        value - lag(value) over (
            partition by settlement_code, indicator_id, series_segment order by period_key
        ) as step
    from marts.indicator_values
    where
        indicator_id in ('matriculation_eligibility_pct', 'turnout_knesset_pct')
        and population_group = 'all'
        and is_latest_vintage
        and value_status = 'observed'
),

changes as (
    select
        settlement_code,
        indicator_id,
        max(value) filter (where reference_year = 2015) as value_2015,
        arg_max(value, period_key) as latest_value,
        max(reference_year) as latest_year,
        median(abs(step)) as usual_swing
    from figures
    group by settlement_code, indicator_id, series_segment
    having max(reference_year) > 2015 and count(*) filter (where reference_year = 2015) > 0
)

select
    settlement_code,
    settlements.name_he,
    settlements.name_en,
    settlements.population,
    matriculation.value_2015 as matriculation_2015,
    matriculation.latest_value as matriculation_latest,
    matriculation.latest_year as matriculation_year,
    round(matriculation.latest_value - matriculation.value_2015, 1) as matriculation_change,
    round(matriculation.usual_swing, 1) as usual_swing,
    turnout.value_2015 as turnout_2015,
    turnout.latest_value as turnout_latest,
    turnout.latest_year as turnout_year,
    round(turnout.latest_value - turnout.value_2015, 1) as turnout_change
from changes as matriculation
inner join changes as turnout using (settlement_code)
inner join marts.settlements using (settlement_code)
where
    matriculation.indicator_id = 'matriculation_eligibility_pct'
    and turnout.indicator_id = 'turnout_knesset_pct'
    and settlements.is_periphery
    and settlements.kind in ('city', 'local_council')
    -- The workbook of 2015 gives one decimal: less than that is rounding.
    and round(matriculation.latest_value - matriculation.value_2015, 1) > 0
    and round(turnout.latest_value - turnout.value_2015, 1) < 0
order by matriculation_change desc, settlement_code asc
