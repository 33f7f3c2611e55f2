"""Excel workbooks with banded headers, in the old binary and the new zipped format."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from ingest.errors import InputError
from ingest.parse.comments import read_comments
from ingest.parse.grid import add_notes_sheet, add_rows_table, add_transposed_table
from ingest.parse.guard import DAMAGE, check_workbook
from ingest.parse.headers import Grid
from ingest.parse.raw import RawFile
from ingest.parse.values import is_blank
from ingest.source import Table


def parse_workbook(path: Path, name: str, tables: tuple[Table, ...]) -> RawFile:
    """Read every sheet of a workbook into the raw tables.

    A sheet that no table of the declaration claims is kept whole as notes and named as unmatched.

    Raises:
        InputError: no workbook, a required sheet missing, or a table without header or data.
    """
    workbook = _opened(path, name)
    raw = RawFile()
    met: set[str] = set()
    for sheet in workbook.sheet_names:
        grid = _grid(workbook, sheet, name)
        raw.nonblank += sum(1 for row in grid for value in row if not is_blank(value))
        table = next((t for t in tables if re.search(t.sheets, sheet.strip())), None)
        if table is None:
            raw.unmatched_sheets.append(sheet)
            add_notes_sheet(raw, grid, sheet, "unmatched_sheet")
            continue
        met.add(table.id)
        if table.layout == "notes":
            add_notes_sheet(raw, grid, sheet, "notes_sheet")
        elif table.layout == "transposed":
            add_transposed_table(raw, grid, table, sheet, name)
        else:
            alone = table.entity is None
            add_rows_table(raw, grid, table, sheet, name, header_is_first=alone)
    missing = [table for table in tables if table.required and table.id not in met]
    if missing:
        raise InputError(
            name,
            place=", ".join(f"sheet of table '{table.id}'" for table in missing),
            found="sheets " + ", ".join(f"'{sheet}'" for sheet in workbook.sheet_names),
            expected=" and ".join(f"one that matches /{table.sheets}/" for table in missing),
            do="see whether the publisher renamed the sheet, and widen the pattern in the"
            " declaration if so",
        )
    try:
        for sheet, cell, text in read_comments(path):
            raw.notes.append((sheet, cell, "comment", text))
    except (*DAMAGE, ElementTree.ParseError, KeyError) as error:
        raise InputError(
            name,
            place="cell comments",
            found=f"a damaged part ({error})",
            expected="a whole workbook",
            do="fetch the file again from its publisher",
        ) from error
    return raw


def first_sheet(path: Path, name: str) -> Grid:
    """The cells of a workbook's first sheet.

    Raises:
        InputError: no workbook that can be read.
    """
    workbook = _opened(path, name)
    return _grid(workbook, workbook.sheet_names[0], name)


def _opened(path: Path, name: str) -> CalamineWorkbook:
    check_workbook(path, name)
    try:
        return CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise InputError(
            name,
            found=f"a workbook that cannot be read ({error})",
            expected="a whole Excel workbook",
            do="open it in a spreadsheet program, or fetch it again",
        ) from error


def _grid(workbook: CalamineWorkbook, sheet: str, name: str) -> Grid:
    try:
        return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise InputError(
            name,
            place=f"sheet '{sheet}'",
            found=f"a sheet that cannot be read ({error})",
            expected="a table of cells",
            do="open it in a spreadsheet program, or fetch the file again",
        ) from error
