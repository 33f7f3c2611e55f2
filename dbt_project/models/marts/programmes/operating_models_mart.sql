{{ config(alias="operating_models") }}
-- Models of running a partnership, with pros and cons where somebody has stated them.
select
    settlement_code,
    cluster_id,
    programme_id,
    description_he as model,
    kind as model_kind,
    description_en as description,
    pros,
    cons,
    null as as_of,
    source as known_from,
    'seeds/operating_models.csv' as file_name,
    model_id as locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('operating_models') }}
union all
select
    settlement_code,
    null as cluster_id,
    null as programme_id,
    model,
    kind as model_kind,
    description,
    pros,
    cons,
    as_of,
    'form' as known_from,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ entries_of('operating_models', {
    'model': 'text', 'kind': 'text', 'description': 'text', 'pros': 'text', 'cons': 'text',
    'as_of': 'date'}) }}
order by settlement_code, model
