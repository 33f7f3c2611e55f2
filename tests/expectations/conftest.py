"""The kept build of a sample's refresh, in a copy that tests may damage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.integration import house

Connection = duckdb.DuckDBPyConnection


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the sample's only refresh; what is in it is not to be changed.

    In a home of our own: the gate writes beside the build that it looks at.
    """
    home = tmp_path_factory.mktemp("sample") / "home"
    shutil.copytree(house.sample_home(tmp_path_factory), home)
    return max((home / "build").glob("2*.duckdb"))


@pytest.fixture(scope="session")
def build_copy(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the build whose raw layer is tables, so that it can be changed too."""
    path = tmp_path_factory.mktemp("damaged") / "build.duckdb"
    shutil.copyfile(sample_build, path)
    before = Path.cwd()
    os.chdir(sample_build.parent)
    try:
        with duckdb.connect(str(path)) as connection:
            views = connection.execute(
                "select view_name from duckdb_views() where schema_name = 'raw'"
            ).fetchall()
            for (view,) in views:
                connection.execute(f"create table raw.copy_of_{view} as from raw.{view}")
                connection.execute(f"drop view raw.{view}")
                connection.execute(f"alter table raw.copy_of_{view} rename to {view}")
            # What was published before is what the build itself holds: no drift.
            columns = ", ".join(
                name
                for (name,) in connection.execute(
                    "select column_name from duckdb_columns() where table_name = 'published_values'"
                ).fetchall()
            )
            connection.execute("delete from raw.published_values")
            connection.execute(
                f"insert into raw.published_values select {columns} from marts.indicator_values"
            )
    finally:
        os.chdir(before)
    return path


@pytest.fixture
def build(build_copy: Path) -> Iterator[Connection]:
    """A connection inside a transaction that is rolled back."""
    with duckdb.connect(str(build_copy)) as connection:
        connection.execute("begin")
        try:
            yield connection
        finally:
            connection.execute("rollback")
