"""``2015.xls``: the layout of the years to 2015, one header row with the year inside the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlwt

from ingest.sample import figures
from ingest.sample.cells import Cell, in_workbook, of_group
from ingest.sample.columns import Column
from ingest.sample.columns_old import BANDS, CITY, COUNCIL, IN_SUMMARY, MONEY, SUMMARY
from ingest.sample.notes import SYNTHETIC
from ingest.sample.settlements import Place, authorities, municipalities
from ingest.sample.summary import shares_of_types

YEAR = 2015
SEE_LEGEND = "ראו מקרא מתחת ללוח"
_THOUSANDS = {"population", "men", "women"}
_LEGEND = (
    "הלשכה המרכזית לסטטיסטיקה ",
    "",
    "1  שיעורי הפטירות המבוססים על 5 עד 19 מקרים במונה, ניתנים בסוגריים, ואלה המבוססים על פחות"
    " מ-5 מקרים מסומנים בשתי נקודות (..) . ",
    SYNTHETIC,
)
_LEVELS = (
    "פריפריאלית מאוד", "פריפריאלית מאוד", "פריפריאלית מאוד", "פריפריאלית", "בינונית", "בינונית",
    "מרכזית", "מרכזית", "מרכזית מאוד", "מרכזית מאוד",
)  # fmt: skip


def write_old_workbook(path: Path) -> None:
    """Write the workbook of 2015."""
    book = xlwt.Workbook(encoding="utf-8")
    _summary(book.add_sheet("רשויות מקומיות"))
    councils = authorities("regional_council")
    for places, columns, name, head in (
        (municipalities(), CITY, "נתונים פיזיים - עיריות ומ.מקומי", "שם  הרשות"),
        (municipalities(), MONEY, "נתונים כספיים - עיריות ומ.מקומי", "שם  הרשות1"),
        (councils, COUNCIL, "נתונים פיזיים - מ.אזוריות", "שם הרשות"),
        (councils, MONEY, "נתונים כספיים - מ.אזוריות", "שם  הרשות"),
    ):
        _sheet(book.add_sheet(name), places, columns, head)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def _write(sheet: xlwt.Worksheet, row: int, cells: Sequence[Cell]) -> None:
    for col, cell in enumerate(cells):
        if cell != "":
            sheet.write(row, col, cell)


def _sheet(
    sheet: xlwt.Worksheet, places: Sequence[Place], columns: Sequence[Column], head: str
) -> None:
    physical = columns is not MONEY
    _write(sheet, 0, ["", SEE_LEGEND])
    labels = ["מחוז 2015 ", "מעמד מוניציפלי 2015"] if physical else []
    _write(sheet, 1, [head, "סמל הרשות 2015", *labels, *(column.name for column in columns)])
    for row, place in enumerate(places, 2):
        council = place.kind == "regional_council"
        code = f"{place.council_number:02d}" if council else place.code
        cells: list[Cell] = [place.former or place.name, code]
        if physical:
            cells += [place.district_name, place.status_name]
        _write(sheet, row, [*cells, *(_cell(place, column) for column in columns)])
    below = len(places) + 2
    _write(sheet, below, [])
    for row, words in enumerate(_LEGEND, below + 1):
        _write(sheet, row, [words])
    _write(sheet, below + 1 + len(_LEGEND), ["", "הנתון מעודכן לתאריך 30/07/2017"])


def _cell(place: Place, column: Column) -> Cell:
    key = column.key
    # The council of 2012 had no peripherality value, nor a distance, of 2004.
    if place.code == "5569" and (key.startswith("old_per") or key == "distance"):
        return ".."
    cluster = figures.peripherality_cluster_2004(place)
    match key:
        case "old_per_cluster":
            return cluster
        case "old_per_level":
            return _LEVELS[cluster - 1]
        case "old_per_value":
            return figures.peripherality_2004(place)
        case "old_per_rank":
            return figures.spread_ranks(figures.peripherality_2004, 252)[place.code]
    return _rounded(key, in_workbook(place, column, YEAR))


def _rounded(key: str, cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell
    if key in _THOUSANDS:
        return round(cell / 1000, 1)
    if isinstance(cell, int) or key.startswith("land_"):
        return cell
    if key.endswith("_value"):
        return round(cell, 3)
    return round(cell, 4 if key == "gini" else 0 if key in {"dependency", "wage"} else 1)


def _summary(sheet: xlwt.Worksheet) -> None:
    head: list[Cell] = [
        "", "רשויות מקומיות ", "כלל ארצי1", "עיריות - סך הכל", "מועצות מקומיות - סך הכל",
        "מועצות אזוריות - סך הכל2", "קובץ מעודכן לתאריך 30/07/2017",
    ]  # fmt: skip
    rows: list[list[Cell]] = [["", SEE_LEGEND], head, *shares_of_types(YEAR)]
    for column in SUMMARY:
        cells = [
            of_group(authorities(), column, YEAR, whole=True),
            of_group(authorities("city"), column, YEAR),
            of_group(authorities("local_council"), column, YEAR),
            of_group(authorities("regional_council"), column, YEAR),
        ]
        if column.key == "gini":
            cells = cells[:1]
        if column.key != "migration_internal" and any(cell != "" for cell in cells):
            shown = [_rounded(column.key, cell) for cell in cells]
            words = IN_SUMMARY.get(column.key, column.name)
            rows.append([BANDS.get(column.key, ""), words, *shown])
    rows += [
        ["הלשכה המרכזית לסטטיסטיקה "],
        ["1 הנתונים הפיזיים הכלל ארציים כוללים חסרי מעמד מוניציפלי, ואינם בהכרח סיכום של המגזרים"
         " האחרים (עיריות, מועצות מקומיות ומועצות אזוריות)."],
        [SYNTHETIC],
    ]  # fmt: skip
    for row, cells in enumerate(rows):
        _write(sheet, row, cells)
