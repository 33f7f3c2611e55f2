{#- The text that a row holds under one header, for models that pivot raw cells by row. -#}
{% macro text_under(header) -%}
    max(cells.text) filter (where columns.header = '{{ header }}')
{%- endmacro %}

{#- The number that a row holds under a header that matches a pattern. -#}
{% macro value_under(pattern) -%}
    max(cells.value) filter (where regexp_matches(columns.header, '{{ pattern }}'))
{%- endmacro %}

{#- A cell's place as a person would type it: sheet!cell, or the cell alone in a plain table. -#}
{% macro locator(sheet, cell) -%}
    case when {{ sheet }} = '' then {{ cell }} else {{ sheet }} || '!' || {{ cell }} end
{%- endmacro %}
