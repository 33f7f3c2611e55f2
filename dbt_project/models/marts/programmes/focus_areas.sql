-- The focus areas of each settlement, what each is based on, and whether it has a target.
with areas as (
    select * from {{ entries_of('focus_areas', {
        'focus_area': 'text', 'domain': 'text', 'programme': 'text', 'based_on': 'text',
        'based_on_indicator': 'text', 'chosen_on': 'date'}) }}
),

served as (
    select
        settlement_code,
        focus_area_key,
        count(*) filter (where purpose = 'goal') as targets
    from {{ ref('int_programme_targets') }}
    where focus_area_key is not null
    group by settlement_code, focus_area_key
)

select
    areas.settlement_code,
    areas.entry_key as focus_area_key,
    areas.focus_area,
    areas.domain,
    areas.programme as programme_id,
    areas.based_on,
    areas.based_on_indicator as indicator_id,
    areas.chosen_on,
    cast(coalesce(served.targets, 0) as integer) as targets,
    areas.file_name,
    areas.locator,
    {{ is_synthetic() }} as synthetic
from areas
left join served
    on areas.settlement_code = served.settlement_code and areas.entry_key = served.focus_area_key
order by areas.settlement_code, areas.focus_area
