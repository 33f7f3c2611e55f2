{#- The cells of a row whose header fits, as the text of a JSON object. -#}
{% macro object_of(fits) -%}
    cast(
        to_json(
            map_from_entries(
                list(struct_pack(k := columns.header, v := cells.text) order by columns.col) filter (where {{ fits }})
            )
        ) as varchar
    )
{%- endmacro %}

{#-
    The rows of one sheet of the forms that are in force now, a column each: text as people wrote it,
    choices as codes, others cast to the type named. `<column>_key` is the text of a body or a reference in
    the form in which two spellings of it are one. Every row brings its place.
-#}
{% macro entries_of(sheet_id, columns) -%}
    (
        select
            settlement_code,
            entry_key,
    {%- for name, kind in columns.items() %}
        {%- set held = 'keys' if name.endswith('_key') else 'entry' %}
        {%- set text = "json_extract_string(" ~ held ~ ", '$." ~ name ~ "')" %}
        {{ text if kind == 'text' else 'cast(' ~ text ~ ' as ' ~ kind ~ ')' }} as {{ name }},
    {%- endfor %}
            file_name,
            locator,
            recorded_from
        from {{ ref('int_programme_entries') }}
        where sheet_id = '{{ sheet_id }}' and is_current
    )
{%- endmacro %}

{#- Whether a row that holds from one day to another, both may be open, holds today. -#}
{% macro holds_today(from_date, to_date) -%}
    (
        coalesce({{ from_date }}, date '1900-01-01') <= {{ today() }}
        and coalesce({{ to_date }}, date '2999-12-31') >= {{ today() }}
    )
{%- endmacro %}

{#- The day of this refresh. -#}
{% macro today() -%}
    (select cast(any_value(run.started_at) as date) from {{ source('raw', 'run') }} as run)
{%- endmacro %}
