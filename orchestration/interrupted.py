"""What a killed run left half done, brought to its end before the next one begins.

Archive, versions and builds need nothing: they are written whole or not at all. Two things are made
of several steps: a version goes live, and then the archive is told that its files are published.
"""

from __future__ import annotations

import duckdb

from ingest.archive import Archive
from orchestration.home import Home
from orchestration.progress import progress
from orchestration.surveys.released import note_release
from publication.publish import finish_going_live, live


def finish_publication(home: Home) -> None:
    """Put live what was going live, and note of the live version what is noted of each.

    The caller holds the lock of the home.
    """
    if (run_id := finish_going_live(home.published)) is not None:
        progress(f"an earlier refresh was cut short while run {run_id} went live: finished")
    current = live(home.published)
    if current is None or current["run_id"] in _noted(Archive(home.folder)):
        return
    note_published(home, current["run_id"])
    progress(f"an earlier refresh was cut short after run {current['run_id']} went live: noted")


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
