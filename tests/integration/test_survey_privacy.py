"""Answers of persons stay in the archive, whatever a wave holds and however a refresh ends."""

from __future__ import annotations

import contextlib
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.integration import survey_homes
from tests.integration.house import csv_of, thriving, warehouse
from tests.integration.recomputed import Frame
from tests.integration.survey_homes import (
    COMMUNITY,
    FAULTY_ROWS,
    HOUSEHOLD,
    IDENTITY,
    INCOMES,
    LAID,
    PERSON,
    RESPONDENT,
    Ended,
)

MARK = re.compile(
    "|".join([RESPONDENT.format("[0-9]+"), HOUSEHOLD.format("[0-9]+"), PERSON, IDENTITY])
)
AS_BYTES = [
    re.compile(mark.encode(coding))
    for coding in ("utf-8", "utf-16-le", "cp1255")
    for mark in MARK.pattern.split("|")
]
NUMBERS = {
    "value", "direct_value", "standard_error", "direct_standard_error", "ci_low", "ci_high", "n",
    "n_with", "effective_n", "design_effect", "coefficient_of_variation", "degrees_of_freedom",
    "contributors", "largest_share",
}  # fmt: skip


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Published waves whose respondents bear marks, and a refused one with a name."""
    ended = survey_homes.refused(tmp_path_factory)
    assert ended.run.status == 2, ended.run.text
    return ended


@pytest.fixture(scope="module")
def home(refused: Ended) -> Path:
    return refused.house.home


@pytest.fixture(scope="module")
def asked(refused: Ended) -> dict[str, Frame]:
    """Data files of the published waves and of the refused one, as they were laid in."""
    return {
        path.stem: survey_homes.read(path)
        for kind in (COMMUNITY, INCOMES)
        for path in (refused.house.mirror / kind).glob("*.csv")
    }


def files_outside(home: Path) -> list[Path]:
    """All that a refresh has made outside of the archive; the inbox is the user's own."""
    return [
        path
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] not in ("archive", "inbox")
    ]


@contextlib.contextmanager
def relations(home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """A connection, and every table and view of every database and parquet file by its place."""
    found: dict[str, str] = {}
    with contextlib.chdir(home / "build"), duckdb.connect() as connection:
        for number, path in enumerate(p for p in files_outside(home) if p.suffix == ".duckdb"):
            connection.execute(f"attach '{path}' as file_{number} (read_only)")
        for database, schema, table in connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables()"
            " where database_name like 'file_%' union all"
            " select database_name, schema_name, view_name from duckdb_views()"
            " where database_name like 'file_%' and not internal"
        ).fetchall():
            name = f'{database}."{schema}"."{table}"'
            found[name] = name
        for path in files_outside(home):
            if path.suffix == ".parquet":
                found[str(path.relative_to(home))] = f"read_parquet('{path}')"
        yield connection, found


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    rows = connection.execute(f"describe select * from {relation}").fetchall()
    return {row[0]: row[1] for row in rows}


def test_the_search_finds_marks_where_they_may_be(home: Path) -> None:
    """Else all that follows would be proof of nothing."""
    folder = home / "archive" / "respondents"
    held = [pd.read_parquet(path) for path in folder.rglob("*.parquet")]
    assert any(
        frame["household"].astype(str).str.contains(MARK).any()
        for frame in held
        if "household" in frame
    )
    bundles = [path.read_bytes() for path in (home / "archive").rglob("*.wave.zip")]
    for expression in AS_BYTES[:4]:
        assert any(expression.search(content) for content in bundles), expression.pattern
    (faults,) = folder.rglob("*.faults.csv")
    listed = faults.read_text("utf-8-sig")
    assert listed.count(IDENTITY) == 2 and listed.count(PERSON) == 2


def test_what_holds_answers_can_be_opened_by_its_owner_alone(home: Path) -> None:
    archive = home / "archive"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o700
    private = [path for path in (archive / "respondents").rglob("*") if path.is_file()]
    private += list(archive.rglob("*.wave.zip"))
    assert len(private) >= 8
    assert [p for p in private if stat.S_IMODE(p.stat().st_mode) & 0o077] == []
    folders = [path for path in (archive / "respondents").iterdir() if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert not list(archive.rglob(".unpacked-*")) and not (archive / ".spill").exists()
    incoming = home / "incoming"
    assert not [path for kind in (COMMUNITY, INCOMES) for path in (incoming / kind).rglob("*")]


def test_no_file_outside_of_the_archive_holds_a_mark(home: Path) -> None:
    files = files_outside(home)
    assert {".duckdb", ".parquet", ".json", ".db"} <= {path.suffix for path in files}
    assert len(list((home / "runs").glob("*.json"))) >= 3
    found = [
        (str(path.relative_to(home)), expression.pattern)
        for path in files
        for content in [path.read_bytes()]
        for expression in AS_BYTES
        if expression.search(content)
    ]
    assert found == []
    names = [str(path.relative_to(home)) for path in home.rglob("*")]
    assert [name for name in names if MARK.search(name)] == []


def test_no_row_of_any_table_holds_a_mark(home: Path) -> None:
    pattern = MARK.pattern.replace("'", "''")
    with relations(home) as (connection, found):
        assert len(found) > 150
        holding = [
            name
            for name, relation in found.items()
            if "raw.released_surveys" not in name
            if connection.execute(
                f"select count(*) from {relation} as held"
                f" where regexp_matches(cast(held as varchar), '{pattern}')"
            ).fetchall()
            != [(0,)]
        ]
    assert holding == []


def test_what_the_command_says_names_row_and_column_and_nobody(refused: Ended, home: Path) -> None:
    said = refused.run.text
    assert f"{COMMUNITY}/{LAID}.csv" in said
    for row, column in zip(
        sorted(FAULTY_ROWS * 2), ("age", "q2", "locality_code", "q3"), strict=True
    ):
        assert (
            f"row {row}, column {column}: found {{}} characters like".format(
                len(IDENTITY if row == FAULTY_ROWS[0] else PERSON)
            )
            in said
        )
    assert not MARK.search(said) and "Traceback" not in said
    assert not MARK.search(thriving(home, "status").text)


def test_weights_of_persons_stand_in_no_table(home: Path, asked: dict[str, Frame]) -> None:
    weights = pd.concat([frame["weight"] for frame in asked.values()]).astype(float).unique()
    weights = [weight for weight in weights.tolist() if weight != round(weight)]
    assert len(weights) > 1000
    with relations(home) as (connection, found):
        connection.execute("create table weights as select unnest(?) as weight", [weights])
        met = {}
        for name, relation in found.items():
            for column, kind in columns_of(connection, relation).items():
                if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
                    [(count,)] = connection.execute(
                        f"select count(distinct weights.weight) from {relation} as held"
                        f' inner join weights on round(held."{column}", 6) = weights.weight'
                    ).fetchall()
                    met[name, column] = count
    assert len(met) > 100
    # Figures of publishers may be the same by chance: of a few persons, not of many.
    many = len(weights) / 20
    assert {place: count for place, count in met.items() if count > many} == {}


def test_no_table_has_a_row_for_each_respondent(home: Path, asked: dict[str, Frame]) -> None:
    sizes = {len(frame) for frame in asked.values()}
    by_place = {
        wave: frame["locality_code"].str.zfill(4).value_counts().to_dict()
        for wave, frame in asked.items()
    }
    with relations(home) as (connection, found):
        for name, relation in found.items():
            [(rows,)] = connection.execute(f"select count(*) from {relation}").fetchall()
            assert rows not in sizes, name
            columns = columns_of(connection, relation)
            for column in {"settlement_code", "code", "code_found"} & set(columns):
                counted = connection.execute(
                    f"select lpad(cast(\"{column}\" as varchar), 4, '0'), count(*)"
                    f" from {relation} group by all"
                ).fetchall()
                for wave, respondents in by_place.items():
                    same = [place for place, count in counted if respondents.get(place) == count]
                    assert len(same) < len(respondents) / 4, (name, wave)


def test_hidden_rows_have_no_number_in_any_table(home: Path) -> None:
    """In the published file and in the kept build, its raw views included."""
    with relations(home) as (connection, found):
        (live,) = [
            name for name in found if name.endswith('"survey_estimates"') and "raw" not in name
        ][:1]
        connection.execute(
            "create table hidden as select wave_id, settlement_code, population_group, measure_id,"
            " statistic, indicator_id, reference_year || '-' || wave_id as period_key"
            f" from {live} where reliability = 'hidden'"
        )
        assert connection.execute("select count(*) > 3000 from hidden").fetchall() == [(True,)]
        looked_at, telling = [], []
        for name, relation in found.items():
            columns = set(columns_of(connection, relation))
            of_shares = "hidden.statistic in ('share', 'rate')"
            keys = [
                ["wave_id", "settlement_code", "measure_id"],
                ["period_key", "settlement_code", "indicator_id"],
            ]
            key = next((key for key in keys if set(key) <= columns), None)
            numbers = sorted(NUMBERS & columns)
            if key is None or not numbers:
                continue
            on = [f"held.{column} = hidden.{column}" for column in key]
            # Tables without groups are of everybody; an indicator is of one statistic.
            for column, otherwise in (
                ("population_group", "hidden.population_group = 'all'"),
                ("statistic", of_shares if key is keys[0] else "true"),
            ):
                same = f"held.{column} = hidden.{column}"
                on.append(same if column in columns else otherwise)
            some = " or ".join(f"held.{column} is not null" for column in numbers)
            [(rows, told)] = connection.execute(
                f"select count(*), count(*) filter ({some}) from {relation} as held"
                f" inner join hidden on {' and '.join(on)}"
            ).fetchall()
            looked_at += [name] if rows else []
            telling += [(name, told)] if told else []
    assert telling == []
    for table in ("survey_estimates", "indicator_values", "small_area_estimates"):
        assert any(name.endswith(f'"marts"."{table}"') for name in looked_at), table
    assert any(name.endswith('"raw"."survey_estimates"') for name in looked_at)
    assert any(name.endswith("raw_survey_estimates.parquet") for name in looked_at)


def test_the_list_of_what_was_released_holds_nothing_that_was_not(home: Path) -> None:
    released = pd.read_parquet(home / "archive" / "released_surveys.parquet")
    runs = {path.stem for path in (home / "runs").glob("*.json")}
    assert set(released["run_id"]) <= runs
    assert (released["n"].isna() == released["hidden_because"].notna()).all()
    assert released.loc[released["n"].isna(), "n_with"].isna().all()
    assert (released["n"].dropna() >= 10).all()


def test_the_published_warehouse_is_still_that_of_the_waves_before(
    home: Path, refused: Ended
) -> None:
    told = json.loads((home / "published" / "current.json").read_text("utf-8"))
    waves = csv_of(thriving(home, "sql", "--format", "csv", "select wave_id from survey_waves"))
    assert LAID not in {row["wave_id"] for row in waves} and len(waves) == 3
    assert warehouse(home).exists() and told["run_id"]


def test_nothing_published_counts_the_respondents_that_are_hidden(home: Path) -> None:
    """Neither exact totals, nor the rows in which settlements begin in a file in their order."""
    with duckdb.connect(str(warehouse(home)), read_only=True) as connection:
        connection.execute("set schema 'marts'")
        [[waves, inexact]] = connection.execute(
            "select count(*), count(*) filter (where respondents % 10 <> 0 or households % 10 <> 0)"
            " from survey_waves"
        ).fetchall()
        assert waves >= 3 and inexact == 0
        [[items, exact]] = connection.execute(
            "select count(*), count(*) filter (where answered % 10 <> 0) from survey_item_quality"
        ).fetchall()
        assert items > 0 and exact == 0
        places = connection.execute(
            "select distinct first_locator from name_decisions where source_id in (?, ?)",
            [COMMUNITY, INCOMES],
        ).fetchall()
        assert places and all(place.endswith("column of settlements") for (place,) in places)
