{#-
    Tables and views of a build that always begins empty: created under their own name, at once.
    The stock materializations build beside an older relation, swap, and drop it, asking the catalogue
    at each turn; here that took longer than the queries.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, relation, sql) }}
    {%- endcall -%}
    {%- if config.persist_column_docs() -%}
        {%- call statement('comments') -%}
            {{ comments_of(relation, model) }}
        {%- endcall -%}
    {%- endif -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb', supported_languages=['sql'] %}
    {%- set relation = this.incorporate(type='view') -%}
    {%- call statement('main') -%}
        {{ create_view_as(relation, sql) }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#-
    All comments of a table in one statement. The stock macro first asks the catalogue which columns
    there are; a contract has made them those declared.
-#}
{% macro comments_of(relation, model) -%}
    comment on table {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {%- for column in model.columns.values() %}
    comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
    {%- endfor %}
{%- endmacro %}
