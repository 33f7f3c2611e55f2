-- שאלה: כמה כסף תוכנן והוצא לכל תושב בכל יישוב של תוכנית, מאיזה מגזר, ומה לא דווח?
-- Question: How much money was planned and spent per resident in each settlement of a programme, from which sector, and what
--   was not reported?
-- איך קוראים: שורה לכל יישוב ומגזר, לפי מה שהיישובים עצמם מסרו. סכום שלא נמסר אינו אפס: rows_without_planned ו-
--   rows_without_spent אומרים בכמה שורות הוא חסר. יישוב שלא דיווח כלל מופיע עם funding = no_money_reported.
-- How to read the answer: One row for each settlement and sector, as settlements themselves handed it in. An amount not
--   reported is not nought: rows_without_planned and rows_without_spent say in how many rows it is missing. A settlement that
--   reported nothing stands there with funding = no_money_reported.
-- מה אסור להסיק: שמי שהשקיע יותר השיג יותר, או שזה כל הכסף של היישוב. הסכומים נקובים במחירים של זמנם וכוללים תקנים ושווי כסף.
-- What not to conclude: That who spent more achieved more, or that this is all the money of a settlement. Amounts are at the
--   prices of their time, and hold posts and what was given in kind.
with members as (
    select distinct
        settlement_code,
        settlements.name_he,
        settlements.name_en,
        settlements.population
    from marts.programmes
    inner join marts.settlements using (settlement_code)
    where settlements.is_authority
)

select
    members.settlement_code,
    members.name_he,
    members.name_en,
    coalesce(totals.population, members.population) as population,
    coalesce(totals.funding, 'no_money_reported') as funding,
    codes.text_he as sector_he,
    totals.planned_ils,
    totals.spent_ils,
    round(totals.planned_ils_per_resident, 1) as planned_ils_per_resident,
    round(totals.spent_ils_per_resident, 1) as spent_ils_per_resident,
    totals.investments,
    totals.rows_without_planned,
    totals.rows_without_spent
from members
left join marts.investment_totals as totals
    on members.settlement_code = totals.settlement_code and totals.summed_by = 'sector'
left join marts.codes on codes.code_kind = 'sector' and totals.key = codes.code
order by members.settlement_code asc, totals.planned_ils desc nulls last, totals.key asc
