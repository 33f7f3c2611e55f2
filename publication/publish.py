"""audit → published: the public schema into a new file, swapped in by one rename.

``published/versions/<run_id>/`` holds each published warehouse whole (database, Parquet, what it is
made of); ``published/warehouse.duckdb`` is the live one. Readers hold their old file until they
connect again; nobody ever sees half of one.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from publication.readers import reader_of

SCHEMA = "marts"
STORAGE_VERSION = "v1.2.0"
"""Readable by every DuckDB client from 1.2 on; files of 2.0 are not."""
VERSIONS_KEPT = 10
ABOUT = "about.json"
GOING_LIVE = ".going_live"
"""Names the version that is being put live; whoever finds it was not there when that was done."""


def publish(
    build: Path, published: Path, about: dict[str, Any], *, kept: int = VERSIONS_KEPT
) -> Path:
    """Make a version of the build's public schema and put it live.

    Args:
        build: the audited build database; it is only read.
        published: the folder of publications.
        about: what the version is made of; ``run_id`` names it. One that is there already was
            made whole before something broke, and goes live.
        kept: how many versions stay.

    Returns:
        The live database file.

    Raises:
        OSError: the disk is full or unwritable; the live version is untouched then.
        RuntimeError: the copy does not hold what the build holds.
    """
    _refuse_open_for_writing(published)
    for leftover in (published / "versions").glob(".*.part"):
        shutil.rmtree(leftover)  # of a publication that was killed
    version = published / "versions" / str(about["run_id"])
    if not version.exists():
        _make_version(build, version, about)
    make_live(published, version.name)
    _drop_old_versions(published, kept)
    return published / "warehouse.duckdb"


def _make_version(build: Path, version: Path, about: dict[str, Any]) -> None:
    """Write a version whole, or leave nothing of it."""
    partial = version.with_name(f".{version.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        counts = _copy_schema(build, partial / "warehouse.duckdb")
        _check_copy(partial / "warehouse.duckdb", counts)
        _write_parquet(partial / "warehouse.duckdb", partial / "parquet", counts)
        about = {**about, "rows": counts}
        (partial / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
        for file in partial.rglob("*"):
            if file.is_file():
                _sync(file)
        partial.replace(version)
        _sync(version.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def make_live(published: Path, run_id: str) -> dict[str, Any]:
    """Put a kept version live.

    Returns:
        What that version is made of.

    Raises:
        FileNotFoundError: no such version is kept.
    """
    version = published / "versions" / run_id
    about: dict[str, Any] = json.loads((version / ABOUT).read_text("utf-8"))
    _refuse_open_for_writing(published)
    intent = published / GOING_LIVE
    intent.write_text(run_id, "utf-8")
    _sync(intent)
    _replace_tree(version / "parquet", published / "parquet")
    _replace_file(version / "warehouse.duckdb", published / "warehouse.duckdb")
    _replace_file(version / ABOUT, published / "current.json")
    _sync(published)
    intent.unlink()
    return about


def finish_going_live(published: Path) -> str | None:
    """Bring to its end what a kill or a full disk cut short between Parquet, database and record.

    Returns:
        The version that is live now because of it; ``None`` where nothing had been cut short.
    """
    intent = published / GOING_LIVE
    try:
        run_id = intent.read_text("utf-8")
    except FileNotFoundError:
        return None
    # An intent that was cut short itself names no version: nothing had been replaced by then.
    if not run_id or not (published / "versions" / run_id / ABOUT).exists():
        intent.unlink()
        return None
    make_live(published, run_id)
    return run_id


def versions(published: Path) -> list[dict[str, Any]]:
    """What each kept version is made of, newest first."""
    folder = published / "versions"
    names = sorted((path.name for path in folder.glob("[!.]*")), reverse=True)
    return [json.loads((folder / name / ABOUT).read_text("utf-8")) for name in names]


def live(published: Path) -> dict[str, Any] | None:
    """What the live version is made of; ``None`` if nothing is published."""
    try:
        about: dict[str, Any] = json.loads((published / "current.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return about


def _refuse_open_for_writing(published: Path) -> None:
    wal = published / "warehouse.duckdb.wal"
    if wal.exists():
        raise RuntimeError(
            f"{wal} stands beside the published file: somebody has it open for writing;"
            " close that program and try again"
        )


def _copy_schema(build: Path, target: Path) -> dict[str, int]:
    """Copy all tables of the public schema with their constraints and comments."""
    counts: dict[str, int] = {}
    with duckdb.connect() as connection:
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute("set memory_limit = '700MB'")
        connection.execute(f"set temp_directory = '{_quoted(build.parent / 'tmp')}'")
        connection.execute(f"attach '{_quoted(build)}' as build (read_only)")
        connection.execute(
            f"attach '{_quoted(target)}' as target (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute(f"create schema target.{SCHEMA}")
        connection.execute("use target")
        tables = connection.execute(
            "select table_name, sql, comment from duckdb_tables()"
            " where database_name = 'build' and schema_name = ? order by table_name",
            [SCHEMA],
        ).fetchall()
        if not tables:
            raise RuntimeError(f"{build} holds no tables in schema {SCHEMA}: nothing to publish")
        # One transaction: a log entry for each of a thousand comments would take a second.
        connection.execute("begin")
        for table, sql, comment in tables:
            name = f'{SCHEMA}."{table}"'
            connection.execute(sql.replace(f"build.{SCHEMA}.", f"{SCHEMA}."))
            connection.execute(f"insert into target.{name} select * from build.{name}")
            row = connection.execute(f"select count(*) from target.{name}").fetchone()
            counts[table] = row[0] if row else 0
            if comment:
                connection.execute(f"comment on table {name} is '{_text(comment)}'")
        for table, column, comment in connection.execute(
            "select table_name, column_name, comment from duckdb_columns()"
            " where database_name = 'build' and schema_name = ? and comment is not null",
            [SCHEMA],
        ).fetchall():
            connection.execute(
                f'comment on column {SCHEMA}."{table}"."{column}" is \'{_text(comment)}\''
            )
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("checkpoint target")
        connection.execute("detach target")
    return counts


def _check_copy(path: Path, counts: dict[str, int]) -> None:
    if path.with_name(path.name + ".wal").exists():
        raise RuntimeError(f"{path} was not written whole")
    with duckdb.connect(str(path), read_only=True) as connection:
        for table, expected in counts.items():
            row = connection.execute(f'select count(*) from {SCHEMA}."{table}"').fetchone()
            if row is None or row[0] != expected:
                raise RuntimeError(f"{table}: {row} rows in the copy, {expected} in the build")


def _write_parquet(database: Path, folder: Path, counts: dict[str, int]) -> None:
    folder.mkdir()
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in counts:
            connection.execute(
                f"copy {SCHEMA}.\"{table}\" to '{_quoted(folder / table)}.parquet'"
                " (format parquet, compression zstd)"
            )


def _drop_old_versions(published: Path, kept: int) -> None:
    """Those that somebody reads stay for the next time: of Parquet not all is open at once."""
    current = live(published)
    for about in versions(published)[kept:]:
        warehouse = published / "versions" / about["run_id"] / "warehouse.duckdb"
        is_live = current and about["run_id"] == current["run_id"]
        if not is_live and not reader_of(warehouse):
            drop_version(published, about["run_id"])


def drop_version(published: Path, run_id: str) -> None:
    """Delete a kept version; which one may go is the caller's to know."""
    # Out of sight in one step: a kill while its files go must not leave half a version.
    retired = published / "versions" / f".{run_id}.part"
    (published / "versions" / run_id).rename(retired)
    shutil.rmtree(retired)


def _replace_file(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.part")
    partial.unlink(missing_ok=True)
    # A copy, not a link: whoever opens the live file for writing must not reach the kept version.
    shutil.copyfile(source, partial)
    _sync(partial)
    partial.replace(target)


def _replace_tree(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.part")
    retired = target.with_name(f".{target.name}.old")
    for leftover in (partial, retired):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(source, partial)
    if target.exists() and _exchange(partial, target):
        shutil.rmtree(partial, ignore_errors=True)
        return
    if target.exists():
        target.rename(retired)
    partial.rename(target)
    shutil.rmtree(retired, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step, where the system can: no reader misses one.

    Returns:
        Whether it could.
    """
    at_here, exchange = -100, 2
    try:
        library = ctypes.CDLL(None)
        names = os.fsencode(one), os.fsencode(other)
        done: int = library.renameat2(at_here, names[0], at_here, names[1], exchange)
    except (AttributeError, OSError, TypeError):
        return False
    return done == 0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _text(comment: str) -> str:
    return comment.replace("'", "''")
