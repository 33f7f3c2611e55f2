"""Declarations: what is refused, and that each shipped one fits the files it is for."""

from __future__ import annotations

import csv
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.errors import InputError
from ingest.fetch.folder import fetch_folder
from ingest.source import SOURCES_FOLDER, load_source, load_sources
from tests.ingest.workbooks import assert_says

SHIPPED = [
    "btl_localities",
    "cbs_authority_codes",
    "cbs_census_2022",
    "cbs_local_authorities",
    "cbs_local_authorities_before_2014",
    "cbs_localities",
    "cbs_locality_changes",
    "cbs_peripherality_index",
    "cbs_population",
    "cbs_socio_economic_index",
    "cbs_statistical_areas_geometry",
    "cbs_time_series",
    "cec_knesset_elections",
    "community_survey",
    "datagov_census_2022_localities",
    "datagov_ckan",
    "datagov_local_authorities",
    "datagov_localities",
    "datagov_municipal_finance",
    "datagov_population_by_age",
    "datagov_welfare_frames",
    "household_income_survey",
    "identifiers",
    "moe_bagrut",
    "moe_institutions",
    "moj_associations",
    "police_cases",
    "police_crime_records",
    "settlement_programmes",
]
FEEDING = [name for name, source in load_sources().items() if source.feeds_marts]
PUBLISHED = [name for name in FEEDING if not name.endswith(("_survey", "_programmes"))]
"""Of surveys and forms there are no publisher's files, and of others nobody has seen one yet."""


def content(source_id: str = "cbs_localities") -> dict[str, Any]:
    loaded = yaml.safe_load((SOURCES_FOLDER / f"{source_id}.yml").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def refused(tmp_path: Path, changed: object, name: str = "cbs_localities.yml") -> InputError:
    path = tmp_path / name
    path.write_text(changed if isinstance(changed, str) else yaml.safe_dump(changed), "utf-8")
    with pytest.raises(InputError) as raised:
        load_source(path)
    return raised.value


def test_the_shipped_declarations_load() -> None:
    assert list(load_sources()) == SHIPPED
    assert all(name == source.source_id for name, source in load_sources().items())


def test_the_declaration_that_the_others_spoil_is_itself_accepted(tmp_path: Path) -> None:
    path = tmp_path / "cbs_localities.yml"
    path.write_text(yaml.safe_dump(content()), "utf-8")
    assert load_source(path) == load_sources()["cbs_localities"]


@pytest.mark.parametrize(
    ("where", "key"),
    [
        ((), "lisence"),
        (("title",), "ru"),
        (("freshness",), "warn_after_week"),
        (("edition",), "year"),
        (("tables", 0), "sheet"),
        (("tables", 0, "entity"), "kode"),
        (("fetch", "files", 0), "adress"),
    ],
)
def test_an_unknown_key_is_refused_by_its_name_at_any_depth(
    tmp_path: Path, where: tuple[str | int, ...], key: str
) -> None:
    changed: Any = content()
    part = changed
    for step in where:
        part = part[step]
    part[key] = "x"
    assert_says(
        refused(tmp_path, changed),
        file="cbs_localities.yml",
        found=f"{key}: Extra inputs are not permitted",
        expected="the keys that ingest/source.py declares",
        do="correct the key named here",
    )


@pytest.mark.parametrize(
    ("where", "key"),
    [(("tables", 0), "sheets"), (("tables", 0, "entity"), "code"), (("edition",), "name")],
)
def test_a_pattern_that_does_not_compile_is_refused_with_its_place(
    tmp_path: Path, where: tuple[str | int, ...], key: str
) -> None:
    changed: Any = content()
    part = changed
    for step in where:
        part = part[step]
    part[key] = ["(open"] if key == "name" else "(open"
    error = refused(tmp_path, changed)
    assert_says(
        error,
        file="cbs_localities.yml",
        found="not a regular expression: '(open'",
        expected="the keys",
    )
    assert key in error.found


@pytest.mark.parametrize("key", ["source_id", "licence", "freshness", "fetch", "tables", "edition"])
def test_a_missing_key_is_refused_by_its_name(tmp_path: Path, key: str) -> None:
    changed = content()
    del changed[key]
    error = refused(tmp_path, changed)
    assert_says(
        error, file="cbs_localities.yml", found=f"{key}: Field required", expected="the keys"
    )


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    error = refused(tmp_path, content() | {"parser": "pdf", "source_id": "Not A Name"})
    assert "parser:" in error.found
    assert "source_id:" in error.found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"edition": {"prefix": "x-"}}, "give a pattern under name or text"),
        ({"tables": [{"id": "t"}]}, "table t: rows need an entity"),
        ({"tables": [{"id": "t", "entity": {"area": "x"}}]}, "needs a code or a name column"),
        ({"tables": []}, "at least 1 item"),
        ({"fetch": {"kind": "fax"}}, "'http', 'ckan', 'series', 'manual'"),
    ],
)
def test_a_declaration_that_says_too_little_is_refused(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    error = refused(tmp_path, content() | change)
    assert_says(error, file="cbs_localities.yml", found=words, expected="the keys")


def test_a_source_id_that_is_not_the_files_name_is_refused(tmp_path: Path) -> None:
    assert_says(
        refused(tmp_path, content(), "other.yml"),
        file="other.yml",
        place="source_id",
        found="cbs_localities",
        expected="other",
        do="name the file after its source_id",
    )


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\tkey: 1"])
def test_what_is_no_yaml_is_refused(tmp_path: Path, text: str) -> None:
    assert_says(
        refused(tmp_path, text),
        file="cbs_localities.yml",
        found="no readable YAML",
        expected="a declaration of a dataset",
    )


@pytest.mark.parametrize("text", ["", "- a\n- b", "just words"])
def test_yaml_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert_says(
        refused(tmp_path, text), file="cbs_localities.yml", found="file", expected="the keys"
    )


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    """YAML lets the last one win; the first would be a key that nobody reads."""
    text = yaml.safe_dump(content(), allow_unicode=True) + "\nlicence: {he: אחר, en: another}\n"
    assert "licence" in refused(tmp_path, text).found


def test_an_edition_pattern_without_a_named_group_is_refused(tmp_path: Path) -> None:
    """It would be found out only when a file comes, as a crash."""
    error = refused(tmp_path, content() | {"edition": {"name": [r"20\d\d"]}})
    assert "edition" in error.found


def test_a_declaration_cannot_be_changed_once_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_sources()["identifiers"].homepage = "none"


@pytest.mark.real
@pytest.mark.parametrize("source_id", PUBLISHED)
def test_each_real_file_is_taken_and_has_a_table(real: Path, source_id: str) -> None:
    source = load_sources()[source_id]
    found, unmatched = fetch_folder(source, real)
    assert found, "no file of the publisher matches the declaration"
    assert unmatched == []
    for file in found:
        assert any(fnmatch(file.name, table.files) for table in source.tables)


@pytest.mark.real
@pytest.mark.parametrize("source_id", PUBLISHED)
def test_each_declared_file_pattern_is_that_of_a_real_file_or_a_sibling_format(
    real: Path, source_id: str
) -> None:
    """Excel comes as .xls or .xlsx and tables as .csv or .json: one of the two must be there."""
    source = load_sources()[source_id]
    names = [path.name for path in (real / source_id).iterdir()]
    stems = {re.sub(r"\.(xlsx?|csv|json)$", "", pattern) for pattern in source.files}
    for stem in stems - {"*"}:
        assert any(fnmatch(name, f"{stem}*") for name in names), stem
    for table in source.tables:
        assert any(fnmatch(name, table.files) for name in names), table.id


def test_nothing_is_declared_as_seen_live_that_nobody_has_seen() -> None:
    assert not any(source.verified_live for source in load_sources().values())


def test_what_feeds_no_mart_is_in_no_mapping_and_holds_no_refresh() -> None:
    seeds = SOURCES_FOLDER.parents[1] / "seeds"
    mapped = {
        row["source_id"]
        for row in csv.DictReader((seeds / "header_mapping.csv").open(encoding="utf-8"))
    }
    models = SOURCES_FOLDER.parents[1] / "dbt_project" / "models"
    sql = "".join(path.read_text("utf-8") for path in models.rglob("*.sql"))
    for name, source in load_sources().items():
        if not source.feeds_marts:
            assert name not in mapped
            assert f"'{name}'" not in sql
            assert not source.required and not source.registry


@pytest.mark.parametrize(
    ("fetch", "words"),
    [
        ({"kind": "ckan", "resources": [{"dataset": "d", "name": "n.json"}]}, "its id where none"),
        ({"kind": "series", "series": [], "name": "n.json"}, "at least 1 item"),
        ({"kind": "series", "series": [1], "name": "n.json", "start": "13-2020"}, "start"),
        ({"kind": "http", "files": [], "loopback": True}, "loopback: Extra inputs"),
    ],
)
def test_a_fetch_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, fetch: dict[str, Any], words: str
) -> None:
    assert words in refused(tmp_path, content() | {"fetch": fetch}).found
