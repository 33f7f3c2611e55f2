-- The targets in force: those that settlements hand in, and those that the initiatives state.
--
-- A baseline is frozen by the first version of a target that bears one with its day; what a later version says
-- of it does not count (check `targets_baseline_moved` tells). Until then the newest version speaks.
with handed_in as (
    select * from {{ entries_of('targets', {
        'target': 'text', 'focus_area': 'text', 'focus_area_key': 'text', 'programme': 'text', 'purpose': 'text', 'indicator': 'text',
        'population_group': 'text', 'denominator': 'text', 'baseline_year': 'integer',
        'baseline_value': 'double', 'baseline_error': 'double', 'baseline_edition': 'text',
        'baseline_frozen_on': 'date', 'goal_value': 'double', 'due_date': 'date', 'note': 'text'}) }}
),

frozen as (
    select
        settlement_code,
        entry_key,
        json_extract_string(entry, '$.indicator') as indicator,
        coalesce(json_extract_string(entry, '$.population_group'), 'all') as population_group,
        try_cast(json_extract_string(entry, '$.baseline_year') as integer) as baseline_year,
        try_cast(json_extract_string(entry, '$.baseline_value') as double) as baseline_value,
        try_cast(json_extract_string(entry, '$.baseline_error') as double) as baseline_error,
        json_extract_string(entry, '$.baseline_edition') as baseline_edition,
        try_cast(json_extract_string(entry, '$.baseline_frozen_on') as date) as baseline_frozen_on
    from {{ ref('int_programme_entries') }}
    where
        sheet_id = 'targets'
        and json_extract_string(entry, '$.baseline_frozen_on') is not null
        and json_extract_string(entry, '$.baseline_value') is not null
        and json_extract_string(entry, '$.baseline_year') is not null
    qualify row_number() over (
        partition by settlement_code, entry_key, indicator, population_group
        order by version_no
    ) = 1
)

select
    handed_in.settlement_code,
    handed_in.entry_key as target_key,
    handed_in.target,
    handed_in.focus_area,
    handed_in.focus_area_key,
    handed_in.programme as programme_id,
    handed_in.purpose,
    handed_in.indicator as indicator_id,
    coalesce(handed_in.population_group, 'all') as population_group,
    handed_in.denominator,
    {% for part in ['year', 'value', 'error', 'edition', 'frozen_on'] %}
        case
            when frozen.entry_key is null then handed_in.baseline_{{ part }} else frozen.baseline_{{ part }}
        end
            as baseline_{{ part }},
    {% endfor %}
    handed_in.goal_value,
    handed_in.due_date,
    handed_in.note,
    'form' as known_from,
    handed_in.file_name,
    handed_in.locator
from handed_in
left join frozen
    on
        handed_in.settlement_code = frozen.settlement_code
        and handed_in.entry_key = frozen.entry_key
        and handed_in.indicator = frozen.indicator
        and coalesce(handed_in.population_group, 'all') = frozen.population_group
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
