-- What partners put in, a row as it was handed in, with the target that it serves.
with handed_in as (
    select * from {{ entries_of('investments', {
        'body': 'text', 'body_key': 'text', 'sector': 'text', 'year': 'integer', 'target': 'text',
        'target_key': 'text', 'kind': 'text', 'pooled': 'text', 'planned_ils': 'double',
        'spent_ils': 'double', 'note': 'text'}) }}
)

select
    handed_in.settlement_code,
    handed_in.body,
    handed_in.body_key,
    handed_in.sector,
    handed_in.year,
    handed_in.target,
    handed_in.target_key,
    case
        when handed_in.target is null then 'no_target'
        when targets.target_key is null then 'target_not_known'
        else 'linked'
    end as link,
    handed_in.kind,
    handed_in.pooled = 'yes' as is_pooled,
    handed_in.planned_ils,
    handed_in.spent_ils,
    handed_in.note,
    handed_in.file_name,
    handed_in.locator
from handed_in
left join {{ ref('int_programme_targets') }} as targets
    on
        handed_in.settlement_code = targets.settlement_code
        and handed_in.target_key = targets.target_key
