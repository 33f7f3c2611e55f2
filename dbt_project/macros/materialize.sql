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
    {%- do persist_docs(relation, model) -%}
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
