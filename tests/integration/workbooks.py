"""Hands on the sample's yearly workbooks: what a publisher, or a mishap, does to one."""

from __future__ import annotations

import datetime as dt
import random
import re
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

PHYSICAL = "נתונים פיזיים ונתוני אוכלוסייה "
NEWEST = "p_libud_2024.xlsx"
NAME, CODE, POPULATION, DEPENDENCY = "A", "B", "L", "AC"
MATRICULATION = "DB"
FIRST_ROW = 10
HEADER_ROWS = 5

STAMP, CORRECTIONS = "תוכן עניינים", "תיקונים ושינויים"


def open_book(path: Path) -> Workbook:
    return load_workbook(path)


def physical(book: Workbook) -> Worksheet:
    sheet = book[PHYSICAL]
    assert isinstance(sheet, Worksheet)
    return sheet


def row_of(sheet: Worksheet, code: int) -> int:
    """The row of an authority in the layout of 2024."""
    return next(
        row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet[f"{CODE}{row}"].value == code
    )


def number(sheet: Worksheet, place: str) -> float:
    """A figure of a sheet, to calculate with."""
    value: Any = sheet[place].value
    return float(value)


def restamp(book: Workbook, day: dt.date) -> None:
    """Write the publisher's date of issue."""
    book[STAMP]["A1"] = f"עודכן ב-{day:%d/%m/%Y}"
    if CORRECTIONS in book.sheetnames:  # the older layouts have none
        _move_dates(book[CORRECTIONS], day)


def _move_dates(sheet: Worksheet, day: dt.date) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, dt.datetime):
                cell.value = dt.datetime.combine(day, dt.time())


def retitle(book: Workbook, year: int) -> None:
    """Make every year in titles and header rows a year later or earlier by the same step."""
    step = year - 2024
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=HEADER_ROWS):
            for cell in row:
                value = cell.value
                if isinstance(value, int) and 2020 <= value <= 2024:
                    cell.value = value + step
                elif isinstance(value, str) and not re.search(r"\d/\d", value):
                    cell.value = re.sub(
                        r"(?<!\d)20[12]\d(?!\d)", lambda match: str(int(match[0]) + step), value
                    )


def keep_as_it_was(book: Workbook, *columns: str) -> None:
    """The year over a column whose figures are not issued yearly."""
    for column in columns:
        cell = physical(book)[f"{column}3"]
        assert isinstance(cell.value, int)
        cell.value = cell.value - 1


def edition_of(source: Path, target: Path, year: int) -> Workbook:
    """A workbook of another year, not yet saved as ``target``."""
    book = open_book(source)
    retitle(book, year)
    restamp(book, dt.date(year + 2, 5, 20))
    book.save(target)
    return book


def write_empty(path: Path) -> None:
    path.write_bytes(b"")


def write_web_page(path: Path) -> None:
    path.write_text("<!DOCTYPE html><html><body>" + "חסום " * 2000 + "</body></html>", "utf-8")


def write_truncated(whole: Path, path: Path) -> None:
    content = whole.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def write_bomb(path: Path) -> None:
    """Two hundred kilobytes that unpack to two hundred million bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)


def write_far_corner(path: Path, cell: str = '<c r="{}">', member: str = "worksheets/s1") -> None:
    """A workbook of the cells A1 and XFD1048576, in one of the ways in which XML may say so."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    relations = '<Relationships xmlns="{}/relationships">{}</Relationships>'
    relation = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'
    tag = "x:c" if "<x:" in cell else "c"
    prefix = "x:" if "<x:" in cell else ""
    body = "".join(
        f'<{prefix}row r="{row}">{cell.format(place)}<{prefix}v>1</{prefix}v></{tag}></{prefix}row>'
        for place, row in (("A1", 1), ("XFD1048576", 1048576))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relations.format(
            package, relation.format(document, "officeDocument", "xl/workbook.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{document}"><sheets>'
        f'<sheet name="{PHYSICAL}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(
            package, relation.format(document, "worksheet", f"{member}.xml")
        ),
        f"xl/{member}.xml": f'<{prefix}worksheet xmlns{":x" if prefix else ""}="{main}">'
        f"<{prefix}sheetData>{body}</{prefix}sheetData></{prefix}worksheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        # Above the least size of a yearly workbook, which is not what is tested.
        archive.writestr("docProps/picture.bin", random.Random(path.name).randbytes(8000))


def repeat_row(sheet: Worksheet, row: int) -> None:
    """Write an authority a second time, right below itself."""
    values = [cell.value for cell in sheet[row]]
    sheet.insert_rows(row + 1)
    for column, value in enumerate(values, start=1):
        sheet.cell(row + 1, column, value)
