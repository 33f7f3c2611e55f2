"""Small synthetic files for real settlements, in the publishers' own layouts.

``write_sample(folder)`` fills ``folder/<source_id>/`` as a mirror of the publishers is filled, so
that the same fetching and parsing is used for them as for real files. Names and codes of
settlements are real; every figure is invented (:mod:`ingest.sample.figures`), and every workbook
says so. The bytes are the same on every run and every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.sample import (
    community_survey,
    education_police,
    income_survey,
    index_tables,
    registers,
    tables,
)
from ingest.sample.programme_files import write_programme_files
from ingest.sample.workbook_new import write_workbook
from ingest.sample.workbook_old import write_old_workbook


def _workbook_2021(path: Path) -> None:
    write_workbook(path, 2021)


def _workbook_2024(path: Path) -> None:
    write_workbook(path, 2024)


_WRITERS: dict[str, Callable[[Path], None]] = {
    "cbs_authority_codes/dic_rashut_2025-11-10.xlsx": registers.write_code_list,
    "cbs_census_2022/census_2022_locality_statarea.csv": tables.write_census,
    "cbs_local_authorities/2015.xls": write_old_workbook,
    "cbs_local_authorities/p_libud_2021.xlsx": _workbook_2021,
    "cbs_local_authorities/p_libud_2024.xlsx": _workbook_2024,
    "cbs_localities/bycode2021.xlsx": registers.write_bycode,
    "cbs_peripherality_index/24_22_420t1.xlsx": index_tables.write_peripherality,
    "cbs_population/population_localities_2023.xlsx": registers.write_population,
    "cbs_population/population_registry_age_groups.cp1255.csv": registers.write_registry,
    "cbs_socio_economic_index/sei_2019_t01_authorities.xlsx": index_tables.write_authorities,
    "cbs_socio_economic_index/sei_2019_t07_localities_in_regional_councils.xlsx":
        index_tables.write_localities,
    "cbs_socio_economic_index/sei_2019_t12_statistical_areas.xlsx": index_tables.write_areas,
    "cbs_statistical_areas_geometry/statistical_areas_2022.geojson": tables.write_shapes,
    "cec_knesset_elections/k24_expc.cp1255.csv": tables.write_elections_24,
    "cec_knesset_elections/k25_expc.utf8bom.csv": tables.write_elections_25,
    "community_survey/community_2023.xlsx": community_survey.write_wave_2023,
    "community_survey/community_2023.yml": community_survey.write_declaration_2023,
    "community_survey/community_2025.csv": community_survey.write_wave_2025,
    "community_survey/community_2025.yml": community_survey.write_declaration_2025,
    "datagov_ckan/unified_datastore_search.truncated.json": tables.write_places_answer,
    "datagov_ckan/votes_knesset_k25_records.json": tables.write_election_answer,
    "household_income_survey/income_2024.csv": income_survey.write_wave,
    "household_income_survey/income_2024.yml": income_survey.write_declaration,
    "identifiers/authority_ids_cbs_moe_tax.csv": tables.write_identifiers,
    "moe_bagrut/bagrut_2025-01-15.xlsx": education_police.write_bagrut,
    "police_cases/selected-crimes-local-authorities-2012-2015-1b-small.xls":
        education_police.write_police,
}  # fmt: skip


def write_sample(folder: Path) -> list[Path]:
    """Write every sample file as ``folder/<source_id>/<file>``.

    Returns:
        The files written, in the order of their names.
    """
    written = []
    for name, write in _WRITERS.items():
        path = folder / name
        write(path)
        written.append(path)
    return written + write_programme_files(folder)
