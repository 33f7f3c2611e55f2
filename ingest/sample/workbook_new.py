"""``p_libud_2021.xlsx`` and ``p_libud_2024.xlsx``: the layout of the years since 2016."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ingest.sample import figures
from ingest.sample.cells import Cell, in_workbook, of_group
from ingest.sample.columns import Column
from ingest.sample.columns_money import budget
from ingest.sample.notes import (
    BUDGET_FOOTNOTES,
    CONTENTS,
    CORRECTIONS,
    NOTES_2024,
    SYNTHETIC,
)
from ingest.sample.physical import PHYSICAL_2021, PHYSICAL_2024
from ingest.sample.settlements import Kind, Place, authorities
from ingest.sample.summary import summary_2021
from ingest.sample.survey import (
    LABOUR_MINIMUM,
    SURVEY_MINIMUM,
    adults_thousands,
    answer,
    labour,
    questions,
)

CREATED = dt.datetime(2024, 1, 1)
PHYSICAL_SHEET = "נתונים פיזיים ונתוני אוכלוסייה "  # the space at the end is the publisher's
GROUPS: tuple[tuple[str, Kind | None], ...] = (
    ("כלל ארצי", None),
    ("עיריות", "city"),
    ("מועצות מקומיות", "local_council"),
    ("מועצות אזוריות", "regional_council"),
)
SEE_CELLS = "ראו הערות בתאים המסומנים"


def new_book(path: Path) -> xlsxwriter.Workbook:
    """A workbook whose bytes depend on its cells alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"title": SYNTHETIC, "comments": SYNTHETIC, "created": CREATED})
    return book


def write_row(sheet: Worksheet, row: int, cells: Sequence[Cell | None], start: int = 0) -> None:
    """Write cells; text stays text whatever it looks like, blanks are left out."""
    for col, cell in enumerate(cells, start):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(row, col, cell)
        elif cell is not None:
            sheet.write_number(row, col, cell)


def code_in_workbook(place: Place, year: int) -> Cell:
    """Zero-padded text, a council's two digits, until 2021; since 2024 an integer, 55NN."""
    if year >= 2024:
        return place.number
    if place.kind == "regional_council":
        return f"{place.council_number:02d}"
    return place.code


def write_workbook(path: Path, year: int) -> None:
    """Write the yearly workbook of 2021 or 2024."""
    columns = PHYSICAL_2021 if year == 2021 else PHYSICAL_2024
    book = new_book(path)
    contents = book.add_worksheet("תוכן עניינים")
    for row, cells in enumerate(CONTENTS[year]):
        write_row(contents, row, cells)
    _physical(book.add_worksheet(PHYSICAL_SHEET), columns, year)
    _budget(book.add_worksheet("נתוני תקציב"), budget(year), year)
    if year == 2021:
        sheet = book.add_worksheet("סיכומים לפי מעמד מוניציפלי")
        for row, figures_of_row in enumerate(summary_2021()):
            write_row(sheet, row, figures_of_row)
    _labour(book.add_worksheet("סקרי כוח אדם והוצאות משק בית"), labour(year), year)
    _social(book.add_worksheet("נתוני הסקר החברתי"), year)
    if year == 2024:
        _notes(book, columns)
    book.close()


def _physical(sheet: Worksheet, columns: Sequence[Column], year: int) -> None:
    sheet.write_string(0, 1, f"רשויות מקומיות {year}")
    names = [column.key for column in columns]
    if year == 2021:
        sheet.write_string(0, names.index("area_km2"), f"{SEE_CELLS}. {SYNTHETIC}")
        sheet.write_string(0, names.index("unemployment_annual_pct"), "תיקון 7/6/23")
        sheet.write_string(0, names.index("degrees_pct"), "עודכן ב-7/6/23")
        otherwise = "(אלא אם כן צוין אחרת)"
    else:
        otherwise = "(אלא אם צוין אחרת)"
    write_row(sheet, 1, [column.band for column in columns])
    write_row(sheet, 2, [f"שנת עדכון: {year}\n{otherwise}"])
    write_row(sheet, 2, [column.period for column in columns[1:]], start=1)
    write_row(sheet, 3, [column.name for column in columns])
    write_row(sheet, 4, [column.sub for column in columns])
    row = 5
    if year >= 2024:
        for name, kind in GROUPS:
            _aggregate(sheet, row, name, kind, columns, year)
            row += 1
    else:
        for col, column in enumerate(columns):
            if column.comment:
                sheet.write_comment(3 if column.name else 4, col, column.comment)
    _places(sheet, row, columns, year)


def _aggregate(
    sheet: Worksheet, row: int, name: str, kind: Kind | None, columns: Sequence[Column], year: int
) -> None:
    places = authorities(kind)
    cells = [of_group(places, column, year, whole=kind is None) for column in columns]
    write_row(sheet, row, [name, *cells[1:]])


def _places(sheet: Worksheet, row: int, columns: Sequence[Column], year: int) -> int:
    for place in authorities():
        cells = [
            place.name
            if column.key == "name"
            else code_in_workbook(place, year)
            if column.key == "code"
            else in_workbook(place, column, year)
            for column in columns
        ]
        write_row(sheet, row, cells)
        row += 1
    return row


def _budget(sheet: Worksheet, columns: Sequence[Column], year: int) -> None:
    sheet.write_string(0, 1, f'נתונים כספיים של רשויות מקומיות לשנת {year} (באלפי ש"ח)')
    if year == 2021:
        sheet.write_string(0, 2, "ראו מקרא מתחת ללוח והערות בתאים המסומנים")
    write_row(sheet, 2, [column.band for column in columns])
    write_row(sheet, 3, [column.name for column in columns])
    row = 4
    if year >= 2024:
        for name, kind in GROUPS:
            shown = name if kind is None else f"{name} סך הכל"
            _aggregate(sheet, row, shown, kind, columns, year)
            row += 1
    else:
        for col, column in enumerate(columns):
            if column.comment:
                sheet.write_comment(3, col, column.comment)
    row = _places(sheet, row, columns, year)
    for number, footnote in enumerate(BUDGET_FOOTNOTES, row + (year >= 2024)):
        write_row(sheet, number, [footnote])


def _labour(sheet: Worksheet, columns: Sequence[Column], year: int) -> None:
    otherwise = "(אלא אם כן צוין אחרת)" if year == 2021 else "(אלא אם צוין אחרת)"
    spoken = 2021 if year == 2021 else 2023
    sheet.write_string(0, 1, f"רשויות מקומיות {year}")
    sheet.write_string(0, 5, "נתונים עבור ערים המונות 50,000 תושבים ויותר")
    if year == 2021:
        sheet.write_string(0, 10, SEE_CELLS)
        size = [column.key for column in columns].index("household_size")
        sheet.write_comment(4, size, "נפש אחת או יותר הגרות יחד בדירה")
    write_row(sheet, 1, [column.band for column in columns])
    write_row(sheet, 2, [f"שנת עדכון: {spoken} {otherwise}"])
    write_row(sheet, 2, [column.period for column in columns[1:]], start=1)
    write_row(sheet, 3, [column.name for column in columns])
    write_row(sheet, 4, [column.sub for column in columns])
    cities = [p for p in authorities("city") if figures.population(p, year) >= LABOUR_MINIMUM]
    total = (
        "סך כל הגרים בערים המונות 50,000 תושבים ויותר"
        if year == 2021
        else "סך הכל בערים המונות 50,000 תושבים ויותר"
    )
    for row, (name, places) in enumerate((("סך הכל ארצי", authorities()), (total, cities)), 5):
        cells = [_thousands(c, of_group(places, c, year, whole=row == 5)) for c in columns[2:]]
        write_row(sheet, row, [name, "", *cells])
    for row, place in enumerate(cities, 7):
        small = figures.population(place, year) < 62_000
        cells = [
            ".."  # too small a sample for the size of households
            if small and column.key == "household_size"
            else _thousands(column, in_workbook(place, column, year))
            for column in columns[2:]
        ]
        write_row(sheet, row, [place.name, code_in_workbook(place, year), *cells])


def _thousands(column: Column, cell: Cell) -> Cell:
    if column.key in {"adults_15", "households", "families"} and isinstance(cell, int | float):
        return round(cell / 1000, 2)
    return cell


def _social(sheet: Worksheet, year: int) -> None:
    asked = questions(year)
    sheet.write_string(0, 1, f"רשויות מקומיות {year}")
    if year == 2021:
        sheet.write_string(0, 8, SEE_CELLS)
    band = "סקר חברתי (בני 20 מעלה בערים המונות 100,000 תושבים ויותר, אחוזים)"
    sheet.write_string(1, 1, band)
    # The bracket that is never closed is the publisher's.
    closing = ")" if year == 2021 else ""
    sheet.write_string(2, 0, f"שנת עדכון: {year} (אלא אם צוין אחרת{closing}")
    write_row(sheet, 2, [question.period for question in asked], start=3)
    write_row(sheet, 3, ["שם  הרשות", "סמל הרשות", "בני 20 ומעלה - סך הכל"])
    write_row(sheet, 3, [question.name for question in asked], start=3)
    write_row(sheet, 4, [question.sub for question in asked], start=3)
    write_row(sheet, 5, ["אלפים", *(question.unit for question in asked)], start=2)
    cities = [p for p in authorities("city") if figures.population(p, year) >= SURVEY_MINIMUM]
    cities.sort(key=lambda place: -figures.population(place, year))
    # Later revisions hold the figures of cities as text.
    plain: Callable[[float], Cell] = (lambda f: round(f, 1)) if year == 2021 else "{:.1f}".format
    adults = [adults_thousands(place, year) for place in authorities()]
    national = [
        round(sum(a * answer(p, q, year) for a, p in zip(adults, authorities(), strict=True))
              / sum(adults), 1)
        for q in asked
    ]  # fmt: skip
    total = round(sum(adults) * figures.NATION_FACTOR, 1)
    write_row(sheet, 6, ["סך הכל בני 20 ומעלה", "", total, *national])
    write_row(sheet, 7, ["ערים המונות 100,000 תושבים ויותר"])
    row = 8
    for place in cities:
        name = place.name.replace(" -", "-")
        rows = [(name, "")]
        if place.code == "3000":
            rows = [
                (f"{name} - סך הכל", ""),
                (f"{name} - יהודים", "jews"),
                (f"{name} - ערבים", "arabs"),
            ]
        for shown, group in rows:
            # In 2024 the first code is a number and all others are text.
            code: Cell = place.number if year == 2024 and row == 8 else place.code
            cells: list[Cell] = [shown, code, plain(adults_thousands(place, year, group))]
            for question in asked:
                share = answer(place, question, year, group)
                cells.append(_reliability(place, share, year, group) or plain(share))
            write_row(sheet, row, cells)
            row += 1
    write_row(sheet, row, ["הערה: הנתונים בסוגריים הם במהימנות נמוכה. "])
    if year == 2024:
        write_row(sheet, row + 1, ["( )", "טעות דגימה 15%-30%"])
        write_row(sheet, row + 2, ["**", "טעות דגימה 30% או יותר"])
    else:
        # Left-over sums below the table, without name or code, as in the publisher's sheet.
        for extra in (1, 2):
            write_row(sheet, row + extra, [30.5 + extra, 25.0, 55.5 + extra], start=20)


def _reliability(place: Place, share: float, year: int, group: str) -> Cell:
    """Brackets where the sampling error is 15-30 per cent, withheld above; "" where it is small."""
    people = adults_thousands(place, year, group)
    error = 100 * ((100 - share) / share / (people * 0.9)) ** 0.5
    if error < 15:
        return ""
    if error < 30:
        return f"({share:.1f})"
    return ".." if year == 2021 else "**"


def _notes(book: xlsxwriter.Workbook, columns: Sequence[Column]) -> None:
    letter = {column.key: xl_col_to_name(i) for i, column in reversed(list(enumerate(columns)))}
    sheet = book.add_worksheet("הערות והסברים")
    write_row(sheet, 0, ["גיליון", "עמודה", "שורה", "הערה"])
    for row, (key, place, text) in enumerate(NOTES_2024, 1):
        write_row(sheet, row, [PHYSICAL_SHEET, letter[key], place, text])
    # A second table stands beside the notes.
    write_row(sheet, 1, ["שם  הרשות", "סמל הרשות", "סטטוס פינוי"], start=5)
    for row, place_row in enumerate(authorities()[:3], 2):
        write_row(sheet, row, [place_row.name, place_row.number, "רשות קולטת"], start=5)
    sheet = book.add_worksheet("תיקונים ושינויים")
    write_row(sheet, 0, ["גיליון", "עמודה", "שורה", "תיקון/שינוי", "תאריך"])
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, (key, text, day) in enumerate(CORRECTIONS, 1):
        write_row(sheet, row, [PHYSICAL_SHEET, letter[key], "", text])
        sheet.write_datetime(row, 4, dt.datetime.combine(day, dt.time()), date)
