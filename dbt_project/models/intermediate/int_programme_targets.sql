-- The targets in force: those that settlements hand in, and those that the initiatives state.
with handed_in as (
    select * from {{ entries_of('targets', {
        'target': 'text', 'focus_area': 'text', 'focus_area_key': 'text', 'programme': 'text', 'purpose': 'text', 'indicator': 'text',
        'population_group': 'text', 'denominator': 'text', 'baseline_year': 'integer',
        'baseline_value': 'double', 'baseline_error': 'double', 'baseline_edition': 'text',
        'baseline_frozen_on': 'date', 'goal_value': 'double', 'due_date': 'date', 'note': 'text'}) }}
)

select
    settlement_code,
    entry_key as target_key,
    target,
    focus_area,
    focus_area_key,
    programme as programme_id,
    purpose,
    indicator as indicator_id,
    coalesce(population_group, 'all') as population_group,
    denominator,
    baseline_year,
    baseline_value,
    baseline_error,
    baseline_edition,
    baseline_frozen_on,
    goal_value,
    due_date,
    note,
    'form' as known_from,
    file_name,
    locator
from handed_in
union all
select
    settlement_code,
    target_id as target_key,
    target,
    null as focus_area,
    null as focus_area_key,
    programme_id,
    purpose,
    indicator_id,
    population_group,
    denominator,
    baseline_year,
    baseline_value,
    null as baseline_error,
    null as baseline_edition,
    null as baseline_frozen_on,
    goal_value,
    due_date,
    said as note,
    source as known_from,
    'seeds/programme_targets.csv' as file_name,
    target_id as locator
from {{ ref('programme_targets') }}
