"""What is found in a file that nobody has declared: header, types, and who names the settlement.

Publishers call the same column by many names; what is not recognised here, a person says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import InputError
from ingest.parse.columns import type_of
from ingest.parse.guard import check_bytes
from ingest.parse.headers import Grid, text_of
from ingest.parse.records import csv_rows, records_grid
from ingest.parse.values import clean, says_value
from ingest.parse.workbook import first_sheet
from ingest.source import ColumnType

PARSERS = {".csv": "csv", ".json": "ckan", ".xlsx": "workbook", ".xls": "workbook"}
SEARCH_ROWS = 25
MIN_BYTES = 64
CODE = re.compile(r"(?i)סמל|קוד|code|symbol|semel")
NAME = re.compile(r"(?i)שם|name|shem")
PLACE = re.compile(
    r"(?i)יי?שוב|רשות|(?<!צ)עיר|מועצה|localit|loc(?=name|code)|city|settlement|yeshuv|authorit"
    r"|rashut|council"
)
# What is said of a place beside what it is called.
ABOUT = re.compile(r"(?i)סוג|מעמד|type|kind|status")


@dataclass(frozen=True)
class Looked:
    """What was found in a file: its header, types by column, and who names the settlement."""

    parser: str
    header: list[str]
    types: dict[str, ColumnType]
    code: str | None
    name: str | None


def parser_of(file: Path) -> str:
    """Which parser reads a file of this kind.

    Raises:
        InputError: no such file, or a kind nobody reads.
    """
    parser = PARSERS.get(file.suffix.lower())
    if parser is None or not file.is_file():
        raise InputError(
            str(file),
            found="no such file" if parser else f"a file of kind {file.suffix or '(none)'}",
            expected="a file that is there and ends in " + ", ".join(PARSERS),
            do="give --file as the publisher issues it, with its own ending",
        )
    return parser


def look_at(file: Path) -> Looked:
    """Header, types and settlement columns of a file.

    Raises:
        InputError: no such file, a kind nobody reads, or no header in it.
    """
    parser = parser_of(file)
    check_bytes(file, file.name, MIN_BYTES)
    if parser == "workbook":
        grid = _below_titles(first_sheet(file, file.name), file.name)
    else:
        rows = csv_rows(file, file.name) if parser == "csv" else records_grid(file, file.name)
        grid = list(rows)
        _refuse_other_marks(grid, file.name)
    header = [clean(text_of(cell)) if cell is not None else "" for cell in grid[0]]
    types = {
        label: type_of([row[col] for row in grid[1:] if col < len(row)])
        for col, label in enumerate(header)
        if label
    }
    places = [label for label in types if PLACE.search(label) and not ABOUT.search(label)]
    code = next((label for label in places if CODE.search(label)), None)
    words = [label for label in places if label != code and types[label] == "text"]
    name = next((label for label in words if NAME.search(label)), next(iter(words), None))
    return Looked(parser, header, types, code, name)


def _refuse_other_marks(grid: Grid, name: str) -> None:
    for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if grid and len(grid[0]) == 1 and mark in str(grid[0][0]):
            raise InputError(
                name,
                place="line 1",
                found=f"cells between {called}",
                expected="cells between commas",
                do="save it as CSV with commas, as the publisher should",
            )


def _below_titles(grid: Grid, name: str) -> Grid:
    """A sheet from its first row of labels on that stands right above a row with figures."""
    for number, row in enumerate(grid[:SEARCH_ROWS]):
        labels = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        below = grid[number + 1] if number + 1 < len(grid) else []
        if len(labels) >= 2 and sum(says_value(cell) for cell in below) >= 2:
            return grid[number:]
    raise InputError(
        name,
        found=f"no row of labels above a row of figures in the first {SEARCH_ROWS} rows",
        expected="a table with a header",
        do="declare it by hand: see CONTRIBUTING.md",
    )
