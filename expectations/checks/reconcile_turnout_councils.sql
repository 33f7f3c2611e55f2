-- severity: warning
-- says: turnout of a regional council or the nation, summed from localities, differs from the workbook by more than one point
-- says_he: אחוז ההצבעה של מועצה אזורית או של כלל הארץ, בסיכום היישובים, שונה מקובץ הרשויות ביותר מנקודת אחוז אחת
-- do: a council's borders may have changed; prefer the workbook for that council and election
-- do_he: ייתכן שגבולות המועצה השתנו; להעדיף את קובץ הרשויות לאותה מועצה ולאותן בחירות
with election as (
    select * from marts.indicator_values
    where indicator_id = 'turnout_knesset_pct' and source_id = 'cec_knesset_elections' and value is not null
),

workbook as (
    select * from marts.indicator_values
    where indicator_id = 'turnout_knesset_pct' and source_id = 'cbs_local_authorities' and value is not null
    qualify row_number() over (partition by settlement_code, period_key order by vintage desc) = 1
)

select
    workbook.settlement_code,
    workbook.period_key as period,
    workbook.vintage || ' ' || workbook.locator as locator,
    workbook.value as found,
    election.value || ' from ' || election.vintage as expected
from workbook
inner join election
    on workbook.settlement_code = election.settlement_code and workbook.period_key = election.period_key
inner join marts.settlements as settlements on workbook.settlement_code = settlements.settlement_code
where settlements.kind in ('regional_council', 'nation') and abs(workbook.value - election.value) > 1
