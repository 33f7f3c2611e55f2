-- Turnout of the nation and of regional councils, summed from an election file by locality.
--
-- The nation counts the double envelopes (soldiers, hospitals), which are in no locality and have no
-- eligible voters of their own; a file that lacks their row cannot give the nation. A regional
-- council is the sum of its localities of today.
with counts as (
    select
        source_id,
        sha256,
        reference_year,
        reference_period,
        period_key,
        row_role,
        settlement_code,
        row_no,
        max(value) filter (where role = 'numerator') as voted,
        max(value) filter (where role = 'denominator') as eligible
    from {{ ref('int_values_read') }}
    where indicator_id = 'turnout_knesset_pct' and role in ('numerator', 'denominator')
    group by all
),

nation as (
    select
        source_id,
        sha256,
        reference_year,
        reference_period,
        period_key,
        'IL' as settlement_code,
        sum(voted) as voted,
        sum(eligible) as eligible,
        'all localities and envelopes' as locator
    from counts
    group by all
    having bool_or(row_role = 'aggregate')
),

councils as (
    select
        counts.source_id,
        counts.sha256,
        counts.reference_year,
        counts.reference_period,
        counts.period_key,
        places.council_code as settlement_code,
        sum(counts.voted) as voted,
        sum(counts.eligible) as eligible,
        count(*) || ' localities of the council' as locator
    from counts
    inner join {{ ref('stg_cbs_localities__localities') }} as places
        on counts.settlement_code = places.settlement_code
    where places.council_code is not null and counts.voted is not null and counts.eligible > 0
    group by all
),

sums as (
    select * from nation
    union all
    select * from councils
)

select
    'turnout_knesset_pct' as indicator_id,
    settlement_code,
    cast(null as varchar) as area_code,
    'all' as population_group,
    reference_year,
    reference_period,
    period_key,
    source_id,
    sha256,
    100 * voted / eligible as value,
    'observed' as value_status,
    locator,
    cast(null as varchar) as error_id,
    cast(null as integer) as table_no,
    cast(null as integer) as row_no
from sums
where eligible > 0
