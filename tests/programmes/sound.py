"""Sound forms, and the ways to change one as a person's hand, Excel or another program does.

In a sound form rows 5 to 7 hold.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import load_workbook  # type: ignore[import-untyped]

from ingest.programmes.form import load_forms
from ingest.programmes.layout import Place, cell_value, write_form

SAFED = Place("8000", "צפת")
FOLDER = "8000 צפת"
Make = Callable[[Path], None]
Values = Mapping[str, object]
Row = Mapping[str, object]

_NEEDS: tuple[Row, ...] = tuple(
    {
        "need_kind": kind,
        "population": "older_people",
        "area": "שכונת הדרום",
        "regime": "routine",
        "people": 120 + number,
        "known_before": "yes",
        "reported_by": "אגף הרווחה",
        "from_date": f"2026-0{number + 1}-15",
        "to_date": "2026-12-31",
        "note": "נמדד בסקר",
    }
    for number, kind in enumerate(("food", "housing", "health"))
)
_INVESTMENTS: tuple[Row, ...] = tuple(
    {
        "body": body,
        "sector": "government",
        "year": 2025,
        "kind": "money",
        "pooled": "yes",
        "planned_ils": 250_000,
        "spent_ils": 180_000,
    }
    for body in ("משרד החינוך", "משרד הרווחה", "משרד הבריאות")
)
_ROLES: tuple[Row, ...] = tuple(
    {"role": role, "body": "הרשות המקומית", "status": "filled", "post_pct": 50}
    for role in ("integrator", "data_lead", "social_lead")
)
_MEMBERSHIPS: tuple[Row, ...] = tuple(
    {"programme": "settlement_at_centre", "wave": "גל ראשון", "from_date": f"202{n}-01-01"}
    for n in range(3)
)
_PRACTICES: tuple[Row, ...] = tuple(
    {
        "practice": f"מרכז למידה {letter}",
        "indicator": "dependency_ratio",
        "domain": "educational",
        "evidence_grade": "not_yet_tested",
    }
    for letter in "אבג"
)
_SOUND: dict[str, tuple[str, str, tuple[Row, ...]]] = {
    "needs": ("needs_responses", "צרכים", _NEEDS),
    "investments": ("investments", "השקעות", _INVESTMENTS),
    "roles": ("roles", "תפקידים", _ROLES),
    "memberships": ("programme", "חברות בתוכניות", _MEMBERSHIPS),
    "practices": ("practices", "פרקטיקות", _PRACTICES),
}


def sound(sheet_id: str, path: Path) -> str:
    """Write the sound form that has a sheet; returns the name of the sheet."""
    path.write_bytes(_written(sheet_id))
    return _SOUND[sheet_id][1]


@cache
def _written(sheet_id: str) -> bytes:
    form_id, _, rows = _SOUND[sheet_id]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(load_forms()[form_id], path, SAFED, {sheet_id: rows})
        return path.read_bytes()


def edited(sheet_id: str, change: Callable[[Any], None]) -> Make:
    """The sound form after a change of its sheet, saved as Excel does."""

    def make(path: Path) -> None:
        plain = path.with_suffix(".xlsx")
        title = sound(sheet_id, plain)
        book = load_workbook(plain)
        change(book[title])
        book.save(plain)
        if plain != path:
            plain.rename(path)

    return make


def typed(sheet_id: str, values: Values, number_format: str | None = None) -> Make:
    """The sound form with other values in some cells."""

    def change(sheet: Any) -> None:
        for place, value in values.items():
            sheet[place] = value
            if number_format is not None:
                sheet[place].number_format = number_format

    return edited(sheet_id, change)


def calculated(place: str, formula: str, result: str | None, kind: str = "n") -> Make:
    """A formula with the result that Excel stored for it, or without one."""

    def make(path: Path) -> None:
        typed("needs", {place: formula})(path)
        if result is None:
            return

        def store(content: str) -> str:
            kept = rf'<c r="{place}"([^>]*?)(?: t="\w+")?><f>(.*?)</f><v ?/?>(?:</v>)?</c>'
            return re.sub(
                kept, rf'<c r="{place}"\1 t="{kind}"><f>\2</f><v>{result}</v></c>', content
            )

        rewrite(path, lambda name, content: store(content) if "worksheets/" in name else content)

    return make


def rewrite(path: Path, change: Callable[[str, str], str]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name.endswith(".xml"):
                content = change(name, content.decode()).encode()
            archive.writestr(name, content)


def of_bytes(content: bytes) -> Make:
    return lambda path: path.write_bytes(content) and None


def of_parts(parts: Mapping[str, str]) -> Make:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return make


def grid(sheet_id: str) -> list[list[str]]:
    """The Hebrew headers and the rows of a sound sheet as Excel writes them into a CSV.

    The header is in row 1, so rows 2 to 4 hold.
    """
    form_id, _, rows = _SOUND[sheet_id]
    sheet = next(s for s in load_forms()[form_id].sheets if s.sheet_id == sheet_id)
    return [
        ["יישוב", *(column.he for column in sheet.columns)],
        *(
            [FOLDER, *(_shown(cell_value(c, row.get(c.column_id))) for c in sheet.columns)]
            for row in rows
        ),
    ]


def _shown(value: object) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def as_csv(rows: Sequence[Sequence[str]], encoding: str, delimiter: str = ",") -> Make:
    """Delimited text with the line ends of Windows."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return of_bytes(buffer.getvalue().encode(encoding))


def with_cells(values: Mapping[tuple[int, int], str], sheet_id: str = "needs") -> list[list[str]]:
    """``grid`` with other texts, by row and column from 1."""
    rows = grid(sheet_id)
    for (row, column), text in values.items():
        rows[row - 1][column - 1] = text
    return rows


_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.3"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name={name}>{rows}
<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def as_ods(
    rows: Sequence[Sequence[str]],
    *,
    hidden_row: int | None = None,
    merged_down: tuple[int, int] | None = None,
    percents: Mapping[tuple[int, int], float] | None = None,
    locked: bool = False,
) -> Make:
    """OpenDocument as LibreOffice saves it, by row and column from 1.

    Args:
        merged_down: the upper of two cells that are merged.
        locked: its list of parts says that they are encrypted.
    """

    def cell(row: int, column: int, text: str) -> str:
        if merged_down == (row - 1, column):
            return "<table:covered-table-cell/>"
        if percents and (row, column) in percents:
            number = percents[row, column]
            return (
                f'<table:table-cell office:value-type="percentage" office:value="{number}">'
                f"<text:p>{number:.0%}</text:p></table:table-cell>"
            )
        if not text:
            return "<table:table-cell/>"
        span = ' table:number-rows-spanned="2"' if merged_down == (row, column) else ""
        return (
            f'<table:table-cell office:value-type="string"{span}><text:p>{escape(text)}</text:p>'
            "</table:table-cell>"
        )

    def line(number: int, texts: Sequence[str]) -> str:
        hidden = ' table:visibility="collapse"' if number == hidden_row else ""
        cells = "".join(cell(number, column, text) for column, text in enumerate(texts, start=1))
        return f"<table:table-row{hidden}>{cells}</table:table-row>"

    body = "".join(line(number, texts) for number, texts in enumerate(rows, start=1))
    entry = "<manifest:encryption-data/>" if locked else ""
    content = _ODS.replace("{name}", quoteattr("גיליון1")).replace("{rows}", body)
    return of_parts(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "locked" if locked else content,
            "META-INF/manifest.xml": f"<manifest:manifest>{entry}</manifest:manifest>",
        }
    )
