-- Errors of publishers that are known, what is used instead, and whether the files still hold them.
{{ config(alias="known_errors") }}
select
    errors.error_id,
    errors.source_id,
    errors.edition,
    errors.table_id,
    errors.action,
    errors.reason,
    errors.reason_he,
    errors.evidence,
    errors.evidence_he,
    cast(count(readings.error_id) as bigint) as figures_affected,
    count(readings.error_id) > 0 as still_in_force,
    exists(
        select 1 from {{ source('raw', 'files') }} as files
        where files.source_id = errors.source_id and files.edition = errors.edition and not files.synthetic
    ) as edition_is_held
from {{ ref('known_errors') }} as errors
left join {{ ref('int_values_read') }} as readings on errors.error_id = readings.error_id
group by
    errors.error_id,
    errors.source_id,
    errors.edition,
    errors.table_id,
    errors.action,
    errors.reason,
    errors.reason_he,
    errors.evidence,
    errors.evidence_he
