-- severity: critical
-- says: the peripherality cluster differs between workbook and index table
-- says_he: אשכול הפריפריאליות שונה בין קובץ הרשויות ללוח המדד
-- do: look at both places; the index table is the original
-- do_he: לבדוק את שני המקומות; לוח המדד הוא המקור
select
    workbook.settlement_code,
    workbook.period_key as period,
    workbook.vintage || ' ' || workbook.locator as locator,
    workbook.value as found,
    tables.value || ' at ' || tables.vintage || ' ' || tables.locator as expected
from marts.indicator_values as workbook
inner join marts.indicator_values as tables
    on
        workbook.settlement_code = tables.settlement_code
        and workbook.indicator_id = tables.indicator_id
        and workbook.period_key = tables.period_key
where
    workbook.indicator_id = 'peripherality_cluster'
    and workbook.source_id = 'cbs_local_authorities'
    and tables.source_id = 'cbs_peripherality_index'
    and workbook.value <> tables.value
