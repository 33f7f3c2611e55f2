-- severity: warning
-- says: a city's or local council's population differs between the yearly workbook and the locality files
-- says_he: אוכלוסיית עירייה או מועצה מקומית שונה בין קובץ הרשויות השנתי לקובצי היישובים
-- do: nothing where the locality file counts foreigners too (from 2023); otherwise look at both places
-- do_he: אין צורך בדבר היכן שקובץ היישובים מונה גם זרים (מ-2023); אחרת לבדוק את שני המקומות
with cutoffs as (
    select value as tolerance from seeds.cutoffs
    where cutoff = 'reconcile_population'
)

select
    workbook.settlement_code,
    workbook.period_key as period,
    workbook.vintage || ' ' || workbook.locator as locator,
    workbook.value as found,
    other.value || ' at ' || other.vintage || ' ' || other.locator as expected
from marts.indicator_values as workbook
inner join marts.indicator_values as other
    on
        workbook.settlement_code = other.settlement_code
        and workbook.indicator_id = other.indicator_id
        and workbook.period_key = other.period_key
cross join cutoffs
where
    workbook.indicator_id = 'population_total'
    and workbook.source_id = 'cbs_local_authorities'
    and workbook.is_latest_vintage
    and other.source_id in ('cbs_localities', 'cbs_population')
    and workbook.settlement_code <> 'IL'
    and abs(workbook.value - other.value) > cutoffs.tolerance * workbook.value
