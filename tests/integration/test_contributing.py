"""CONTRIBUTING.md is true: its examples are done in a copy of the project, and seen."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.integration import house
from tests.integration import programme_homes as homes

PROJECT = Path(__file__).resolve().parents[2]
POPULATION = "cbs_population"
"""By which one of the examples divides."""
BLOCK = re.compile(r"^```(?:yaml|csv|sql) (?P<path>\S+)\n(?P<content>.*?)^```", re.M | re.S)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of a copy of the project that followed CONTRIBUTING.md."""
    copy = tmp_path_factory.mktemp("contributing") / "project"
    shutil.copytree(
        PROJECT,
        copy,
        ignore=shutil.ignore_patterns(".venv", ".git", "data", "target", "__pycache__", "tests"),
    )
    home = copy / "home"
    mirror = copy / "mirror"
    shutil.copytree(homes.small_mirror(tmp_path_factory).with_name("mirror"), mirror)
    population = house.sample_home(tmp_path_factory) / "sample" / POPULATION
    shutil.copytree(population, mirror / POPULATION)
    text = (copy / "CONTRIBUTING.md").read_text("utf-8")
    blocks = {match["path"]: match["content"] for match in BLOCK.finditer(text)}
    assert len(blocks) == 6
    for name, content in blocks.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        existing = path.read_text("utf-8") if path.exists() else ""
        path.write_text(existing + content, "utf-8")
        if existing and path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
            assert {len(row) for row in rows} == {len(rows[0])}
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh", "--from", "mirror", "--json"],
        cwd=copy,
        env={**os.environ, "THRIVING_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert json.loads(done.stdout)["outcome"] == "published"
    return home / "published" / "warehouse.duckdb"


def test_a_dataset_is_one_yaml(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        source = connection.execute(
            "select title_he, latest_vintage, files from marts.sources"
            " where source_id = 'welfare_frames'"
        ).fetchall()
        decisions = connection.execute(
            "select code_text, settlement_code, method from marts.name_decisions"
            " where source_id = 'welfare_frames' order by all"
        ).fetchall()
    assert source == [("מסגרות רווחה", "welfare-2024", 1)]
    assert decisions == [
        ("1031", "1031", "locality_code"),
        ("31", "0031", "locality_code"),
        ("8000", "8000", "locality_code"),
    ]


def test_an_indicator_is_one_row_and_its_mapping(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        values = connection.execute(
            "select settlement_code, reference_year, value, value_status, locator"
            " from marts.indicator_values where indicator_id = 'welfare_frames_total' order by all"
        ).fetchall()
        name = connection.execute(
            "select name_he from marts.indicators where indicator_id = 'welfare_frames_total'"
        ).fetchone()
    assert values == [
        ("0031", 2024, 9.0, "observed", "C3"),
        ("1031", 2024, 7.0, "observed", "C4"),
        ("8000", 2024, 12.0, "observed", "C2"),
    ]
    assert name == ("מסגרות רווחה",)


def test_a_computed_indicator_is_one_model(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        values = connection.execute(
            "select series.settlement_code, series.value_status, round(series.value, 9),"
            " round(1000 * places / population.value, 9), series.locator"
            " from marts.indicator_values as series"
            " left join (values ('8000', 340), ('0031', null), ('1031', 210))"
            " as held (code, places)"
            " on series.settlement_code = held.code"
            " inner join marts.indicator_values as population"
            " on series.settlement_code = population.settlement_code"
            " and population.source_id = 'cbs_population'"
            " and population.indicator_id = 'population_total'"
            " where series.indicator_id = 'welfare_places_per_1000' order by all"
        ).fetchall()
    assert [row[:2] for row in values] == [
        ("0031", "not_available"),
        ("1031", "observed"),
        ("8000", "observed"),
    ]
    for _, status, value, expected, locator in values:
        assert value == expected and (value is None) == (status == "not_available")
        assert locator.endswith("/ CBS population")
