-- Direct estimates as they may be published: disclosure control has been before this table, and what
-- it hid is nowhere in the build.
select
    estimates.wave_id,
    estimates.settlement_code,
    estimates.population_group,
    estimates.measure_id,
    estimates.statistic,
    estimates.indicator_id,
    estimates.reference_year,
    estimates.value,
    estimates.standard_error,
    estimates.ci_low,
    estimates.ci_high,
    estimates.n,
    estimates.n_with,
    estimates.effective_n,
    estimates.design_effect,
    estimates.coefficient_of_variation,
    estimates.degrees_of_freedom,
    estimates.threshold,
    estimates.reliability,
    estimates.value_status,
    estimates.hidden_because,
    estimates.source_id,
    estimates.sha256 as snapshot_sha256,
    files.file_name,
    estimates.locator,
    files.synthetic
from {{ source('raw', 'survey_estimates') }} as estimates
inner join {{ source('raw', 'files') }} as files
    on estimates.source_id = files.source_id and estimates.sha256 = files.sha256
order by
    estimates.wave_id, estimates.settlement_code, estimates.population_group, estimates.measure_id,
    estimates.statistic
