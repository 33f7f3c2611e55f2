-- severity: critical
-- says: turnout in the yearly workbook differs from the election file for a city or local council
-- says_he: אחוז ההצבעה בקובץ הרשויות השנתי שונה מקובץ הבחירות בעירייה או במועצה מקומית
-- do: look at both places; one of the files is wrong or misread
-- do_he: לבדוק את שני המקומות; אחד הקבצים שגוי או נקרא לא נכון
with election as (
    select * from marts.indicator_values
    where indicator_id = 'turnout_knesset_pct' and source_id = 'cec_knesset_elections' and value is not null
),

workbook as (
    select * from marts.indicator_values
    where indicator_id = 'turnout_knesset_pct' and source_id = 'cbs_local_authorities' and value is not null
    qualify row_number() over (partition by settlement_code, period_key order by vintage desc) = 1
),

cutoffs as (
    select value as tolerance from seeds.cutoffs
    where cutoff = 'reconcile_turnout'
)

select
    workbook.settlement_code,
    workbook.period_key as period,
    workbook.vintage || ' ' || workbook.locator as locator,
    workbook.value as found,
    election.value || ' at ' || election.vintage || ' ' || election.locator as expected
from workbook
inner join election
    on workbook.settlement_code = election.settlement_code and workbook.period_key = election.period_key
inner join marts.settlements as settlements on workbook.settlement_code = settlements.settlement_code
cross join cutoffs
where
    settlements.kind in ('city', 'local_council') and abs(workbook.value - election.value) > cutoffs.tolerance
