-- The ten authorities most like each authority, by edition of the yearly workbook.
--
-- Every variable of an edition is read from one file: the first issue of that edition that is held. Files are
-- never changed once archived, so a list is frozen as soon as its edition has arrived; a revision or
-- a later edition makes no other, and neither does a council that becomes a city afterwards. Each
-- variable (seeds/peer_variables.csv) is put in units of its own standard deviation over the
-- authorities of that edition; the distance of two authorities is the root of the sum of their
-- weighted squared differences, to which 1 is added where one is a city and the other a local council.
-- Regional councils, many villages under one roof, are compared with each other only. An authority
-- that lacks a variable has no peers.
with first_issues as (
    select
        sha256,
        edition,
        edition_year,
        vintage,
        row_number() over (partition by edition order by vintage_rank) as issue
    from {{ source('raw', 'files') }}
    where source_id = 'cbs_local_authorities'
),

variables as (
    select * from {{ ref('peer_variables') }}
),

readings as (
    select
        first_issues.edition,
        first_issues.edition_year,
        first_issues.vintage,
        first_issues.sha256,
        series.settlement_code,
        variables.variable,
        variables.weight,
        case when variables.transform = 'log' then ln(series.value) else series.value end as reading
    from {{ ref('indicators_values') }} as series
    inner join first_issues on series.snapshot_sha256 = first_issues.sha256
    inner join variables on series.indicator_id = variables.indicator_id
    where
        first_issues.issue = 1
        and series.value > 0
        and series.population_group = 'all'
),

-- What each authority was by the file itself.
kinds as (
    select
        rows.sha256,
        rows.settlement_code,
        max(coalesce(rows.status_text, '')) as status
    from {{ ref('stg_rows') }} as rows
    inner join {{ source('raw', 'tables') }} as tables
        on rows.sha256 = tables.sha256 and rows.table_no = tables.table_no
    where rows.source_id = 'cbs_local_authorities' and tables.table_id = 'physical' and rows.role = 'entity'
    group by rows.sha256, rows.settlement_code
),

standardised as (
    select
        readings.edition,
        readings.edition_year,
        readings.vintage,
        readings.settlement_code,
        readings.variable,
        readings.weight,
        kinds.status,
        readings.settlement_code like '55__' as is_regional_council,
        readings.reading
        / stddev_samp(readings.reading) over (partition by readings.edition, readings.variable) as z,
        count(*) over (partition by readings.edition, readings.settlement_code) as variables_known
    from readings
    inner join kinds on readings.sha256 = kinds.sha256 and readings.settlement_code = kinds.settlement_code
),

complete as (
    select * from standardised
    where variables_known = (select count(*) from variables)
),

pairs as (
    select
        own.edition,
        own.edition_year,
        own.vintage,
        own.settlement_code,
        other.settlement_code as peer_code,
        sqrt(sum(own.weight * (own.z - other.z) ** 2) + max(cast(own.status <> other.status as integer)))
            as distance
    from complete as own
    inner join complete as other
        on
            own.edition = other.edition
            and own.variable = other.variable
            and own.settlement_code <> other.settlement_code
            and own.is_regional_council = other.is_regional_council
    group by own.edition, own.edition_year, own.vintage, own.settlement_code, other.settlement_code
),

ranked as (
    select
        *,
        row_number() over (partition by edition, settlement_code order by distance, peer_code) as peer_rank
    from pairs
)

select
    ranked.edition as peer_edition,
    ranked.settlement_code,
    cast(ranked.peer_rank as integer) as peer_rank,
    ranked.peer_code,
    ranked.distance,
    ranked.vintage as peer_vintage,
    ranked.edition_year = max(ranked.edition_year) over () as is_latest_peer_edition,
    {{ is_synthetic() }} as synthetic
from ranked
inner join {{ ref('cutoffs') }} as cutoffs on cutoffs.cutoff = 'peers' and ranked.peer_rank <= cutoffs.value
