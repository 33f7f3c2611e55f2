"""What a killed run left half done, brought to its end before the next one begins.

Archive, versions and builds need nothing: they are written whole or not at all. Two things are made
of several steps: a version goes live, and then the archive is told that its files are published.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.archive import Archive
from orchestration.home import Home
from orchestration.progress import progress
from orchestration.surveys.released import note_release
from publication.publish import finish_going_live, live, make_live

WAREHOUSE = "warehouse.duckdb"


def finish_publication(home: Home) -> None:
    """Put live what was going live, and note of the live version what is noted of each.

    A published file that the disk has damaged, or somebody has, is laid anew from its kept version.

    The caller holds the lock of the home.
    """
    if (run_id := finish_going_live(home.published)) is not None:
        progress(f"an earlier refresh was cut short while run {run_id} went live: finished")
    current = live(home.published)
    if current is not None and _is_damaged(home.published, current["run_id"]):
        make_live(home.published, current["run_id"])
        progress(f"the published file was damaged: laid anew from run {current['run_id']}, as kept")
    if current is None or current["run_id"] in _noted(Archive(home.folder)):
        return
    note_published(home, current["run_id"])
    progress(f"an earlier refresh was cut short after run {current['run_id']} went live: noted")


def _is_damaged(published: Path, run_id: str) -> bool:
    """Whether the published file is not what its kept version is; not while somebody writes to it.

    A file that was cut opens, and fails whoever reads far enough: its size tells.
    """
    file, kept = published / WAREHOUSE, published / "versions" / run_id / WAREHOUSE
    if not kept.exists() or file.with_name(f"{WAREHOUSE}.wal").exists():
        return False
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error as error:
        return "lock" not in str(error)
    return file.stat().st_size != kept.stat().st_size


def note_published(home: Home, run_id: str) -> None:
    """Tell the archive which files the live version is made of, and what it showed of surveys.

    The release comes first: once the archive knows of the run, nobody looks again.
    """
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        files = connection.execute(
            "select source_id, sha256 from marts.source_files order by all"
        ).fetchall()
    note_release(home.released, home.warehouse, run_id)
    Archive(home.folder).published(run_id, files)


def _noted(archive: Archive) -> set[str]:
    return {run for entry in archive.entries().values() for run in entry.published_in}
