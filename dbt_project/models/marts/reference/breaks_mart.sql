-- Why a series may not be drawn through: the breaks that people found, each with its source.
{{ config(alias="breaks") }}
select
    indicator_id,
    from_year,
    break_kind,
    note,
    note_he,
    source as evidence,
    source_he as evidence_he
from {{ ref('breaks') }}
