-- שאלה: מה אפשר לומר על הפיילוטים מול יישובי ההשוואה, ועל מה אי אפשר לומר דבר?
-- Question: What can be told of the pilots beside their comparison settlements, and of what can nothing be said?
-- איך קוראים: שורה לכל יישוב של תוכנית ופסיקה, בנתון האחרון. better ו-worse נאמרים רק כשנבדק שהמגמות היו מקבילות לפני
--   התוכנית והבדיקה לא הופרכה. reason_he אומר מדוע אי אפשר לומר, והמדדים שנאמר עליהם משהו מנויים בשמם.
-- How to read the answer: One row for each settlement of a programme and verdict, at the latest figure. better and worse are
--   said only where trends were tested to be parallel before the programme, and not rejected. reason_he says why nothing can
--   be said; the indicators of which something is said are named.
-- מה אסור להסיק: ש-no_significant_effect פירושו שלא קרה דבר. ליישוב אחד מול עשרים רק הבדל גדול נראה
--   (did_detectable_effect); בלי נקודת ייחוס מוקפאת אין מה לומר כלל.
-- What not to conclude: That no_significant_effect means that nothing happened. One town against twenty shows large
--   differences only (did_detectable_effect); without a frozen baseline nothing can be said at all.
select
    pilot_evaluation.programme_id,
    settlement_code,
    settlements.name_he,
    pilot_evaluation.did_is,
    pilot_evaluation.did_reason,
    coalesce(reasons.text_he, verdicts.text_he) as reason_he,
    count(*) as indicators,
    count(*) filter (where pilot_evaluation.parallel_trends = 'not_rejected') as with_parallel_trends,
    string_agg(
        case when pilot_evaluation.did_is <> 'cannot_be_said' then indicators.name_he end,
        '; ' order by indicators.name_he
    ) as of_which_something_is_said
from marts.pilot_evaluation
inner join marts.settlements using (settlement_code)
inner join marts.indicators using (indicator_id)
left join marts.codes as reasons
    on reasons.code_kind = 'effect_reason' and pilot_evaluation.did_reason = reasons.code
left join marts.codes as verdicts
    on verdicts.code_kind = 'did_verdict' and pilot_evaluation.did_is = verdicts.code
where pilot_evaluation.horizon = 'latest' and pilot_evaluation.population_group = 'all'
group by
    pilot_evaluation.programme_id, settlement_code, settlements.name_he, pilot_evaluation.did_is,
    pilot_evaluation.did_reason, reasons.text_he, verdicts.text_he
order by pilot_evaluation.programme_id asc, settlement_code asc, indicators desc, did_is asc, did_reason asc
