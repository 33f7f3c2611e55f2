"""Publication of a tiny warehouse: what survives the copy, what is kept, what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publication import publish as publication
from publication.publish import VERSIONS_KEPT, live, make_live, publish, versions
from tests.publication.tiny import about, make_build


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return make_build(tmp_path / "build", rows=5)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


def test_rows_types_constraints_and_comments_survive(build: Path, published: Path) -> None:
    path = publish(build, published, about("run-1"))
    assert ask(path, "select * from marts.figures order by code") == ask(
        build, "select * from marts.figures order by code"
    )
    described = (
        "select column_name, data_type, is_nullable, comment from duckdb_columns()"
        " where table_name = 'figures' order by column_index"
    )
    assert ask(path, described) == ask(build, described)
    constraints = (
        "select constraint_type, constraint_column_names from duckdb_constraints()"
        " where table_name = 'figures' order by all"
    )
    assert ask(path, constraints) == ask(build, constraints)
    assert ("PRIMARY KEY", ["code"]) in ask(path, constraints)
    assert ask(path, "select comment from duckdb_tables() where table_name = 'figures'") == [
        ("The reader's figures (נתונים)",)
    ]


def test_names_and_comments_with_quotes_survive(build: Path, published: Path) -> None:
    path = publish(build, published, about("run-1"))
    assert ask(path, 'select count(*) from marts."odd name"') == [(1,)]
    comment = "select comment from duckdb_columns() where column_name = 'it''s'"
    assert ask(path, comment) == [("O'Hara; -- (מירכאות)",)]


def test_other_schemas_of_the_build_stay_behind(build: Path, published: Path) -> None:
    path = publish(build, published, about("run-1"))
    assert ask(path, "select distinct schema_name from duckdb_tables()") == [("marts",)]


def test_older_clients_can_read_the_file(build: Path, published: Path) -> None:
    path = publish(build, published, about("run-1"))
    assert int.from_bytes(path.read_bytes()[12:20], "little") <= 66


def test_the_build_is_only_read(build: Path, published: Path) -> None:
    before = digest(build)
    publish(build, published, about("run-1"))
    assert digest(build) == before


def test_parquet_stands_beside_and_equals_the_tables(build: Path, published: Path) -> None:
    path = publish(build, published, about("run-1"))
    parquet = published / "parquet" / "figures.parquet"
    assert ask(path, f"select * from '{parquet}' order by code") == ask(
        path, "select * from marts.figures order by code"
    )


def test_what_a_version_is_made_of_is_told(build: Path, published: Path) -> None:
    publish(build, published, about("run-1"))
    told = live(published)
    assert told is not None
    assert told["run_id"] == "run-1" and told["rows"]["figures"] == 5
    assert json.loads((published / "current.json").read_text("utf-8")) == told


def test_nothing_is_live_before_the_first_publication(published: Path) -> None:
    assert live(published) is None
    assert versions(published) == []


def test_only_the_latest_versions_are_kept(tmp_path: Path, published: Path) -> None:
    for number in range(VERSIONS_KEPT + 3):
        build = make_build(tmp_path / f"build-{number}", rows=number)
        publish(build, published, about(f"run-{number:02}"))
    kept = [told["run_id"] for told in versions(published)]
    assert len(kept) == VERSIONS_KEPT
    assert kept[0] == f"run-{VERSIONS_KEPT + 2:02}"
    assert len(list((published / "versions").iterdir())) == VERSIONS_KEPT
    path = published / "warehouse.duckdb"
    assert ask(path, "select count(*) from marts.figures") == [(VERSIONS_KEPT + 2,)]


def test_a_version_that_somebody_reads_stays_until_the_next_publication(
    build: Path, published: Path
) -> None:
    for number in (1, 2):
        publish(build, published, about(f"run-{number}"))
    read = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print(); input()"
    path = published / "versions" / "run-1" / "warehouse.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", read, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        publish(build, published, about("run-3"), kept=1)
        assert [told["run_id"] for told in versions(published)] == ["run-3", "run-1"]
        reader.communicate(b"\n")
    publish(build, published, about("run-4"), kept=1)
    assert [told["run_id"] for told in versions(published)] == ["run-4"]


def test_a_version_gone_back_to_is_live_whole_and_stays_kept(
    tmp_path: Path, published: Path
) -> None:
    for number in (1, 2):
        publish(make_build(tmp_path / str(number), rows=number), published, about(f"run-{number}"))
    make_live(published, "run-1")
    assert ask(published / "warehouse.duckdb", "select count(*) from marts.figures") == [(1,)]
    parquet = published / "parquet" / "figures.parquet"
    assert ask(published / "warehouse.duckdb", f"select count(*) from '{parquet}'") == [(1,)]
    told = live(published)
    assert told is not None and told["run_id"] == "run-1"
    make_live(published, "run-2")
    assert ask(published / "warehouse.duckdb", "select count(*) from marts.figures") == [(2,)]


def test_a_version_that_is_not_kept_cannot_be_gone_back_to(build: Path, published: Path) -> None:
    path = publish(build, published, about("run-1"))
    before = digest(path)
    with pytest.raises(FileNotFoundError):
        make_live(published, "run-0")
    assert digest(path) == before


def test_a_write_ahead_log_beside_the_published_file_is_refused_with_advice(
    tmp_path: Path, build: Path, published: Path
) -> None:
    path = publish(build, published, about("run-1"))
    before = digest(path)
    path.with_name("warehouse.duckdb.wal").write_bytes(b"left by a writer")
    later = make_build(tmp_path / "later", rows=9)
    with pytest.raises(RuntimeError, match=r"\.wal.*open for writing.*close that program"):
        publish(later, published, about("run-2"))
    assert digest(path) == before
    told = live(published)
    assert told is not None and told["run_id"] == "run-1"
    # A version that was never live is none to go back to.
    assert [told["run_id"] for told in versions(published)] == ["run-1"]
    path.with_name("warehouse.duckdb.wal").unlink()
    publish(later, published, about("run-3"))
    assert ask(path, "select count(*) from marts.figures") == [(9,)]


def test_the_published_file_is_not_the_kept_version_to_a_writer(
    tmp_path: Path, published: Path
) -> None:
    """Somebody who writes into the published file must not spoil what rollback goes back to."""
    build = make_build(tmp_path / "build", rows=3)
    path = publish(build, published, about("run-1"))
    kept = published / "versions" / "run-1" / "warehouse.duckdb"
    before = digest(kept)
    try:
        with duckdb.connect(str(path)) as connection:
            connection.execute("delete from marts.figures")
    except (duckdb.Error, OSError):
        # Better still: the file does not let itself be written.
        pass
    assert digest(kept) == before


def test_a_reader_keeps_reading_the_old_file_while_a_new_one_is_published(
    tmp_path: Path, published: Path
) -> None:
    path = publish(make_build(tmp_path / "1", rows=100_000), published, about("run-1"))
    with duckdb.connect(str(path), read_only=True) as reader:
        cursor = reader.execute("select code from marts.figures")
        first = cursor.fetchmany(10)
        publish(make_build(tmp_path / "2", rows=7), published, about("run-2"))
        rest = cursor.fetchall()
        assert len(first) + len(rest) == 100_000
        assert reader.execute("select count(*) from marts.figures").fetchall() == [(100_000,)]
    assert ask(path, "select count(*) from marts.figures") == [(7,)]


def test_a_copy_that_lacks_rows_is_not_published(
    build: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = publication._copy_schema

    def lossy(source: Path, target: Path) -> dict[str, int]:
        counts = copy(source, target)
        with duckdb.connect(str(target)) as connection:
            connection.execute("delete from marts.figures where code = '0001'")
        return counts

    monkeypatch.setattr(publication, "_copy_schema", lossy)
    with pytest.raises(RuntimeError, match="figures"):
        publish(build, published, about("run-1"))
    assert live(published) is None
    assert not (published / "warehouse.duckdb").exists()
    assert list((published / "versions").iterdir()) == []


def test_a_build_without_the_public_schema_is_not_published(
    tmp_path: Path, published: Path
) -> None:
    (tmp_path / "empty").mkdir()
    path = tmp_path / "empty" / "build.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(RuntimeError):
        publish(path, published, about("run-1"))
    assert live(published) is None
