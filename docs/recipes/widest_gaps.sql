-- שאלה: באילו מדדים הפער בין הפריפריה לשאר הארץ הוא הרחב ביותר, ועד כמה הוא בטוח?
-- Question: On which indicators is the gap between the periphery and the rest the widest, and how sure is it?
-- איך קוראים: הפער הוא הפריפריה פחות השאר, ביחידות של המדד, בתקופה האחרונה של כל מדד; gap_of_rest_pct הוא הפער כאחוז מערך
--   השאר, כדי שאפשר יהיה לסדר מדדים מיחידות שונות. רק פערים שכל רווח הסמך שלהם בצד הרע לפריפריה. הפריפריה: אשכולות
--   פריפריאליות 1 עד 3; כל רשות נספרת פעם אחת, ולידה אותו פער כשכל תושב נספר פעם אחת.
-- How to read the answer: The gap is periphery less rest in the unit of the indicator, at the latest period of each;
--   gap_of_rest_pct is the gap as a share of the rest, so that indicators of different units can be put in order. Only gaps
--   whose whole interval lies on the side that is bad for the periphery. Periphery: peripherality clusters 1-3; each authority
--   counts once, and beside it the same gap where each resident counts once.
-- מה אסור להסיק: שהמרחק מהמרכז גרם לפער. הרווח מתייחס לרשויות כאל מדגם; הוא אינו טעות מדידה. אחוז של מדד שקרוב לאפס נראה
--   גדול תמיד.
-- What not to conclude: That distance caused the gap. The interval takes authorities as a sample of like ones; it is no error
--   of measurement. As a share, a gap on an indicator near nought always looks large.
with latest as (
    select
        indicator_id,
        max(period_key) as period_key
    from marts.periphery_gap
    where definition_id = 'peripherality_1_3' and weighting = 'unweighted' and gap is not null
    group by indicator_id
),

gaps as (
    select periphery_gap.*
    from marts.periphery_gap
    inner join latest using (indicator_id, period_key)
    where periphery_gap.definition_id = 'peripherality_1_3'
)

select
    indicators.name_he,
    indicators.name_en,
    indicators.unit,
    by_authority.reference_year,
    by_authority.periphery_mean,
    by_authority.rest_mean,
    by_authority.gap,
    by_authority.gap_low,
    by_authority.gap_high,
    round(100 * by_authority.gap / nullif(by_authority.rest_mean, 0), 0) as gap_of_rest_pct,
    by_resident.gap as gap_by_residents,
    by_authority.periphery_settlements,
    by_authority.periphery_coverage
from gaps as by_authority
inner join gaps as by_resident using (indicator_id, period_key)
inner join marts.indicators using (indicator_id)
where
    by_authority.weighting = 'unweighted'
    and by_resident.weighting = 'residents'
    and by_authority.gap_is = 'unfavourable'
    -- A balance may lie on both sides of nought, and an index has no nought at all.
    and indicators.unit = 'percent'
    and indicators.minimum >= 0
order by abs(by_authority.gap / nullif(by_authority.rest_mean, 0)) desc nulls last, indicator_id
limit 20
