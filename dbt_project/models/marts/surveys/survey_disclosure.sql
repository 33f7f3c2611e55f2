-- How much was hidden, and why, by wave and measure; counted in rows of settlement and group.
with headline as (
    select
        *,
        case
            when hidden_because in ('unreliable', 'error_not_known') then 'unreliable'
            else hidden_because
        end as reason
    from {{ ref('survey_estimates') }}
    where statistic in ('share', 'rate')
)

select
    headline.wave_id,
    headline.measure_id,
    cast(count(headline.value) as integer) as rows_published,
    cast(count(case when headline.reason = 'small_cell' then 1 end) as integer) as rows_small_cell,
    cast(count(case when headline.reason = 'dominance' then 1 end) as integer) as rows_dominance,
    cast(count(case when headline.reason = 'zero_or_all' then 1 end) as integer) as rows_zero_or_all,
    cast(count(case when headline.reason = 'complementary' then 1 end) as integer) as rows_complementary,
    cast(count(case when headline.reason = 'hidden_before' then 1 end) as integer) as rows_hidden_before,
    cast(count(case when headline.reason = 'unreliable' then 1 end) as integer) as rows_unreliable,
    bool_or(headline.synthetic) as synthetic
from headline
group by headline.wave_id, headline.measure_id
