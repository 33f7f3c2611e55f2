-- Every settlement that any list or figure names, once, with the best name each list gives.
with authorities as (
    select * from {{ ref('stg_cbs_authority_codes__authorities') }}
),

localities as (
    select * from {{ ref('stg_cbs_localities__localities') }}
),

by_hand as (
    select * from {{ ref('settlements') }}
),

-- Places too new for the localities file, known from a newer list of the same publisher.
named_elsewhere as (
    select
        rows.settlement_code,
        max_by(rows.name_text, files.vintage_rank) as name_he
    from {{ ref('stg_rows') }} as rows
    inner join {{ source('raw', 'files') }} as files on rows.sha256 = files.sha256
    where
        rows.settlement_code is not null
        and rows.role = 'entity'
        and rows.source_id <> 'settlement_programmes'
    group by rows.settlement_code
),

codes as (
    select settlement_code from authorities
    union
    select settlement_code from localities
    union
    select settlement_code from by_hand
    union
    select settlement_code from named_elsewhere
)

select
    codes.settlement_code,
    coalesce(by_hand.name_he, authorities.name_he, localities.name_he, named_elsewhere.name_he) as name_he,
    -- The publisher's list pads a name with a no-break space.
    trim(replace(coalesce(by_hand.name_en, authorities.name_en, localities.name_en), chr(160), ' '))
        as name_en,
    coalesce(by_hand.kind, authorities.kind, 'locality') as kind,
    authorities.settlement_code is not null as is_authority,
    -- The two files spell one district in two ways.
    replace(coalesce(districts.district_he, localities.district_he), 'יהודה ושומרון', 'יהודה והשומרון')
        as district_he,
    localities.council_code,
    localities.locality_form,
    localities.itm_east_metres,
    localities.itm_north_metres
from codes
left join by_hand on codes.settlement_code = by_hand.settlement_code
left join authorities on codes.settlement_code = authorities.settlement_code
left join localities on codes.settlement_code = localities.settlement_code
left join named_elsewhere on codes.settlement_code = named_elsewhere.settlement_code
left join {{ ref('stg_cbs_local_authorities__districts') }} as districts
    on codes.settlement_code = districts.settlement_code
