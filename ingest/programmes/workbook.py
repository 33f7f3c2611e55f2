"""A handed-in file as pages of cells: XLSX, XLSM, ODS and CSV alike. Nothing in it is executed.

What a file is, its content says; its ending only has to be one that people know as a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.parse.guard import check_workbook
from ingest.parse.stream import decoded_text
from ingest.programmes.messages import Problem
from ingest.programmes.ods import read_ods
from ingest.programmes.pages import Book, Cell, Merge, Page, Row, Unreadable, safe_name
from ingest.source import Bilingual

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".csv")
MAX_UNPACKED_BYTES = 80_000_000
"""Of all parts together. A form of 5,000 rows and 15 columns unpacks to 5 MB."""
MAX_CSV_BYTES = 20_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PARTS = {
    "word/": Bilingual(he="מסמך Word", en="a Word document"),
    "ppt/": Bilingual(he="מצגת", en="a presentation"),
}
_UNKNOWN = Bilingual(he="לא ידוע", en="unknown")
_OTHER = Bilingual(he="קובץ מסוג אחר", en="a file of another kind")


def read_book(path: Path, name: str) -> Book:
    """The pages of a file.

    Raises:
        Unreadable: nothing of it can be read; it bears the problem.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) is not None
        raise Unreadable(Problem("unsupported_type", suffix if known else _UNKNOWN))
    try:
        return _read(path, name, suffix)
    except Unreadable:
        raise
    except Exception as error:  # readers of zip and XML raise nearly anything on a broken file
        raise Unreadable(Problem("damaged")) from error


def _read(path: Path, name: str, suffix: str) -> Book:
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(Problem("empty_file"))
    if size > (MAX_CSV_BYTES if suffix == ".csv" else MAX_UNPACKED_BYTES):
        raise Unreadable(Problem("too_large"))
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OLE):
        locked = _ENCRYPTED_PACKAGE in path.read_bytes()
        raise Unreadable(Problem("password") if locked else Problem("unsupported_type", ".xls"))
    if head.startswith(b"PK\x03\x04"):
        return _read_zip(path, name)
    if suffix != ".csv" or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(
        (b"<", b"%PDF", b"{\\rt")
    ):
        raise Unreadable(Problem("not_a_workbook", _OTHER))
    return _read_csv(path, name)


def _read_zip(path: Path, name: str) -> Book:
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: entry.file_size for entry in archive.infolist()}
        if sum(parts.values()) > MAX_UNPACKED_BYTES:
            raise Unreadable(Problem("too_large"))
        _refuse_doctypes(archive)
        if "xl/workbook.xml" in parts:
            return _read_excel(path, name, macros=any("vbaproject" in p.lower() for p in parts))
        if "encrypted-package" in parts:  # LibreOffice locks all parts in one
            raise Unreadable(Problem("password"))
        if "content.xml" in parts and b"spreadsheet" in archive.read("mimetype"):
            return Book(read_ods(archive))
        kinds = [
            kind for folder, kind in _PARTS.items() if any(p.startswith(folder) for p in parts)
        ]
        raise Unreadable(Problem("not_a_workbook", kinds[0] if kinds else _OTHER))


def _refuse_doctypes(archive: zipfile.ZipFile) -> None:
    """No spreadsheet declares entities; one that does is made to harm its reader."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                if b"<!DOCTYPE" in part.read(2_000):
                    raise Unreadable(Problem("damaged"))


def _read_excel(path: Path, name: str, *, macros: bool) -> Book:
    try:
        check_workbook(path, name)
    except InputError as error:
        far = "cells spread" in error.found or "zip bomb" in error.do
        raise Unreadable(Problem("too_large" if far else "damaged")) from error
    sheets = _open(path, stored=False)
    formulas = any(cell.data_type == "f" for sheet in sheets for cell in stored_cells(sheet))
    results = _open(path, stored=True) if formulas else sheets
    pages = [
        _page(number, sheet, result)
        for number, (sheet, result) in enumerate(zip(sheets, results, strict=True), start=1)
    ]
    return Book(pages, macros=macros)


def _open(path: Path, *, stored: bool) -> list[Any]:
    """The worksheets; ``stored``: with the stored results of formulas in place of these."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on parts that it leaves out, such as pictures
        return list(load_workbook(path, data_only=stored, keep_links=False).worksheets)


def stored_cells(sheet: Any) -> list[Any]:
    """The cells that a worksheet of openpyxl holds, row by row.

    Its own ``iter_rows`` makes all cells between them: 16 million if someone typed in the last row.
    """
    return [cell for _, cell in sorted(sheet._cells.items())]


def _page(number: int, sheet: Any, results: Any) -> Page:
    rows: dict[int, Row] = {}
    for stored in stored_cells(sheet):
        cell = _cell(stored, results) if stored.value is not None else None
        if cell is not None:
            rows.setdefault(stored.row, Row(stored.row, {})).cells[stored.column] = cell
    return Page(
        name=safe_name(sheet.title, number),
        title=sheet.title,
        rows=list(rows.values()),
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(n for n, row in sheet.row_dimensions.items() if row.hidden),
        hidden_columns=frozenset(
            column
            for dimension in sheet.column_dimensions.values()
            if dimension.hidden
            for column in range(dimension.min or 0, (dimension.max or 0) + 1)
        ),
        merges=tuple(
            Merge(span.min_row, span.min_col, span.max_row, span.max_col)
            for span in sheet.merged_cells.ranges
        ),
    )


def _cell(cell: Any, results: Any) -> Cell | None:
    if cell.data_type != "f":
        return Cell(cell.value, percent=_percent(cell), error=cell.data_type == "e")
    result = results.cell(cell.row, cell.column)
    if result.value is None and result.data_type == "str":
        return None  # a formula that gives an empty text shows an empty cell
    return Cell(result.value, percent=_percent(cell), error=result.data_type == "e", formula=True)


def _percent(cell: Any) -> bool:
    return "%" in str(cell.number_format)


def _read_csv(path: Path, name: str) -> Book:
    try:
        text = decoded_text(path, name)
    except InputError as error:
        raise Unreadable(Problem("encoding")) from error
    if "\0" in text:
        raise Unreadable(Problem("encoding"))
    rows = [
        Row(number, {c: Cell(value) for c, value in enumerate(cells, start=1) if value.strip()})
        for number, cells in enumerate(_records(text), start=1)
    ]
    return Book([Page(name="", title="", rows=[row for row in rows if row.cells])])


def _records(text: str) -> Iterator[list[str]]:
    """The rows of delimited text, empty ones too, so that they count as in a spreadsheet."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        problem = Problem("csv_broken", fills={"line": str(reader.line_num)})
        raise Unreadable(problem) from error


def _delimiter(text: str) -> str:
    """Which of comma, semicolon and tab parts the widest of the first lines."""
    counts = {
        mark: max(line.count(mark) for line in text.splitlines()[:20] or [""]) for mark in ",;\t"
    }
    return max(counts, key=lambda mark: counts[mark])
