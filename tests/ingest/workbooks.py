"""Small workbooks, declarations and look-ups for the tests of the parsers."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from ingest.errors import InputError
from ingest.parse.raw import RawFile
from ingest.source import Source

Grid = Sequence[Sequence[object]]
Rows = list[list[Any]]
Row = tuple[Any, ...]

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write_workbook(path: Path, sheets: Mapping[str, Grid]) -> Path:
    """Write grids as sheets; ``None`` and ``""`` leave a cell blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name, grid in sheets.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(grid):
                for col, value in enumerate(values):
                    if value not in (None, ""):
                        sheet.write(row, col, value)
    return path


def write_package(path: Path, sheet_data: str, sheet: str = "קובץ יישובים") -> Path:
    """A workbook from the bare XML of its one sheet, as no honest program writes it."""
    rel = f'{_OFFICE}/{{}}" Target="{{}}"/></Relationships>'
    relations = f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            "</Types>",
        )
        package.writestr("_rels/.rels", relations + rel.format("officeDocument", "xl/workbook.xml"))
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            relations + rel.format("worksheet", "worksheets/sheet1.xml"),
        )
        package.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>',
        )
    return path


def declared(tables: list[dict[str, Any]], **more: Any) -> Source:
    """A declaration with these tables, valid in all the rest."""
    content: dict[str, Any] = {
        "source_id": "tested",
        "title": {"he": "נבדק", "en": "Tested"},
        "publisher": {"he": "בודק", "en": "Tester"},
        "licence": {"he": "אין", "en": "none"},
        "homepage": "https://example.org",
        "verified_live": False,
        "freshness": None,
        "fetch": {"kind": "manual", "why": "made by a test"},
        "files": ["*"],
        "edition": {"undated": True},
        "parser": "workbook",
        "tables": tables,
    }
    return Source.model_validate({**content, **more})


def localities_csv(rows: int = 60, skip: int = 0) -> bytes:
    """A results file of an election that the shipped declaration reads."""
    lines = ["סמל ישוב,שם ישוב,בזב,מצביעים"]
    lines += [f"{1000 + i},יישוב {i},{100 + i},{50 + i}" for i in range(skip, skip + rows)]
    return ("\n".join(lines) + "\n").encode()


def paths(raw: RawFile, table_no: int = 0) -> list[str]:
    return [column[3] for column in raw.columns if column[0] == table_no]


def cell(raw: RawFile, place: str, table_no: int = 0) -> Row:
    """(text, value, status) of the cell of a table."""
    [found] = [c for c in raw.cells if (c[0], c[3]) == (table_no, place)]
    return tuple(found[4:])


def notes(raw: RawFile, kind: str) -> dict[str, str]:
    """Place → text of the notes of a kind."""
    return {note[1]: note[3] for note in raw.notes if note[2] == kind}


def assert_says(error: InputError, *, file: str, found: str, expected: str, **more: str) -> None:
    """The message names file, (place,) what was found, what was expected(, what to do)."""
    told = str(error)
    assert error.subject == file
    assert told.startswith(file)
    assert found in error.found and found in told
    assert expected in error.expected and expected in told
    for part, words in more.items():
        assert words, f"an empty expectation of {part} proves nothing"
        assert words in getattr(error, part) and words in told
