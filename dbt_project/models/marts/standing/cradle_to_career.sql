-- The chain from birth to employment for each authority, link by link, with what is not known in it.
select
    settlements.settlement_code,
    chain.link,
    chain.link_he,
    chain.link_en,
    chain.life_stage,
    chain.indicator_id,
    catalogue.desired_direction,
    profile.value,
    catalogue.unit,
    profile.value_status,
    profile.reference_year,
    profile.vintage,
    profile.gap_reason,
    profile.reliability,
    profile.previous_year,
    profile.change_since_previous,
    profile.change_five_years,
    profile.national_value,
    profile.peer_median,
    profile.percentile_in_nation,
    profile.percentile_in_peers,
    case
        when chain.indicator_id is null then 'no_indicator'
        when profile.value is null then 'not_known'
        when not profile.is_current then 'earlier_figure'
        when catalogue.desired_direction = 'none' then 'no_direction'
        when profile.percentile_in_nation < 25 then 'lowest_quarter'
        when profile.percentile_in_nation > 75 then 'highest_quarter'
        else 'middle'
    end as standing,
    profile.source_id,
    profile.locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('settlements_mart') }} as settlements
cross join {{ ref('cradle_to_career_chain') }} as chain
left join {{ ref('indicators') }} as catalogue
    on chain.indicator_id = catalogue.indicator_id
left join {{ ref('settlement_profile') }} as profile
    on
        settlements.settlement_code = profile.settlement_code
        and chain.indicator_id = profile.indicator_id
where settlements.is_authority
