-- שאלה: אילו דירוגים זזו בגלל עדכון של מפרסם, ואצל מי הנתון עצמו כלל לא השתנה?
-- Question: Which ranks moved because a publisher revised figures, and whose own figure did not change at all?
-- איך קוראים: שורה לכל מדד, תקופה ועדכון: כמה רשויות זזו, כמה מהן זזו רק משום שאחרות עודכנו, והתזוזה הגדולה ביותר.
-- How to read the answer: One row for each indicator, period and revision: how many authorities moved, how many of them only
--   because others were revised, and the largest move.
-- מה אסור להסיק: שיישוב שדירוגו ירד הורע. הדירוג הוא יחסי, והערך נשאר כפי שהיה אצל מי ש-own_value_changed שלו שלילי.
-- What not to conclude: That a settlement whose rank fell became worse. A rank is relative; where own_value_changed is false,
--   the figure stayed as it was.
select
    indicator_id,
    indicators.name_he,
    revision_effects.reference_period,
    revision_effects.vintage_before,
    revision_effects.vintage_after,
    revision_effects.revision_kind,
    count(*) as authorities_moved,
    count(*) filter (where not revision_effects.own_value_changed) as moved_by_others_alone,
    max(abs(revision_effects.rank_after - revision_effects.rank_before)) as largest_move,
    arg_max(
        settlements.name_he,
        (abs(revision_effects.rank_after - revision_effects.rank_before), settlement_code)
    ) as who_moved_most
from marts.revision_effects
inner join marts.indicators using (indicator_id)
inner join marts.settlements using (settlement_code)
where revision_effects.rank_before <> revision_effects.rank_after
group by
    indicator_id, indicators.name_he, revision_effects.reference_period, revision_effects.vintage_before,
    revision_effects.vintage_after, revision_effects.revision_kind
order by
    authorities_moved desc,
    indicator_id asc,
    revision_effects.reference_period asc,
    revision_effects.vintage_after asc
