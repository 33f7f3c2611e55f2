-- One row for each declared dataset: whose it is, what we hold of it and how old that is.
{{ config(alias="sources") }}
with files as (
    select
        source_id,
        count(*) as files,
        count(distinct edition) as editions,
        max_by(edition, vintage_rank) as latest_edition,
        max_by(vintage, vintage_rank) as latest_vintage,
        max(edition_year) as latest_edition_year,
        max(retrieved_at) as last_retrieved_at,
        bool_or(synthetic) as synthetic
    from {{ source('raw', 'files') }}
    group by source_id
),

run as (
    select * from {{ source('raw', 'run') }}
)

select
    declared.source_id,
    declared.title_he,
    declared.title_en,
    declared.publisher_he,
    declared.publisher_en,
    declared.licence,
    declared.homepage,
    declared.fetch_kind,
    declared.verified_live,
    declared.required,
    declared.caveats,
    cast(coalesce(files.files, 0) as integer) as files,
    cast(coalesce(files.editions, 0) as integer) as editions,
    files.latest_edition,
    files.latest_vintage,
    files.last_retrieved_at,
    -- The period that the newest edition speaks of ended with its year.
    case
        when files.latest_edition_year is not null
            then
                date_diff(
                    'day',
                    make_date(cast(files.latest_edition_year as integer), 12, 31),
                    cast(run.started_at as date)
                )
    end as age_days,
    declared.warn_after_days,
    declared.block_after_days,
    case
        when files.files is null then 'no_file'
        when declared.warn_after_days is null then 'closed_series'
        when files.latest_edition_year is null then 'undated'
        when
            date_diff(
                'day',
                make_date(cast(files.latest_edition_year as integer), 12, 31),
                cast(run.started_at as date)
            )
            > declared.block_after_days then 'past_limit'
        when
            date_diff(
                'day',
                make_date(cast(files.latest_edition_year as integer), 12, 31),
                cast(run.started_at as date)
            )
            > declared.warn_after_days then 'stale'
        else 'fresh'
    end as freshness,
    coalesce(files.synthetic, run.synthetic) as synthetic
from {{ source('raw', 'sources') }} as declared
cross join run
left join files on declared.source_id = files.source_id
