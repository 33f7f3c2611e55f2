-- One row for each wave, its latest issue. Waves that somebody issued again are in marts.source_files.
select
    waves.wave_id,
    waves.source_id,
    waves.title_he,
    waves.title_en,
    waves.producer_he,
    waves.producer_en,
    waves.licence,
    waves.reference_year,
    cast(waves.fieldwork_from as date) as fieldwork_from,
    cast(waves.fieldwork_to as date) as fieldwork_to,
    waves.surveyed_he,
    waves.surveyed_en,
    waves.covers,
    waves.respondents,
    cast(waves.settlements as integer) as settlements_surveyed,
    waves.strata,
    waves.psus,
    waves.households,
    files.file_name,
    waves.sha256 as snapshot_sha256,
    files.synthetic
from {{ source('raw', 'survey_waves') }} as waves
inner join {{ source('raw', 'files') }} as files
    on waves.source_id = files.source_id and waves.sha256 = files.sha256
