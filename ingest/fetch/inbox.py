"""Files that people drop in while the warehouse runs: ``inbox/<source_id>/…``."""

from __future__ import annotations

import time
from pathlib import Path

from ingest.fetch.fetched import Fetched
from ingest.fetch.folder import fetch_folder
from ingest.source import Source

SETTLE_SECONDS = 2.0
UNFINISHED = (".part", ".tmp", ".crdownload")


def fetch_inbox(
    source: Source, inbox: Path, *, settle_seconds: float = SETTLE_SECONDS
) -> tuple[list[Fetched], list[Path]]:
    """As ``fetch_folder``, but a file still being written is left for the next refresh.

    Such files are in the second list, beside those that match nothing.

    Raises:
        InputError: a link leads out of ``inbox``.
    """
    found, unmatched = fetch_folder(source, inbox)
    unfinished = {file.path for file in found if being_written(file.path, settle_seconds)}
    ready = [file for file in found if file.path not in unfinished]
    return ready, sorted([*unmatched, *unfinished], key=lambda path: path.name)


def being_written(path: Path, settle_seconds: float) -> bool:
    """Whether a file is, by its name, its neighbour or its age, perhaps not whole yet."""
    if path.name.lower().endswith(UNFINISHED):
        return True
    # Firefox holds the final name with an empty file while <name>.part grows.
    if path.with_name(f"{path.name}.part").exists():
        return True
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:  # moved away since it was listed
        return True
    # abs: the clock of a file server may run a little ahead of ours.
    return abs(age) < settle_seconds
