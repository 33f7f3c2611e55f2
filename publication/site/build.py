"""The whole site, built beside the one that stands and put in its place when it is whole."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from publication.dictionary.write import write_dictionary
from publication.pages.kit import write_shared
from publication.publish import live
from publication.reading.facts import authorities
from publication.site.country import dictionary_head, own_files, write_country
from publication.site.lists import DICTIONARY
from publication.site.settlements import write_settlements
from publication.workers import prepare_worker

MARK = "site.json"
"""By this file a folder is known as an earlier site, which may be replaced."""
PROCESSES = 2
CHUNK = 24
"""So many settlements are read at once: what bounds the memory of a process."""
Progress = Callable[[int, int], None]


def build_site(
    warehouse: Path, to: Path, progress: Progress, settlements: Sequence[str] | None = None
) -> None:
    """Write the site of a published warehouse into the folder ``to``.

    It opens from a disk and from any web server, below any path. The same published file gives the
    same bytes.

    Args:
        to: a folder that is not there, is empty, or holds an earlier site.
        progress: is told how many settlements of how many have their page.
        settlements: codes of the authorities that get a page; all where none are named.

    Raises:
        InputError: ``to`` holds something else, or cannot be written; what stood there stays.
    """
    to = to.absolute()
    _refuse_what_is_no_site(to)
    partial = to.with_name(f".{to.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        write_shared(partial / "assets", own_files())
        _write_pages(warehouse, partial, progress, settlements)
        about = live(warehouse.parent) or {}
        told = {"made_by": "thriving site", "run_id": about.get("run_id")}
        (partial / MARK).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
        _swap(partial, to)
    except OSError as error:
        raise InputError(
            str(to),
            found=error.strerror or str(error),
            expected="a folder that can be written, with room for some hundreds of megabytes",
            do="make room, or name another folder with --to",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_pages(
    warehouse: Path, partial: Path, progress: Progress, settlements: Sequence[str] | None
) -> None:
    codes = authorities(warehouse) if settlements is None else list(settlements)
    into = partial / "settlements"
    into.mkdir()
    # Engines and threads do not survive a fork: each process starts afresh.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=prepare_worker) as pool:
        country: Future[Any] = pool.submit(write_country, warehouse, partial)
        words: Future[Any] = pool.submit(
            write_dictionary,
            warehouse,
            partial / DICTIONARY,
            assets=partial / "assets",
            head=dictionary_head(),
        )
        chunks: dict[Future[Any], int] = {
            pool.submit(write_settlements, warehouse, into, codes[at : at + CHUNK]): len(
                codes[at : at + CHUNK]
            )
            for at in range(0, len(codes), CHUNK)
        }
        done = 0
        try:
            for ended in as_completed([country, words, *chunks]):
                ended.result()
                if ended in chunks:
                    done += chunks[ended]
                    progress(done, len(codes))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _refuse_what_is_no_site(to: Path) -> None:
    if not to.exists() or (to.is_dir() and not any(to.iterdir())) or (to / MARK).is_file():
        return
    raise InputError(
        str(to),
        found="a folder that holds something else" if to.is_dir() else "a file",
        expected="a new folder, an empty one, or that of an earlier site",
        do="name another folder: what stands in this one would be replaced",
    )


def _swap(partial: Path, to: Path) -> None:
    retired = to.with_name(f".{to.name}.old")
    shutil.rmtree(retired, ignore_errors=True)
    if to.exists():
        to.rename(retired)
    partial.rename(to)
    shutil.rmtree(retired, ignore_errors=True)
