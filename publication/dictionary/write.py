"""The dictionary as files: pages in two languages, one JSON, and tables for spreadsheets."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import InputError
from publication.dictionary.examples import read_examples
from publication.dictionary.pages import Head, pages_of
from publication.dictionary.read import Dictionary, read_dictionary
from publication.dictionary.search import INDEX_JS, index_script
from publication.pages.kit import shared, write_shared
from publication.reading.house import House, read_house
from publication.tables import write_csv

SEARCH_JS = "dictionary.js"
JSON = "dictionary.json"
CSV = ("marts", "columns", "indicators", "codes")


def write_dictionary(
    warehouse: Path,
    folder: Path,
    *,
    assets: Path | None = None,
    head: Head | None = None,
) -> Path:
    """Write the dictionary of a published file into ``folder``; its first page is ``index.html``.

    Args:
        assets: folder of scripts and styles that the pages share with others; ``folder/assets`` if
            none is given.
        head: what a site of which the dictionary is a part puts at the head of every page; its
            scripts are in ``assets``.

    Returns:
        The first page. The same published file gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    beside = assets or folder / "assets"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        told = read_dictionary(connection)
        house = read_house(connection, warehouse)
        own = {INDEX_JS: index_script(told), SEARCH_JS: _script()}
        write_shared(beside, own)
        at = f"{os.path.relpath(beside, folder)}/".replace(os.sep, "/")
        scripts = shared(at, {**own, **(head.scripts if head else {})})
        for name, html in pages_of(connection, house, told, scripts, head):
            (folder / name).write_text(html, "utf-8")
    for name in CSV:
        write_csv(getattr(told, name), folder / f"{name}.csv")
    files = [*_files(folder), JSON]
    text = json.dumps(as_json(house, told, files), ensure_ascii=False, indent=1, default=str)
    (folder / JSON).write_text(f"{text}\n", "utf-8")
    return folder / "index.html"


def replace_dictionary(warehouse: Path, to: Path) -> Path:
    """Write the dictionary beside ``to`` and put it in its place when it is whole.

    Returns:
        The first page.

    Raises:
        InputError: ``to`` holds what no dictionary has written, or cannot be written.
    """
    foreign = _foreign(to)
    if foreign:
        raise InputError(
            str(to),
            found=f"{', '.join(foreign[:5])}, which is of no dictionary",
            expected="a dictionary of before, or nothing",
            do="move it away, or give another folder with --to",
        )
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as partial:
            made = Path(partial) / "new"
            write_dictionary(warehouse, made)
            if to.exists():
                to.replace(Path(partial) / "old")
            made.replace(to)
    except OSError as error:
        raise InputError(
            str(to),
            found=error.strerror or str(error),
            expected="a folder that can be written",
            do="give another folder with --to; nothing was left in this one",
        ) from error
    return to / "index.html"


def _foreign(to: Path) -> list[str]:
    """Files that no dictionary has written; what a desktop hides there does not count."""
    if not to.is_dir():
        return [to.name] if to.exists() else []
    try:
        known = json.loads((to / JSON).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        known = []
    return [name for name in _files(to) if name not in known and Path(name).name[0] != "."]


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def as_json(house: House, told: Dictionary, files: Sequence[str]) -> dict[str, Any]:
    """The whole dictionary as one object, with the version that it is of and its own files."""
    examples = read_examples()
    columns = told.columns.partition_by("mart", as_dict=True, include_key=False)
    return {
        "run_id": house.run_id,
        "published_at": house.published_at,
        "synthetic": house.synthetic,
        "files": files,
        "marts": [
            {
                **row,
                "key": row["key"].split(", ") if row["key"] else [],
                "example": vars(examples[row["mart"]]) if row["mart"] in examples else None,
                "columns": columns[(row["mart"],)].to_dicts(),
            }
            for row in told.marts.iter_rows(named=True)
        ],
        "indicators": told.indicators.to_dicts(),
        "units": told.units.to_dicts(),
        "codes": told.codes.to_dicts(),
        "sources": told.sources.to_dicts(),
        "known_errors": told.known_errors.to_dicts(),
        "breaks": told.breaks.to_dicts(),
    }


@cache
def _script() -> str:
    return (Path(__file__).parent / "assets" / SEARCH_JS).read_text("utf-8")
