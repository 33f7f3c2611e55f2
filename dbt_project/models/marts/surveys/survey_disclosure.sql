-- How much was hidden, and why, by wave and measure; counted in rows of settlement and group.
with headline as (
    select * from {{ ref('survey_estimates') }}
    where statistic in ('share', 'rate')
)

select
    headline.wave_id,
    headline.measure_id,
    cast(count(headline.value) as integer) as rows_published,
    {% for reason in ['small_cell', 'dominance', 'zero_or_all', 'complementary', 'hidden_before', 'unreliable'] -%}
    cast(coalesce(sum(case when headline.hidden_because = '{{ reason }}' then 1 end), 0) as integer)
        as rows_{{ reason }},
    {% endfor -%}
    max(audited.narrowest_interval) as narrowest_interval,
    bool_or(headline.synthetic) as synthetic
from headline
left join {{ source('raw', 'survey_audit') }} as audited
    on headline.wave_id = audited.wave_id and headline.measure_id = audited.measure_id
group by headline.wave_id, headline.measure_id
