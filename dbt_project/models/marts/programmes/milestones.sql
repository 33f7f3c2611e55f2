-- Milestones of each settlement, and whether they were reached in time.
select
    settlement_code,
    milestone,
    kind as milestone_kind,
    programme as programme_id,
    due_date,
    reached_on,
    case
        when reached_on <= due_date then 'reached_in_time'
        when reached_on is not null then 'reached_late'
        when due_date < {{ today() }} then 'overdue'
        else 'ahead'
    end as timeliness,
    body,
    note as remark,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ entries_of('milestones', {
    'milestone': 'text', 'kind': 'text', 'programme': 'text', 'due_date': 'date', 'reached_on': 'date',
    'body': 'text', 'note': 'text'}) }}
order by settlement_code, due_date, milestone
