-- severity: critical
-- says: the steps of the leapfrog index do not give what is published, or do not start from what was frozen
-- says_he: צעדי החישוב של אינדקס קפיצת המדרגה אינם מביאים למה שמתפרסם, או אינם מתחילים ממה שהוקפא
-- do: this is an error of the estimation: keep the build and report it
-- do_he: זו שגיאה של האמידה: לשמור את הבנייה ולדווח עליה
with steps as (
    select * from marts.leapfrog_steps
),

weighted as (
    select
        scores.programme_id,
        scores.settlement_code,
        scores.index_year,
        catalogue.effect || ' · ' || catalogue.subjectivity || ' · ' || catalogue.level || ' · '
        || catalogue.horizon as node,
        sum(scores.step_value * weights.step_value) as mean
    from steps as scores
    inner join steps as weights
        on
            scores.programme_id = weights.programme_id
            and scores.settlement_code = weights.settlement_code
            and scores.index_year = weights.index_year
            and scores.node = weights.node
    inner join seeds.indicators as catalogue on scores.node = catalogue.indicator_id
    where scores.step = 'goalpost_score' and weights.step = 'weight_in_force'
    group by all
),

cells as (
    select
        steps.programme_id,
        steps.settlement_code,
        steps.index_year,
        steps.node,
        weighted.mean as from_steps,
        cells.cell_score as published
    from steps
    inner join marts.leapfrog_cells as cells
        on
            steps.programme_id = cells.programme_id
            and steps.settlement_code = cells.settlement_code
            and steps.index_year = cells.index_year
            and steps.node = cells.cell
    left join weighted
        on
            steps.programme_id = weighted.programme_id
            and steps.settlement_code = weighted.settlement_code
            and steps.index_year = weighted.index_year
            and steps.node = weighted.node
    where steps.step = 'cell_score' and (steps.step_value is not null or cells.cell_score is not null)
),

summed as (
    select
        programme_id,
        settlement_code,
        index_year,
        avg(step_value) filter (where step = 'cell_score') as mean_of_cells,
        max(step_value) filter (where step = 'index_arithmetic') as index_arithmetic,
        max(step_value) filter (where step = 'score_compared')
        - max(step_value) filter (where step = 'reference_compared') as change
    from steps
    group by programme_id, settlement_code, index_year
),

wholes as (
    select
        made.programme_id,
        made.settlement_code,
        made.index_year,
        unnest(['index of the cells', 'index', 'change']) as node,
        unnest([
            case when made.score_arithmetic is not null then summed.mean_of_cells end,
            summed.index_arithmetic,
            summed.change
        ]) as from_steps,
        unnest([made.score_arithmetic, made.score_arithmetic, made.change_arithmetic]) as published
    from marts.leapfrog_index as made
    left join summed
        on
            made.programme_id = summed.programme_id
            and made.settlement_code = summed.settlement_code
            and made.index_year = summed.index_year
),

-- At the reference point a figure is the frozen one, or none.
starts as (
    select
        made.programme_id,
        made.settlement_code,
        made.index_year,
        steps.node,
        steps.step_value as from_steps,
        frozen.value as published
    from marts.leapfrog_index as made
    inner join steps
        on
            made.programme_id = steps.programme_id
            and made.settlement_code = steps.settlement_code
            and made.index_year = steps.index_year
    left join marts.baselines as frozen
        on
            made.baseline_id = frozen.baseline_id
            and steps.node = frozen.indicator_id
            and frozen.population_group = 'all'
    where
        steps.step = 'figure' and made.index_year = made.reference_year and steps.step_value is not null
)

select
    'leapfrog_steps' as file,
    programme_id || ' ' || settlement_code || ' ' || index_year || ' ' || node as locator,
    coalesce(cast(from_steps as varchar), 'nothing') || ' by the steps' as found,
    coalesce(cast(published as varchar), 'nothing') as expected
from (
    select * from cells
    union all
    select * from wholes
    union all
    select * from starts
) as compared
where
    (from_steps is null) <> (published is null)
    or abs(from_steps - published) > 1e-9 * greatest(abs(published), 100)
