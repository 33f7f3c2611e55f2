"""Write a form as the Excel workbook that people fill: right to left, with lists to choose from.

Each sheet: row 1 its title and what a row is, row 2 the headers in Hebrew, row 3 in English, row 4
an example, then the rows that are known already, then ``prepared`` empty ones that bear formats,
checks and the settlement. Codes stand as the words people see. The bytes depend on the arguments
alone.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from ingest.programmes.choices import choices_of, label
from ingest.programmes.dates import FIRST_YEAR, LAST_YEAR
from ingest.programmes.form import SETTLEMENT, Form, FormColumn, FormSheet
from ingest.programmes.layout_instructions import (
    DARK,
    FONT,
    GREY,
    HOW_TO_WRITE,
    PALE,
    TITLE,
    height_of,
    how_to_write,
    write_instructions,
)
from ingest.programmes.layout_lists import list_of, write_lists
from ingest.programmes.settlement import settlement_text

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""By sheet_id; a row is column_id → value as in ``checked.Reading.text``, or a date or number."""
Styles = Mapping[str, Any]
Shown = str | float | dt.date | None

EXAMPLE = "דוגמה"
"""What the settlement cell of the example row says."""
REQUIRED = " *"
"""After the Hebrew header of a column that must be filled."""
PREPARED = 200
HEADERS = 1
"""The row (from 0) of the Hebrew headers; English and the example follow."""

_CREATED = dt.datetime(2026, 1, 1)
_NUMERIC = {"year", "number", "count", "money", "percent"}
_NUMBER_FORMATS = {"date": "[$-40D]dd/mm/yyyy", "year": "0", "count": "#,##0", "money": "#,##0"}
_WIDTHS = {
    "settlement": 22,
    "title": 30,
    "text": 40,
    "body": 26,
    "place": 18,
    "choice": 24,
    "indicator": 48,
    "programme": 20,
    "reference": 30,
    "date": 14,
    "year": 11,
    "number": 13,
    "count": 14,
    "money": 15,
    "percent": 13,
    "yes_no": 13,
}
_LIMITS: dict[str, dict[str, object]] = {
    "date": {
        "validate": "date",
        "minimum": dt.date(FIRST_YEAR, 1, 1),
        "maximum": dt.date(LAST_YEAR, 12, 31),
    },
    "year": {"validate": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
    "number": {"validate": "decimal", "minimum": -1e12, "maximum": 1e12},
    "count": {"validate": "integer", "minimum": 0, "maximum": 100_000_000},
    "money": {"validate": "decimal", "minimum": 0, "maximum": 1e12},
    "percent": {"validate": "decimal", "minimum": 0, "maximum": 100},
}
_OTHERS_TOO = {"body": "information", "reference": "warning"}
"""Types whose lists only suggest, and how Excel asks back when something else is typed."""


@dataclass(frozen=True)
class Place:
    """The settlement that a form is made for."""

    code: str
    name_he: str


def write_form(
    form: Form,
    path: Path,
    place: Place,
    rows: Rows,
    *,
    bodies: Sequence[str] = (),
    titles: Mapping[str, Sequence[str]] | None = None,
    synthetic: bool = False,
    example: bool = True,
    prepared: int = PREPARED,
) -> None:
    """Write the workbook of a form, with the rows that are known already.

    Args:
        bodies: names to suggest in every column of a body, beside those in ``rows``.
        titles: by ``refers_to``, titles to suggest in columns that refer to another workbook.
        synthetic: the settlement is marked as made up wherever it stands.
        example: without it the known rows begin in row 4.
        prepared: empty rows below them.
    """
    settlement = settlement_text(place.code, place.name_he, synthetic=synthetic)
    top = HEADERS + 2 + example
    counts = {sheet.sheet_id: len(rows.get(sheet.sheet_id, ())) for sheet in form.sheets}
    empty = {
        sheet_id: range(top + count, top + count + prepared) for sheet_id, count in counts.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": f"{form.title.he} · {form.title.en}", "created": _CREATED})
        styles = _styles(book)
        folder = f"{place.code} {place.name_he}"
        first = book.add_worksheet(TITLE)
        write_instructions(book, first, form, settlement, folder, synthetic=synthetic)
        pages = [(sheet, book.add_worksheet(sheet.title.he)) for sheet in form.sheets]
        lists = write_lists(book, form, rows, bodies, titles or {}, empty)
        for sheet, page in pages:
            known = rows.get(sheet.sheet_id, ())
            lines = (*known, *[{}] * prepared)
            last = _write_sheet(page, sheet, settlement, lines, styles, example=example)
            _validate(page, sheet, range(top, last + 1), lists)


def _write_sheet(
    page: Worksheet,
    sheet: FormSheet,
    settlement: str,
    lines: Sequence[Mapping[str, object]],
    styles: Styles,
    *,
    example: bool,
) -> int:
    """Write the whole of a sheet but its checks, empty lines too; its last row (from 0)."""
    _set_up(page)
    _write_headers(page, sheet, styles)
    row = HEADERS + 1
    if example:
        row += 1
        values = [EXAMPLE, *map(example_value, sheet.columns)]
        _write_row(page, row, sheet, values, styles, "example_")
    # Empty rows bear the settlement too, so that nobody need type it.
    for line in lines:
        row += 1
        shown = [cell_value(column, line.get(column.column_id)) for column in sheet.columns]
        _write_row(page, row, sheet, [settlement, *shown], styles)
        page.set_row(row, height_of(map(_text, shown), map(_width, sheet.columns)))
    return row


def cell_value(column: FormColumn, value: object) -> Shown:
    """What a cell shows of a value in canonical form; ``None`` for a blank.

    A code that is no longer in its list, and a date or number that is none, stay as they stand, for
    the check to tell people about.
    """
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value)
    if text in choices_of(column):
        return label(column, text)
    try:
        if column.type == "date":
            return dt.date.fromisoformat(text)
        if column.type in _NUMERIC:
            number = float(text)
            return number if math.isfinite(number) else text
    except ValueError:
        return text
    return text


def example_value(column: FormColumn) -> Shown:
    """The declared example as a cell shows it; its dates are declared day first."""
    if column.type == "date" and column.example:
        return dt.datetime.strptime(column.example, "%d/%m/%Y").date()
    return cell_value(column, column.example)


def _text(shown: Shown) -> str:
    return shown if isinstance(shown, str) else ""


def _set_up(page: Worksheet) -> None:
    page.right_to_left()
    page.freeze_panes(HEADERS + 2, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADERS, HEADERS + 1)
    page.set_footer("&C&P / &N")


def _write_headers(page: Worksheet, sheet: FormSheet, styles: Styles) -> None:
    """Title, what a row is, and the two rows of headers; sets the widths of the columns."""
    columns = (SETTLEMENT, *sheet.columns)
    widths = [_width(column) for column in columns]
    title = f"{sheet.title.he} · {sheet.title.en}"
    page.set_row(0, 30)
    page.write_string(0, 0, title, styles["heading"])
    # No cells are merged, so the title flows over the next ones: what follows starts beside it.
    beside = next(
        (n for n in range(1, len(widths)) if sum(widths[:n]) > 1.8 * len(title)), len(widths)
    )
    page.write_string(0, beside, f"{sheet.about.he} · {sheet.about.en}", styles["about"])
    page.set_row(HEADERS, 34)
    page.set_row(HEADERS + 1, 28)
    for col, (column, width) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(col, col, width, styles[f"beyond_{column.type}"])
        must = "required" if column.required else "optional"
        page.write_string(HEADERS, col, column.he + REQUIRED * column.required, styles[must])
        page.write_string(HEADERS + 1, col, column.en, styles["english"])
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, 9999, len(columns) - 1)})


@cache
def _width(column: FormColumn) -> int:
    """As ``_WIDTHS`` says, less where all choices are short; headers fit on two lines."""
    wanted = _WIDTHS[column.type]
    if column.type == "choice":
        longest = max(len(label(column, code)) for code in choices_of(column))
        wanted = max(13, min(wanted, longest + 4))
    return max(wanted, len(column.he) // 2 + 6, len(column.en) // 2 + 5)


def _write_row(
    page: Worksheet,
    row: int,
    sheet: FormSheet,
    values: Sequence[Shown],
    styles: Styles,
    kind: str = "",
) -> None:
    for col, (column, value) in enumerate(zip((SETTLEMENT, *sheet.columns), values, strict=True)):
        style = styles[kind + column.type]
        if value is None:
            page.write_blank(row, col, None, style)
        elif isinstance(value, str):
            page.write_string(row, col, value, style)
        elif isinstance(value, dt.date):
            page.write_datetime(row, col, value, style)
        else:
            page.write_number(row, col, value, style)


def _validate(page: Worksheet, sheet: FormSheet, rows: range, lists: Mapping[str, str]) -> None:
    for col, column in enumerate((SETTLEMENT, *sheet.columns)):
        rule = {"validate": "any", **_LIMITS.get(column.type, {})}
        if "minimum" in rule:
            rule["criteria"] = "between"
        if (source := lists.get(list_of(column) or "")) is not None:
            rule |= {"validate": "list", "source": source}
        if rule["validate"] != "any":
            words = how_to_write(column)
            rule |= {
                "error_type": _OTHERS_TOO.get(column.type, "stop"),
                "error_title": column.he[:32],
                "error_message": f"{words.he}\n{words.en}",
            }
        if column.help or column.type == "date":
            words = column.help or HOW_TO_WRITE[column.type]
            rule |= {"input_title": column.he[:32], "input_message": f"{words.he}\n{words.en}"}
        if len(rule) > 1:
            page.data_validation(rows.start, col, rows.stop - 1, col, rule)


def _styles(book: Workbook) -> dict[str, Any]:
    """The formats by name: of the headers; of each type of column in prepared rows, in the example
    row, and in the rows beyond the prepared ones."""
    base = {"font_name": FONT, "font_size": 11, "valign": "top", "reading_order": 2}
    line = {"border": 1, "border_color": "#D9D9D9"}
    head = {**base, **line, "text_wrap": True, "align": "center", "valign": "vcenter"}
    made: dict[str, dict[str, object]] = {
        "heading": {**base, "bold": True, "font_size": 16, "font_color": DARK, "valign": "vcenter"},
        "about": {**base, "font_color": GREY, "align": "right", "valign": "vcenter"},
        "required": {**head, "bold": True, "font_color": "white", "bg_color": DARK},
        "optional": {**head, "bold": True, "font_color": DARK, "bg_color": "#B4C6E7"},
        "english": {**head, "reading_order": 1, "font_size": 9, "font_color": GREY}
        | {"bg_color": "#F2F2F2"},
    }
    filled = {"settlement": {"font_color": GREY, "bg_color": PALE}}
    unreal = {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F7F7F7"}
    for kind in _WIDTHS:
        bare = {**base, "align": "right", "text_wrap": kind not in _NUMERIC | {"date"}}
        bare["num_format"] = _NUMBER_FORMATS.get(kind, "General" if kind in _NUMERIC else "@")
        made[f"beyond_{kind}"] = bare
        made[kind] = {**bare, **line, **filled.get(kind, {})}
        made[f"example_{kind}"] = {**bare, **line, **unreal}
    return {name: book.add_format(style) for name, style in made.items()}
