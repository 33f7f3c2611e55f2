"""The page that the first sheet is: its columns, headings, heads of tables and wide texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publication.export.cells import text_of
from publication.export.styles import HEAD, INK, LINE, QUIET, Styles

WIDTHS = (40, 11, 10, 11, 10, 10, 7, 28, 11, 11, 11, 11, 8, 8, 8, 11, 7, 28, 15)
"""Of all columns, in characters."""
LAST = len(WIDTHS) - 1
LINE_HEIGHT = 14
"""Points."""
NOT_KNOWN = "לא ידוע"

Area = tuple[int, int]
"""First and last column of a cell that may be merged of several."""
Cell = str | float | dt.date | None


def write_heading(sheet: Worksheet, styles: Styles, row: int, he: str, en: str) -> int:
    """A heading in both languages; the row after it."""
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, f"{he} · {en}", styles.text(bold=True, font_size=14, font_color=INK))
    return row + 1


def write_head(
    sheet: Worksheet, styles: Styles, row: int, titles: Mapping[Area, str], lines: int = 3
) -> None:
    """The head of a table, of ``lines`` lines."""
    look = styles.text(
        bold=True, text_wrap=True, bg_color=HEAD, border=1, border_color=LINE, valign="top"
    )
    sheet.set_row(row, lines * LINE_HEIGHT)
    for area, title in titles.items():
        write_cell(sheet, row, area, title, look)


def write_row(
    sheet: Worksheet,
    row: int,
    cells: Mapping[Area, tuple[Cell, Format]],
    *,
    unknown: Format | None = None,
) -> None:
    """A row of a table, as high as its longest text needs.

    Args:
        unknown: the look of words in place of what is not known; without it the cell is empty.
    """
    lines = 1
    for area, (value, look) in cells.items():
        if value is None and unknown is not None:
            write_cell(sheet, row, area, NOT_KNOWN, unknown)
        else:
            write_cell(sheet, row, area, value, look)
        if isinstance(value, str):
            lines = max(lines, lines_of(value, area))
    sheet.set_row(row, LINE_HEIGHT * lines)


def write_cell(sheet: Worksheet, row: int, area: Area, value: Cell, look: Format) -> None:
    """A number, a date, a text that is none of a formula, or nothing."""
    first, last = area
    if first != last:
        sheet.merge_range(row, first, row, last, "", look)
    if value is None:
        sheet.write_blank(row, first, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, first, text_of(value), look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, first, value, look)
    else:
        sheet.write_number(row, first, value, look)


def lines_of(text: str, area: Area) -> int:
    """So many lines a text takes: words are not parted, so a line is seldom full."""
    wide = sum(WIDTHS[area[0] : area[1] + 1])
    return sum(max(1, ceil(len(line) / (wide * 1.08))) for line in text.splitlines()) or 1


def write_lines(
    sheet: Worksheet, styles: Styles, row: int, texts: Sequence[str], *, quiet: bool = False
) -> int:
    """Sentences, each in a line of its own; the row after them."""
    look = styles.text(font_color=QUIET) if quiet else styles.text(font_size=11)
    for text in texts:
        sheet.write_string(row, 0, text_of(text), look)
        row += 1
    return row
