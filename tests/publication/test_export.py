"""A settlement carried away: its rows alone, and nothing that a program would run."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.errors import InputError
from publication.export import export_settlement


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.settlements as select * from (values"
            " ('8000', 'צפת', 'Zefat', 'city'), ('0031', 'אופקים', 'Ofaqim', 'city'))"
            " as t(settlement_code, name_he, name_en, kind)"
        )
        connection.execute(
            "create table marts.targets as select * from (values"
            " ('8000', 'ב', -3.5, '=1+1'), ('8000', 'א', null, '-'), ('0031', 'ג', 1, 'ok'))"
            " as t(settlement_code, target, distance, remark)"
        )
        connection.execute("create table marts.codes as select 'a' as code")
        connection.execute("create table marts.roles (settlement_code varchar, role varchar)")
    return path


def test_only_the_rows_of_the_settlement_are_written(warehouse: Path, tmp_path: Path) -> None:
    folder = export_settlement(warehouse, "Zefat", tmp_path / "out")
    assert folder == tmp_path / "out" / "8000 צפת"
    # Of tables that do not speak of settlements, or hold none of it, there is no file.
    assert sorted(path.name for path in folder.iterdir()) == [
        "settlements.csv", "settlements.parquet", "targets.csv", "targets.parquet",
    ]  # fmt: skip
    rows = pl.read_parquet(folder / "targets.parquet")
    assert rows.rows() == [("8000", "א", None, "-"), ("8000", "ב", -3.5, "=1+1")]


def test_a_text_like_a_formula_is_a_text_and_a_number_stays_one(
    warehouse: Path, tmp_path: Path
) -> None:
    folder = export_settlement(warehouse, "8000", tmp_path, ("csv",))
    content = (folder / "targets.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[1:] == [["8000", "א", "", "'-"], ["8000", "ב", "-3.5", "'=1+1"]]
    assert not list(folder.glob("*.parquet"))


def test_the_same_file_gives_the_same_bytes(warehouse: Path, tmp_path: Path) -> None:
    one, two = (export_settlement(warehouse, "8000", tmp_path / name) for name in ("a", "b"))
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_an_unknown_settlement_is_named_with_those_alike(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="8000 צפת"):
        export_settlement(warehouse, "צפט", tmp_path)
    assert not list(tmp_path.glob("*צפ*"))
