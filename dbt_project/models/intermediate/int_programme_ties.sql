-- Pairs of bodies that share an activity of the active plan, or work for the same target in it.
with activities as (
    select * from {{ ref('int_programme_activities') }}
    where plan_status = 'active' and status <> 'cancelled'
),

pairs as (
    select settlement_code, body_key as one, partner_key as other, 'activity' as tie_kind
    from activities
    where partner_key is not null
    union
    select ours.settlement_code, ours.body_key as one, theirs.body_key as other, 'target' as tie_kind
    from activities as ours
    inner join activities as theirs
        on
            ours.settlement_code = theirs.settlement_code
            and ours.target_key = theirs.target_key
            and ours.body_key < theirs.body_key
)

select
    pairs.settlement_code,
    ours.body as body_a,
    theirs.body as body_b,
    pairs.tie_kind
from pairs
inner join {{ ref('int_programme_partners') }} as ours
    on pairs.settlement_code = ours.settlement_code and pairs.one = ours.body_key
inner join {{ ref('int_programme_partners') }} as theirs
    on pairs.settlement_code = theirs.settlement_code and pairs.other = theirs.body_key
