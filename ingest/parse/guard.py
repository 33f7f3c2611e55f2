"""A look into a workbook before it is parsed: is it one, is it whole, can it be unpacked safely.

A kilobyte of zip can name the cells A1 and XFD1048576, for which a dense reader asks seventeen
thousand million cells, or unpack to gigabytes; a web page can bear the name of a workbook.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from ingest.errors import InputError

MAX_UNPACKED_BYTES = 600_000_000
MAX_RATIO = 150
MAX_ENTRIES = 5_000
MAX_CELLS = 20_000_000
"""Rows times columns of one sheet. The widest sheet met is 60,000 × 20, or 270 × 320."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFERENCE = re.compile(rb"""<c\b[^>]*?\br=["']([A-Z]+)(\d+)["']""")
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)
"""What a cut, altered, encrypted or odd container raises."""
_DO = "fetch the file again from its publisher"


def check_bytes(path: Path, name: str, min_bytes: int) -> None:
    """Refuse what is empty or a web page under a data file's name.

    Raises:
        InputError: naming what stands there instead.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(512)
    if size == 0:
        raise InputError(name, found="an empty file", expected="data", do=_DO)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<script")):
        raise InputError(
            name, found=f"a web page of {size} bytes", expected="the publisher's data file", do=_DO
        )
    if size < min_bytes:
        raise InputError(
            name, found=f"{size} bytes", expected=f"at least {min_bytes} bytes", do=_DO
        )


def check_workbook(path: Path, name: str) -> None:
    """Refuse a workbook that is none, is truncated, or would unpack to more than it should.

    Raises:
        InputError: naming what was found in the container.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE:
        return
    if not head.startswith(_ZIP):
        raise InputError(
            name,
            found=f"first bytes {head[:8]!r}",
            expected="an Excel workbook (.xlsx or .xls)",
            do=_DO,
        )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(name, entries, path.stat().st_size)
            sheets = [entry for entry in entries if entry.filename.startswith("xl/worksheets/")]
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise InputError(name, found="a zip without xl/workbook.xml", expected="a workbook")
            for entry in sheets:
                if entry.filename.endswith(".xml"):
                    _check_extent(name, entry.filename, archive.read(entry))
    except DAMAGE as error:
        raise InputError(
            name, found=f"a damaged or truncated workbook ({error})", expected="a whole one", do=_DO
        ) from error


def _check_sizes(name: str, entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            name,
            found=f"{len(entries)} parts that unpack to {unpacked:,} bytes",
            expected=f"at most {MAX_ENTRIES} parts and {MAX_UNPACKED_BYTES:,} bytes",
            do="this looks like a zip bomb: do not open it, ask its sender",
        )
    if unpacked > 20_000_000 and unpacked > MAX_RATIO * packed:
        raise InputError(
            name,
            found=f"{packed:,} bytes that unpack to {unpacked:,}",
            expected=f"a ratio of at most {MAX_RATIO}",
            do="this looks like a zip bomb: do not open it, ask its sender",
        )


def _check_extent(name: str, part: str, content: bytes) -> None:
    references = _REFERENCE.findall(content)
    if not references:
        return
    rows = {int(digits) for digits in {digits for _, digits in references}}
    cols = {_column_number(letters) for letters in {letters for letters, _ in references}}
    height, width = max(rows) - min(rows) + 1, max(cols) - min(cols) + 1
    if height * width > MAX_CELLS:
        raise InputError(
            name,
            place=part,
            found=f"cells spread over {height:,} rows × {width:,} columns",
            expected=f"at most {MAX_CELLS:,} cells",
            do="open the sheet, delete the stray cell far from the data, and save it again",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
