-- severity: critical
-- says: the index lacks an authority or a year, or has neither a score nor a reason
-- says_he: באינדקס חסרה רשות או שנה, או שאין בו לא ציון ולא סיבה
-- do: this is an error of the estimation: keep the build and report it
-- do_he: זו שגיאה של האמידה: לשמור את הבנייה ולדווח עליה
with expected as (
    select distinct
        settlement_code,
        index_year
    from intermediate.int_index_inputs
)

select
    'estimation' as file,
    expected.settlement_code || ' ' || expected.index_year as locator,
    case when made.settlement_code is null then 'no row' else 'neither score nor reason' end as found,
    'a score between 1 and 100, or a reason' as expected
from expected
left join marts.thriving_index as made
    on expected.settlement_code = made.settlement_code and expected.index_year = made.index_year
where
    made.settlement_code is null
    or (made.score_arithmetic is null) = (made.reason is null)
    or made.score_arithmetic not between 1 and 100
    or made.score_geometric > made.score_arithmetic + 1e-9
