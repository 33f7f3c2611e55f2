-- How alike they were before the programme, as frozen.
select
    balance.baseline_id,
    headers.programme_id,
    headers.settlement_code,
    headers.baseline_version,
    headers.is_current,
    balance.indicator_id,
    balance.variable,
    balance.variable_year,
    balance.own_value,
    balance.comparison_mean,
    balance.pool_mean,
    balance.comparisons_known,
    balance.pool_known,
    balance.difference_before,
    balance.difference_after,
    balance.is_balanced,
    case
        when balance.difference_after is not null then null
        when balance.own_value is null then 'own_value_not_known'
        when balance.comparison_mean is null then 'not_known_of_comparisons'
        else 'pool_does_not_differ'
    end as balance_reason,
    {{ is_synthetic() }} as synthetic
from {{ source('raw', 'baseline_balance') }} as balance
inner join {{ ref('int_baselines') }} as headers on balance.baseline_id = headers.baseline_id
order by balance.baseline_id, balance.indicator_id, balance.variable
