{{ config(alias="sources") }}
-- One row for each declared dataset: whose it is, what we hold of it and how old that is.
--
-- The period that an edition speaks of ended with its year; an edition that bears no year (an
-- election) is as old as the newest figure read from it.
with files as (
    select
        source_id,
        count(*) as files,
        count(distinct edition) as editions,
        max_by(edition, vintage_rank) as latest_edition,
        max_by(vintage, vintage_rank) as latest_vintage,
        max(edition_year) as latest_year,
        max(retrieved_at) as last_retrieved_at,
        bool_or(synthetic) as synthetic
    from {{ source('raw', 'files') }}
    group by source_id
),

figures as (
    select
        source_id,
        max(reference_year) as latest_year
    from {{ ref('indicators_values') }}
    group by source_id
),

aged as (
    select
        declared.*,
        files.files,
        files.editions,
        files.latest_edition,
        files.latest_vintage,
        files.last_retrieved_at,
        coalesce(files.synthetic, run.synthetic) as synthetic,
        date_diff(
            'day',
            make_date(cast(coalesce(files.latest_year, figures.latest_year) as integer), 12, 31),
            cast(run.started_at as date)
        ) as age_days
    from {{ source('raw', 'sources') }} as declared
    cross join {{ source('raw', 'run') }} as run
    left join files on declared.source_id = files.source_id
    left join figures on declared.source_id = figures.source_id
)

select
    source_id,
    title_he,
    title_en,
    publisher_he,
    publisher_en,
    licence,
    licence_he,
    homepage,
    fetch_kind,
    verified_live,
    required,
    caveats,
    cast(coalesce(files, 0) as integer) as files,
    cast(coalesce(editions, 0) as integer) as editions,
    latest_edition,
    latest_vintage,
    last_retrieved_at,
    age_days,
    warn_after_days,
    block_after_days,
    case
        when files is null then 'no_file'
        when warn_after_days is null then 'closed_series'
        when age_days is null then 'undated'
        when age_days > block_after_days then 'past_limit'
        when age_days > warn_after_days then 'stale'
        else 'fresh'
    end as freshness,
    synthetic
from aged
