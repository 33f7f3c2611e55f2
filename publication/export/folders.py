"""The folder of an export: how it is named, what may stand in it, and how it comes into place."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from ingest.errors import InputError
from ingest.programmes.layout import Place

FORMATS = ("xlsx", "csv", "parquet", "html", "pdf")
TABLES = ("csv", "parquet")
"""Formats that are a folder of tables; the others are one file."""
_NOT_IN_NAMES = str.maketrans({'"': "״", **dict.fromkeys("<>:/\\|?*", "-")})
_LONGEST_NAME = 100


def folder_name(place: Place) -> str:
    """``8000 צפת``, with nothing that a file system or a reader could stumble over."""
    seen = "".join(one for one in place.name_he if unicodedata.category(one)[0] != "C")
    return f"{place.code} {seen.translate(_NOT_IN_NAMES)}"[:_LONGEST_NAME].rstrip(". ")


def refuse_foreign(
    folders: Iterable[Path], formats: Iterable[str], tables: Collection[str]
) -> None:
    """Stop before anything is written where something else would be lost.

    Raises:
        InputError: the folder of a format holds files that no export has written; what desktops
            hide does not count.
    """
    for form in (form for form in formats if form in TABLES):
        for folder in folders:
            there = folder / form
            files = sorted(there.iterdir()) if there.is_dir() else []
            foreign = [
                path.name
                for path in files
                if path.name[0] != "." and not (path.suffix == f".{form}" and path.stem in tables)
            ]
            if foreign:
                raise InputError(
                    str(there),
                    found=f"{', '.join(foreign[:5])}, which is no table of an export",
                    expected="tables of an earlier export, or nothing",
                    do="move it away, or give another folder with --to",
                )


def move_in(made: Path, folder: Path, aside: Path) -> None:
    """Put each file and each folder of tables in its place; that of before is put aside."""
    folder.mkdir(exist_ok=True)
    for part in sorted(made.iterdir()):
        target = folder / part.name
        if target.exists():
            kept = aside / folder.name
            kept.mkdir(parents=True, exist_ok=True)
            target.replace(kept / part.name)
        part.replace(target)
