-- Settlement × programme × stage or component: how far it is, and whether the order holds.
--
-- A stage that is under way or done while an earlier one is not done, or that is dated before it, is out
-- of order. Components have no order of their own. What nobody reported is a row that says so.
with members as (
    select distinct
        programme_id,
        settlement_code
    from {{ ref('int_programme_members') }}
),

parts as (
    select
        code as part,
        split_part(code, '_', 1) as part_kind,
        cast(split_part(code, '_', 2) as integer) as position
    from {{ ref('codes') }}
    where code_kind = 'programme_part'
),

reported as (
    select * from {{ entries_of('progress', {
        'programme': 'text', 'part': 'text', 'status': 'text', 'since': 'date', 'note': 'text'}) }}
),

placed as (
    select
        members.settlement_code,
        members.programme_id,
        parts.part,
        parts.part_kind,
        parts.position,
        coalesce(reported.status, 'not_reported') as status,
        reported.since,
        reported.note,
        reported.file_name,
        reported.locator
    from members
    cross join parts
    left join reported
        on
            members.settlement_code = reported.settlement_code
            and members.programme_id = reported.programme
            and parts.part = reported.part
),

ordered as (
    select
        *,
        bool_or(status not in ('done', 'not_reported')) over before as earlier_not_done,
        max(since) over before as earlier_since
    from placed
    window before as (
        partition by settlement_code, programme_id, part_kind
        order by position
        rows between unbounded preceding and 1 preceding
    )
)

select
    settlement_code,
    programme_id,
    part,
    part_kind,
    position,
    status,
    since,
    case
        when part_kind = 'component' or status in ('not_reported', 'not_started') then 'no_order'
        when earlier_not_done then 'before_an_earlier_stage'
        when since < earlier_since then 'dated_before_an_earlier_stage'
        else 'in_order'
    end as order_check,
    note as remark,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from ordered
order by settlement_code asc, programme_id asc, part_kind desc, position asc
