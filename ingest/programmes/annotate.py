"""A copy of a filled form on which people see, cell by cell, what is wrong and how to mend it.

The copy is a form again: mended and handed in, it is read as the original would be.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell.cell import MergedCell  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

from ingest.parse.values import column_letters
from ingest.programmes.checked import Checked, Fault
from ingest.programmes.pages import Cell, Page, Unreadable
from ingest.programmes.workbook import read_book, stored_cells

SUFFIX = " - הערות.xlsx"
AUTHOR = "בדיקה · check"
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"
_BELOW = "———"
"""The line between our comment and one that was there before."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UNNAMEABLE, _NAME_LIMIT = re.compile(r"[\[\]:*?/\\]"), 31
"""What Excel allows of the name of a sheet."""
_NO_RESULT = "#N/A"


def annotate(path: Path, checked: Checked, into: Path) -> Path:
    """Write the annotated copy of a file into a folder.

    Args:
        path: the file that ``checked`` was read of.

    Returns:
        The path of the copy, ``<stem> - הערות.xlsx``. Of a file that cannot be opened it has the
        faults alone.
    """
    pages = _pages(path, checked.name)
    book = _copy(path, pages)
    sheets = dict(zip([page.name for page in pages], book.worksheets, strict=False))
    for sheet in sheets.values():
        _remove_ours(sheet)
    by_cell: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in checked.faults:
        sheet = sheets.get(fault.sheet, book.worksheets[0])
        by_cell[sheet.title, _place(sheet, fault)].append(fault)
    for (title, place), faults in by_cell.items():
        _mark(book[title][place], faults)
    into.mkdir(parents=True, exist_ok=True)
    target = into / f"{Path(checked.name).stem}{SUFFIX}"
    book.save(target)
    return target


def _place(sheet: Any, fault: Fault) -> str:
    """The cell that bears a fault: its own, A1 for a whole sheet, the first of a merged range."""
    place = fault.place or "A1"
    if fault.row is None and fault.weight in ("file", "sheet"):
        place = "A1"
    if isinstance(sheet[place], MergedCell):
        spans = sheet.merged_cells.ranges
        return next(str(span.start_cell.coordinate) for span in spans if place in span)
    return place


def _mark(cell: Any, faults: list[Fault]) -> None:
    refused = any(fault.weight != "notice" for fault in faults)
    cell.fill = PatternFill("solid", fgColor=RED if refused else YELLOW)
    texts = [f"{fault.what.he}\n{fault.do.he}" for fault in faults]
    texts += [f"{fault.what.en}\n{fault.do.en}" for fault in faults]
    text = "\n\n".join(dict.fromkeys(texts))
    if cell.comment is not None:
        text += f"\n\n{_BELOW}\n{cell.comment.text}"
    lines = sum(1 + len(line) // 45 for line in text.splitlines())
    cell.comment = Comment(text, AUTHOR, width=340, height=min(20 + 17 * lines, 600))


def _remove_ours(sheet: Any) -> None:
    """Take away what an earlier annotation left, so that a mended copy is not red for ever."""
    for cell in stored_cells(sheet):
        if cell.comment is None or cell.comment.author != AUTHOR:
            continue
        _, _, theirs = cell.comment.text.partition(f"\n\n{_BELOW}\n")
        cell.comment = Comment(theirs, "") if theirs else None
        cell.fill = PatternFill()


def _pages(path: Path, name: str) -> list[Page]:
    try:
        return read_book(path, name).pages
    except Unreadable:
        return []


def _copy(path: Path, pages: list[Page]) -> Any:
    """The workbook with its formats, or a new one with the content of another kind of file."""
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    if pages and is_zip:
        with zipfile.ZipFile(path) as archive:
            is_excel = "xl/workbook.xml" in archive.namelist()
        if is_excel:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on parts that it leaves out
                return load_workbook(path)
    return _new(pages)


def _new(pages: list[Page]) -> Any:
    """A workbook that reads as the pages do: what is hidden, merged or a percentage stays so."""
    book = Workbook()
    book.remove(book.active)
    for page in pages or [Page("", "", [])]:
        sheet = book.create_sheet(_UNNAMEABLE.sub(" ", page.title)[:_NAME_LIMIT] or "גיליון1")
        sheet.sheet_view.rightToLeft = True
        sheet.sheet_state = "hidden" if page.hidden else "visible"
        for row in page.rows:
            for column, cell in row.cells.items():
                _write(sheet.cell(row.number, column), cell)
        for number in page.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for column in page.hidden_columns:
            sheet.column_dimensions[column_letters(column - 1)].hidden = True
        for merge in page.merges:
            sheet.merge_cells(merge.span)
    return book


def _write(target: Any, cell: Cell) -> None:
    # A formula without a result stays a mistake.
    value = _NO_RESULT if cell.value is None else cell.value
    if isinstance(value, str):
        target.value = _ILLEGAL.sub("", value)
        target.data_type = "s"  # a text that begins with = is no formula
    else:
        target.value = value
    if cell.percent:
        target.number_format = "0.##%"
