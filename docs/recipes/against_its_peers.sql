-- שאלה: איפה צפת עומדת מול עשר הרשויות הדומות לה, ומי מהן עושה הכי טוב בכל מדד מוסכם?
-- Question: Where does Safed stand against the ten authorities most like it, and which of them does best on each agreed
--   indicator?
-- איך קוראים: דירוג 1 הוא הערך הרצוי ביותר בין צפת לדומות לה שיש להן נתון מאותה תקופה. מדד בלי ערך אומר מדוע (gap_reason).
--   ליישוב אחר: משנים את הסמל בשורה של asked.
-- How to read the answer: Rank 1 is the most desired value among Safed and those of its peers that have a figure of the same
--   period. An indicator without a value says why (gap_reason). For another settlement: change the code in asked.
-- מה אסור להסיק: שמי שדומה בגודל, בגיל, במצב החברתי-כלכלי ובמרחק דומה בכול, או שמה שעבד אצל הראשונה יעבוד כאן.
-- What not to conclude: That authorities alike in size, age, socio-economic standing and remoteness are alike in all, or that
--   what worked in the first of them would work here.
with asked as (
    select '8000' as settlement_code
),

peers as (
    select peer_groups.peer_code as settlement_code
    from marts.peer_groups
    inner join asked using (settlement_code)
    where peer_groups.is_latest_peer_edition
),

own as (
    select settlement_profile.*
    from marts.settlement_profile
    inner join asked using (settlement_code)
    where settlement_profile.state = 'agreed'
),

best as (
    select
        own.indicator_id,
        arg_min(settlements.name_he, (theirs.rank_in_nation, theirs.settlement_code)) as best_peer,
        arg_min(theirs.value, (theirs.rank_in_nation, theirs.settlement_code)) as best_value
    from own
    inner join marts.settlement_profile as theirs
        on own.indicator_id = theirs.indicator_id and own.reference_period = theirs.reference_period
    inner join peers on theirs.settlement_code = peers.settlement_code
    inner join marts.settlements on theirs.settlement_code = settlements.settlement_code
    where theirs.rank_in_nation is not null
    group by own.indicator_id
)

select
    indicators.domain,
    indicators.name_he,
    indicators.name_en,
    own.value,
    own.reference_year,
    own.reliability,
    own.gap_reason,
    own.rank_in_peers,
    own.peers_with_value,
    own.peer_median,
    best.best_peer,
    best.best_value
from own
inner join marts.indicators on own.indicator_id = indicators.indicator_id
left join best on own.indicator_id = best.indicator_id
order by indicators.domain asc, own.rank_in_peers desc nulls last, own.indicator_id asc
