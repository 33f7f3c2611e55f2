"""The data file of a wave → one frame of texts, whatever program wrote it.

Every cell is text: a whole number bears no decimal point, an empty cell and a system-missing value
are empty. ``ROW`` is the number of the row as the program shows it, the header being row 1; in an
SPSS file, which has no header, it is the number of the case.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ingest.errors import InputError
from ingest.parse.guard import check_bytes, check_workbook
from ingest.parse.stream import decoded_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

SUFFIXES = (".csv", ".xlsx", ".sav")
MIN_BYTES = 16
ROW = "__row"
_DELIMITERS = ",;\t|"
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How a zip begins, and how an encrypted or old workbook does."""
_WHOLE = re.compile(r"-?[0-9]+\.0+")


def read_table(path: Path, name: str, columns: Sequence[str], sheet: str | None) -> pl.DataFrame:
    """Read the declared columns of a data file.

    Returns:
        ``ROW`` (Int64) and the columns by name, as trimmed text; empty rows are left out.

    Raises:
        InputError: not one of ``SUFFIXES``, damaged, ragged, or without a declared column.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            name,
            found=f"a file of kind {suffix or 'unknown'}",
            expected="one of " + ", ".join(SUFFIXES),
            do="save it as one of these",
        )
    check_bytes(path, name, MIN_BYTES)
    if suffix == ".sav":
        return _read_spss(path, name, columns)
    rows = _csv_rows(path, name) if suffix == ".csv" else _workbook_rows(path, name, sheet)
    header = [str(cell).strip() for cell in next(rows, [])]
    places = _places(header, columns, name)
    texts: list[list[str]] = [[] for _ in columns]
    numbers: list[int] = []
    for number, row in enumerate(rows, start=2):
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if len(row) != len(header):
            raise InputError(
                name,
                place=f"row {number}",
                found=f"{len(row)} cells",
                expected=f"{len(header)}, as the header has",
                do="look for a comma or a quotation mark inside an answer, or a file that was cut",
            )
        numbers.append(number)
        for column, place in zip(texts, places, strict=True):
            column.append(cells[place])
    return _frame(numbers, columns, texts)


def _frame(numbers: list[int], columns: Sequence[str], texts: Sequence[list[str]]) -> pl.DataFrame:
    return pl.DataFrame(
        {ROW: numbers, **dict(zip(columns, texts, strict=True))},
        schema={ROW: pl.Int64, **dict.fromkeys(columns, pl.String)},
    )


def _places(header: Sequence[str], columns: Sequence[str], name: str) -> list[int]:
    known = [column for column in columns if column in header]
    for column in columns:
        if header.count(column) != 1:
            raise InputError(
                name,
                place="row 1",
                # Without a header its cells are somebody's answers: they are not shown.
                found=f"{header.count(column) or 'no'} column {column!r} among {len(header)}"
                f"; of those declared there are {', '.join(known) or 'none'}",
                expected="each declared column once",
                do="correct the name in the declaration, or in the header of the file",
            )
    return [header.index(column) for column in columns]


def _text(value: Any) -> str:
    """A cell as text: 3.0 is 3, None is empty."""
    if value is None or value != value:  # a missing number equals nothing, itself included
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return text.partition(".")[0] if _WHOLE.fullmatch(text) else text


def _csv_rows(path: Path, name: str) -> Iterator[Any]:
    text = decoded_text(path, name)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(
            name,
            place=f"row {reader.line_num}",
            found=f"text that is no table ({error})",
            expected="cells between commas, quotes closed",
            do="look for a quotation mark that is not closed",
        ) from error


def _workbook_rows(path: Path, name: str, sheet: str | None) -> Iterator[Any]:
    from python_calamine import CalamineError, CalamineWorkbook

    with path.open("rb") as file:
        if not file.read(8).startswith(_WORKBOOK):
            # Text under a workbook's name begins with somebody's answers: they are not shown.
            raise InputError(
                name,
                found="a file that is no workbook",
                expected="an Excel workbook (.xlsx)",
                do="save it as a workbook, or give it the suffix of what it is",
            )
    check_workbook(path, name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = _only_sheet(workbook, name, sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise InputError(
            name,
            found=f"a workbook that cannot be read ({error})",
            expected="a whole Excel workbook without a password",
            do="open it in a spreadsheet program and save it anew",
        ) from error
    yield from rows


def _only_sheet(workbook: CalamineWorkbook, name: str, sheet: str | None) -> CalamineSheet:
    named = workbook.sheet_names if sheet is None else [sheet]
    if len(named) != 1 or named[0] not in workbook.sheet_names:
        raise InputError(
            name,
            found=f"the sheets {', '.join(workbook.sheet_names)}",
            expected="one sheet, or the one that the declaration names under sheet",
            do="add sheet: to the declaration",
        )
    return workbook.get_sheet_by_name(named[0])


def _read_spss(path: Path, name: str, columns: Sequence[str]) -> pl.DataFrame:
    import pyreadstat

    try:
        content, _ = pyreadstat.read_sav(
            str(path), output_format="dict", apply_value_formats=False, user_missing=True
        )
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise InputError(
            name, found=f"no readable SPSS file ({error})", expected="a .sav file of SPSS"
        ) from error
    header = list(content)
    _places(header, columns, name)
    texts = [[_text(value) for value in content[column]] for column in columns]
    cases = len(texts[0]) if texts else 0
    return _frame(list(range(1, cases + 1)), columns, texts)
