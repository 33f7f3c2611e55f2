-- The years of the index: those of the yearly workbook from a first one on.
with settings as (
    select
        max(value) filter (where cutoff = 'index_first_year') as first_year,
        max(value) filter (where cutoff = 'index_baseline_year') as baseline_year
    from {{ ref('cutoffs') }}
)

select distinct
    cast(files.edition_year as integer) as index_year,
    cast(files.edition_year as integer) = cast(settings.baseline_year as integer) as is_baseline
from {{ source('raw', 'files') }} as files
cross join settings
where files.source_id = 'cbs_local_authorities' and files.edition_year >= settings.first_year
