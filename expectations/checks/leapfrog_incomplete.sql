-- severity: critical
-- says: the leapfrog index lacks a settlement, a year or a cell, or has neither a figure nor a reason
-- says_he: באינדקס קפיצת המדרגה חסרים יישוב, שנה או תא, או שאין בו לא נתון ולא סיבה
-- do: this is an error of the estimation: keep the build and report it
-- do_he: זו שגיאה של האמידה: לשמור את הבנייה ולדווח עליה
with years as (
    select distinct index_year from intermediate.int_index_inputs
),

expected as (
    select
        members.programme_id,
        members.settlement_code,
        years.index_year
    from intermediate.int_leapfrog_members as members
    cross join years
),

cells as (
    select
        programme_id,
        settlement_code,
        index_year,
        count(*) as cells,
        count(*) filter (where (cell_score is null) = (cell_reason is null)) as unexplained,
        count(*) filter (where cell_score not between 1 and 100) as beyond
    from marts.leapfrog_cells
    group by programme_id, settlement_code, index_year
)

select
    'leapfrog_index' as file,
    expected.programme_id || ' ' || expected.settlement_code || ' ' || expected.index_year as locator,
    case
        when made.settlement_code is null then 'no row'
        when coalesce(cells.cells, 0) <> 24 then coalesce(cells.cells, 0) || ' cells'
        when cells.unexplained > 0 then 'a cell with neither score nor reason'
        when (made.change_arithmetic is null) = (made.change_reason is null)
            then 'neither change nor reason'
        when (made.sustained_growth is null) = (made.sustained_reason is null)
            then 'sustained growth with neither answer nor reason'
        when (made.inclusive_growth is null) = (made.inclusive_reason is null)
            then 'inclusive growth with neither answer nor reason'
        else 'score ' || coalesce(cast(made.score_arithmetic as varchar), 'none without a reason')
    end as found,
    'scores between 1 and 100 and a change, or a reason, and 24 cells' as expected
from expected
left join marts.leapfrog_index as made
    on
        expected.programme_id = made.programme_id
        and expected.settlement_code = made.settlement_code
        and expected.index_year = made.index_year
left join cells
    on
        expected.programme_id = cells.programme_id
        and expected.settlement_code = cells.settlement_code
        and expected.index_year = cells.index_year
where
    made.settlement_code is null
    or coalesce(cells.cells, 0) <> 24
    or cells.unexplained > 0
    or cells.beyond > 0
    or (made.score_arithmetic is null) = (made.reason is null)
    or made.score_arithmetic not between 1 and 100
    or made.score_geometric > made.score_arithmetic + 1e-9
    or (made.change_arithmetic is null) = (made.change_reason is null)
    or (made.sustained_growth is null) = (made.sustained_reason is null)
    or (made.inclusive_growth is null) = (made.inclusive_reason is null)
