{#-
    The empty table that the columns declared for a model describe. The estimation step fills it: what
    SQL does not do is computed in Python, but its tables stand here with all others.
-#}
{% macro shape_of(model) -%}
    select
    {%- for column in model.columns.values() %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
    {%- endfor %}
    where false
{%- endmacro %}

{#- Whether this refresh is of the synthetic sample. -#}
{% macro is_synthetic() -%}
    (select bool_or(run.synthetic) from {{ source('raw', 'run') }} as run)
{%- endmacro %}
