-- With whom each settlement of a programme is compared, as frozen.
select
    matches.baseline_id,
    headers.programme_id,
    headers.settlement_code,
    headers.baseline_version,
    headers.is_current,
    matches.indicator_id,
    matches.comparison_code,
    matches.match_rank,
    matches.match_distance,
    matches.variables_used,
    {{ is_synthetic() }} as synthetic
from {{ source('raw', 'baseline_matches') }} as matches
inner join {{ ref('int_baselines') }} as headers on matches.baseline_id = headers.baseline_id
order by matches.baseline_id, matches.indicator_id, matches.match_rank
