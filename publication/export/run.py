"""``thriving export``: settlements carried away, each into a folder of its own, all or none."""

from __future__ import annotations

import errno
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import InputError
from ingest.programmes.layout import Place
from publication.export.aside import made_aside
from publication.export.choice import choose
from publication.export.folders import FORMATS, folder_name, move_in, refuse_foreign
from publication.export.library import Library, read_library, read_rows
from publication.export.settlement import write_settlement
from publication.pages.pdf import BROWSERS, browser
from publication.publish import SCHEMA
from publication.reading.facts import facts_of
from publication.workers import prepare_worker

DEFAULT_FORMATS = ("xlsx", "csv", "parquet", "html")
BATCH = 26
"""Settlements whose rows are held at once by one process: they bound its memory."""
WORKERS = 2
_ALONE = 4
"""So many settlements are written sooner than other processes would start."""

Told = Callable[[int, int], None]
"""How many settlements are written, of how many."""


@dataclass(frozen=True)
class _Task:
    warehouse: Path
    places: tuple[Place, ...]
    formats: tuple[str, ...]
    into: Path


def export(
    warehouse: Path,
    settlements: Sequence[str],
    programme: str | None,
    everyone: bool,
    into: Path,
    formats: Sequence[str],
    told: Told,
) -> list[Path]:
    """Write what is published of settlements; the same published file gives the same bytes.

    Args:
        warehouse: the published database, which is only read.
        settlements, programme, everyone: which settlements, see ``choose``.
        into: made if need be; ``<into>/<code> <name>/`` is the folder of a settlement. What an
            earlier export left there in one of the formats is replaced.
        formats: of ``FORMATS``.
        told: called as settlements are done.

    Returns:
        The folder of each settlement, by code.

    Raises:
        InputError: the choice or a format is not one; a folder cannot be written or holds
            something else where a format would go. Nothing of this export is left then.
    """
    wanted = _known(formats)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        places = choose(connection, settlements, programme, everyone)
        tables = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = ?", [SCHEMA]
            ).fetchall()
        }
    if "pdf" in wanted and browser() is None:
        raise InputError(
            "--format pdf",
            found="no Chromium on this machine",
            expected="one of " + ", ".join(BROWSERS),
            do="install the package chromium, or print the pages of --format html",
        )
    folders = [into / folder_name(place) for place in places]
    refuse_foreign(folders, wanted, tables)
    _make(into)
    try:
        with made_aside(into) as partial:
            new, old = partial / "new", partial / "old"
            _write_all(warehouse, places, wanted, new, told)
            for folder in folders:
                move_in(new / folder.name, folder, old)
    except BrokenProcessPool as error:
        raise InputError(
            "export",
            found="a process that was ended from outside, perhaps for want of memory",
            expected="room for two processes of 400 MB",
            do="export fewer settlements at a time; nothing of this export was left",
        ) from error
    except OSError as error:
        raise InputError(
            str(into),
            found=error.strerror or str(error),
            expected="a folder that can be written, with no file of it open in another program",
            do="close it, or give another folder with --to",
        ) from error
    return folders


_NO_FOLDER = {
    errno.EEXIST: ("a file of that name", "move the file away"),
    errno.ENOTDIR: ("a file where one of its folders would be", "move the file away"),
    errno.EACCES: ("no right to write there", "ask for the right"),
    errno.EPERM: ("no right to write there", "ask for the right"),
    errno.EROFS: ("a disk that can only be read", "make it writable"),
    errno.ENOSPC: ("a full disk", "make room"),
}


def _make(into: Path) -> None:
    """Make the folder of the export, or say why it cannot be made."""
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found, do = _NO_FOLDER.get(error.errno or 0, ("a place where no folder can be made", ""))
        raise InputError(
            str(into),
            found=found,
            expected="a folder, or a place where one can be made",
            do=f"{do}, or give another folder with --to" if do else "give another with --to",
        ) from error


def _known(formats: Sequence[str]) -> tuple[str, ...]:
    unknown = [form for form in formats if form not in FORMATS]
    if unknown or not formats:
        raise InputError(
            "--format", found=", ".join(unknown) or "none", expected="some of " + ",".join(FORMATS)
        )
    return tuple(form for form in FORMATS if form in formats)


def _write_all(
    warehouse: Path, places: Sequence[Place], formats: tuple[str, ...], into: Path, told: Told
) -> None:
    into.mkdir()
    if len(places) <= _ALONE:
        _write_batch(_Task(warehouse, tuple(places), formats, into))
        told(len(places), len(places))
        return
    tasks = [_Task(warehouse, batch, formats, into) for batch in batches(places, BATCH, WORKERS)]
    # Not forked: the threads of an engine do not live on in a child.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, context, initializer=prepare_worker) as pool:
        running: dict[Future[None], int] = {
            pool.submit(_write_batch, task): len(task.places) for task in tasks
        }
        done = 0
        try:
            for ended in as_completed(running):
                ended.result()
                done += running[ended]
                told(done, len(places))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def batches(places: Sequence[Place], largest: int, workers: int) -> list[tuple[Place, ...]]:
    """Parts of like size, as many for each worker as for the others."""
    rounds = -(-len(places) // (largest * workers))
    parts = min(rounds * workers, len(places))
    return [tuple(places[at::parts]) for at in range(parts)]


_library: Library | None = None
"""Of this process: its batches are of one published file."""


def _write_batch(task: _Task) -> None:
    global _library
    with duckdb.connect(str(task.warehouse), read_only=True) as connection:
        connection.execute("set threads = 1")
        if _library is None:
            _library = read_library(connection, task.warehouse)
        codes = [place.code for place in task.places]
        rows = read_rows(connection, _library.marts, codes)
    facts = facts_of(task.warehouse, codes)
    for place, told in zip(task.places, facts, strict=True):
        write_settlement(_library, place, rows.pop(place.code), told, task.formats, task.into)
