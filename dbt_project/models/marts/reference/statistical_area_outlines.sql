-- What a map is drawn of: each statistical area's outline, as the layer of CBS has it. A locality's
-- outline is the union of its areas; a regional council's, of what its localities have.
select
    settlement_code,
    area_code,
    locator,
    outline,
    'cbs_statistical_areas_geometry' as source_id,
    vintage,
    sha256,
    file_name,
    synthetic
from {{ ref('stg_cbs_statistical_areas_geometry__areas') }}
where area_code is not null and outline is not null
order by settlement_code, area_code, locator
