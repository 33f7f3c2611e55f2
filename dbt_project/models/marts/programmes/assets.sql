-- Unique assets, economic clusters, institutions, ventures and bodies made for the programme.
with handed_in as (
    select * from {{ entries_of('assets', {
        'asset': 'text', 'kind': 'text', 'domain': 'text', 'body': 'text', 'area': 'text', 'status': 'text',
        'from_date': 'date', 'to_date': 'date', 'note': 'text'}) }}
)

select
    settlement_code,
    asset,
    kind as asset_kind,
    domain,
    body,
    area,
    status,
    from_date,
    to_date,
    note as remark,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from handed_in
union all
select
    settlement_code,
    body as asset,
    'dedicated_body' as asset_kind,
    domain,
    body,
    null as area,
    case when is_at_work then 'active' else 'closed' end as status,
    from_date,
    to_date,
    null as remark,
    file_name,
    locator,
    {{ is_synthetic() }} as synthetic
from {{ ref('int_programme_bodies') }}
where is_dedicated
order by settlement_code, asset_kind, asset
