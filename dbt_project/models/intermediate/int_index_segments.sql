-- The goalposts of the index with the stretch of the series to which they belong: that of the
-- indicator's latest figure up to the baseline edition.
with baseline as (
    select
        series.indicator_id,
        max_by(series.series_segment, (series.reference_year, series.period_key)) as series_segment
    from {{ ref('indicators_values') }} as series
    inner join {{ source('raw', 'files') }} as files
        on series.source_id = files.source_id and series.snapshot_sha256 = files.sha256
    inner join {{ ref('index_goalposts') }} as goalposts
        on series.indicator_id = goalposts.indicator_id
    where
        series.value is not null
        and (
            goalposts.baseline_year >= series.reference_year
            or (files.source_id = 'cbs_local_authorities' and goalposts.baseline_year >= files.edition_year)
        )
    group by series.indicator_id
)

select
    goalposts.*,
    baseline.series_segment
from {{ ref('index_goalposts') }} as goalposts
left join baseline on goalposts.indicator_id = baseline.indicator_id
