-- The regional council in which each locality lies, as the newest localities file says it.
select
    settlement_code,
    council_code
from {{ ref('stg_cbs_localities__localities') }}
where council_code is not null
