-- The frozen baselines; of each settlement in a programme the latest version is in force.
select
    * replace (
        cast(frozen_at as timestamptz) at time zone 'UTC' as frozen_at
    ),
    baseline_version = max(baseline_version) over (partition by programme_id, settlement_code) as is_current
from {{ source('raw', 'baselines') }}
