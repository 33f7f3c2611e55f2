"""The pages of an OpenDocument spreadsheet, with what is hidden, merged and shown as percent."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from ingest.programmes.messages import Problem
from ingest.programmes.pages import Cell, Merge, Page, Row, Unreadable, safe_name

_SPACES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
MAX_ROWS = 1_048_576
MAX_COLUMNS = 1_024
"""A repeated cell beyond these is the empty rest of a sheet."""
MAX_REPEATED = 20_000
"""Filled cells or rows said once and repeated: more is no form."""


def _name(prefixed: str) -> str:
    prefix, local = prefixed.split(":")
    return f"{{{_SPACES[prefix]}}}{local}"


_TABLE, _ROW = _name("table:table"), _name("table:table-row")
_CELL, _COVERED = _name("table:table-cell"), _name("table:covered-table-cell")
_COLUMN, _STYLE = _name("table:table-column"), _name("style:style")
_PARAGRAPH, _NOTE = _name("text:p"), _name("office:annotation")


@dataclass
class _Sheet:
    """A sheet while it is read."""

    rows: list[Row] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    row: int = 0
    column: int = 0


def read_ods(archive: zipfile.ZipFile) -> list[Page]:
    """The pages of an .ods.

    Raises:
        Unreadable: it is encrypted, or repeats its cells beyond reason.
    """
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable(Problem("password"))
    with archive.open("content.xml") as content:
        return list(_pages(content))


def _pages(content: IO[bytes]) -> Iterator[Page]:
    hidden_styles: set[str] = set()
    sheet, depth, number = _Sheet(), 0, 0
    for event, element in iterparse(content, events=("start", "end")):
        if element.tag == _TABLE:
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                sheet, number = _Sheet(), number + 1
            elif event == "end" and depth == 0:
                hidden = _get(element, "table:style-name") in hidden_styles
                yield _page(sheet, _get(element, "table:name"), number, hidden)
                element.clear()
        elif event == "end" and element.tag == _STYLE:
            if any(_get(child, "table:display") == "false" for child in element):
                hidden_styles.add(_get(element, "style:name"))
        elif event == "end" and element.tag == _COLUMN:
            _add_column(sheet, element)
        elif event == "end" and element.tag == _ROW and depth == 1:
            _add_row(sheet, element)
            element.clear()


def _page(sheet: _Sheet, title: str, number: int, hidden: bool) -> Page:
    return Page(
        name=safe_name(title, number),
        title=title,
        rows=sheet.rows,
        hidden=hidden,
        hidden_rows=frozenset(sheet.hidden_rows),
        hidden_columns=frozenset(sheet.hidden_columns),
        merges=tuple(sheet.merges),
    )


def _add_column(sheet: _Sheet, element: Element) -> None:
    repeated = min(_times(element, "table:number-columns-repeated"), MAX_COLUMNS)
    if _get(element, "table:visibility") in ("collapse", "filter"):
        sheet.hidden_columns.update(range(sheet.column + 1, sheet.column + repeated + 1))
    sheet.column += repeated


def _add_row(sheet: _Sheet, element: Element) -> None:
    repeated = _times(element, "table:number-rows-repeated")
    first = sheet.row + 1
    sheet.row += repeated
    cells = _cells(sheet, element, first)
    if not cells:
        return
    if repeated * len(cells) > MAX_REPEATED or sheet.row > MAX_ROWS:
        raise Unreadable(Problem("too_large"))
    numbers = range(first, sheet.row + 1)
    sheet.rows.extend(Row(number, cells) for number in numbers)
    if _get(element, "table:visibility") in ("collapse", "filter"):
        sheet.hidden_rows.update(numbers)


def _cells(sheet: _Sheet, element: Element, row: int) -> dict[int, Cell]:
    cells: dict[int, Cell] = {}
    column = 0
    for child in element:
        if child.tag not in (_CELL, _COVERED):
            continue
        repeated = _times(child, "table:number-columns-repeated")
        rows, columns = (
            _times(child, "table:number-rows-spanned"),
            _times(child, "table:number-columns-spanned"),
        )
        if rows > 1 or columns > 1:
            sheet.merges.append(Merge(row, column + 1, row + rows - 1, column + columns))
        cell = _cell(child) if child.tag == _CELL else None
        if cell is not None:
            if repeated > MAX_COLUMNS:
                raise Unreadable(Problem("too_large"))
            cells.update((column + 1 + step, cell) for step in range(repeated))
        column += repeated
    return cells


def _cell(element: Element) -> Cell | None:
    kind = _get(element, "office:value-type")
    formula = bool(_get(element, "table:formula"))
    text = _shown_text(element)
    if _get(element, "calcext:value-type") == "error" or (formula and text.startswith("#")):
        return Cell(text, error=True, formula=formula)
    if not kind:
        return Cell(None, formula=True) if formula else None
    if kind in ("float", "percentage", "currency"):
        number = float(_get(element, "office:value"))
        value: object = int(number) if number.is_integer() and abs(number) < 1e15 else number
        return Cell(value, percent=kind == "percentage", formula=formula)
    if kind == "date":
        return Cell(dt.datetime.fromisoformat(_get(element, "office:date-value")), formula=formula)
    if kind == "boolean":
        return Cell(_get(element, "office:boolean-value") == "true", formula=formula)
    return Cell(text, formula=formula) if text else None


def _shown_text(element: Element) -> str:
    """The paragraphs of a cell, not those of its comment."""
    return "\n".join(_inline(child) for child in element if child.tag == _PARAGRAPH)


def _inline(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag != _NOTE:
            gap = child.tag.removeprefix(f"{{{_SPACES['text']}}}")
            parts.append({"s": " ", "tab": "\t", "line-break": "\n"}.get(gap, ""))
            parts.append(_inline(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _times(element: Element, attribute: str) -> int:
    return int(_get(element, attribute) or 1)


def _get(element: Element, attribute: str) -> str:
    return element.get(_name(attribute), "")
