-- severity: critical
-- says: cluster or value of the socio-economic index differs between workbook and index table
-- says_he: האשכול או הערך של המדד החברתי-כלכלי שונה בין קובץ הרשויות ללוח המדד
-- do: look at both places; the index table is the original
-- do_he: לבדוק את שני המקומות; לוח המדד הוא המקור
with tables as (
    select * from marts.indicator_values
    where source_id = 'cbs_socio_economic_index' and value is not null
),

workbook as (
    select * from marts.indicator_values
    where
        source_id = 'cbs_local_authorities'
        and indicator_id in ('sei_cluster', 'sei_index')
        and value is not null
),

cutoffs as (
    select value as tolerance from seeds.cutoffs
    where cutoff = 'reconcile_sei_index'
)

select
    workbook.settlement_code,
    workbook.indicator_id,
    workbook.period_key as period,
    workbook.vintage || ' ' || workbook.locator as locator,
    workbook.value as found,
    tables.value || ' at ' || tables.vintage || ' ' || tables.locator as expected
from workbook
inner join tables
    on
        workbook.settlement_code = tables.settlement_code
        and workbook.indicator_id = tables.indicator_id
        and workbook.period_key = tables.period_key
cross join cutoffs
where
    (workbook.indicator_id = 'sei_cluster' and workbook.value <> tables.value)
    or (workbook.indicator_id = 'sei_index' and abs(workbook.value - tables.value) > cutoffs.tolerance)
