"""Reading workbooks back with another's reader, and marts as they should stand in them."""

from __future__ import annotations

import datetime as dt
import math
import re
import zipfile
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineWorkbook

from publication.export.cells import text_of
from publication.export.mart_sheet import HEADER_ROWS

Rows = list[list[Any]]


def workbook_of(folder: Path) -> Path:
    return folder / f"{folder.name}.xlsx"


def cells(path: Path) -> dict[str, Rows]:
    """All sheets from their first cell on; ``''`` is an empty cell."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def mart_sheets(book: dict[str, Rows]) -> dict[str, Rows]:
    """The sheets of marts by the name that stands in their second row."""
    found = {}
    for rows in book.values():
        named = re.match(r"marts\.(\w+) ", str(rows[1][0])) if len(rows) > 1 else None
        if named:
            found[named.group(1)] = rows
    return found


def parts(path: Path, pattern: str) -> dict[str, str]:
    """The XML of the parts of a workbook whose name fits."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if re.fullmatch(pattern, name)
        }


def marts_of(warehouse: Path, code: str) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Columns and rows of every mart that speaks of a settlement, asked without the product."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_columns()"
            " where schema_name = 'marts' and column_name = 'settlement_code'"
        ).fetchall()
        found = {}
        for (table,) in tables:
            answer = connection.execute(
                f"from marts.{table} where settlement_code = ? order by all", [code]
            )
            names = [column[0] for column in answer.description or []]
            if rows := answer.fetchall():
                found[table] = (names, rows)
    return found


def assert_same(sheet: Rows, names: list[str], rows: list[tuple[Any, ...]]) -> int:
    """Every cell of every column of a mart stands in its sheet.

    Returns:
        How many cells were compared.
    """
    header = sheet[HEADER_ROWS - 1]
    at = [header.index(name) for name in names]
    assert len(sheet) == HEADER_ROWS + len(rows)
    for number, (shown, row) in enumerate(zip(sheet[HEADER_ROWS:], rows, strict=True)):
        for name, place, value in zip(names, at, row, strict=True):
            assert same(shown[place], value), (name, number, shown[place], value)
    return len(rows) * len(names)


def same(shown: Any, value: Any) -> bool:
    """Whether a cell holds a value: 16 digits of a fraction, and of a day no hour."""
    if value is None:
        return bool(shown == "")
    if isinstance(value, bool) or isinstance(shown, bool):
        return bool(shown == value)
    if isinstance(value, str):
        return bool(shown == text_of(value))
    if isinstance(value, dt.datetime):
        return isinstance(shown, dt.datetime) and abs(shown - value) < dt.timedelta(seconds=1)
    if isinstance(value, dt.date):
        return bool(shown == value)
    return math.isclose(float(shown), float(value), rel_tol=1e-14)
