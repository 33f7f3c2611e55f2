"""The workbook of a settlement: where it stands, a sheet for each mart, sources and dictionary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import xlsxwriter

from ingest.programmes.layout import Place
from publication.export.binder import Binder
from publication.export.front import SHEET as FRONT
from publication.export.front import write_front
from publication.export.glossary import CODES, COLUMNS, INDICATORS, write_glossary
from publication.export.library import Library, Rows
from publication.export.mart_sheet import told, write_mart
from publication.export.sources_sheet import SHEET as SOURCES
from publication.export.sources_sheet import write_sources
from publication.export.styles import Styles
from publication.export.trends import SHEET as TRENDS
from publication.export.trends import write_trends
from publication.reading.facts import Facts

_FIRST = (
    "settlements",
    "settlement_profile",
    "indicator_values",
    "data_gaps",
    "cradle_to_career",
    "logic_matrix",
    "thriving_index",
    "domain_scores",
    "targets",
    "target_path",
    "needs_responses",
)
"""Marts that stand before all others."""
_OWN = (FRONT, TRENDS, SOURCES, COLUMNS, INDICATORS, CODES)
"""Sheets that are of no mart."""
_LONGEST_NAME = 31
_NUMBER = re.compile(r" \(\d+\)$")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_workbook(library: Library, place: Place, rows: Rows, facts: Facts, path: Path) -> None:
    """Write one workbook; the same rows of the same published file give the same bytes."""
    published = dt.datetime.fromisoformat(str(library.about["published_at"]))
    book = xlsxwriter.Workbook(
        str(path),
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
            "default_format_properties": {"font_name": "Arial", "font_size": 10},
        },
    )
    book.set_properties(
        {
            "title": f"{place.code} {place.name_he}",
            "subject": edition_of(library),
            "created": published.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    styles = Styles(book)
    names = sheet_names(library)
    front = book.add_worksheet(FRONT)
    binder = Binder(book, styles, edition_of(library), bool(library.about.get("synthetic")))
    trends = write_trends(binder, facts)
    for mart in in_order(rows):
        table = told(mart, rows[mart], library.meanings)
        write_mart(binder, names[mart], library.marts[mart], table, library.looks)
    write_sources(binder, library, rows)
    write_glossary(binder, library, rows, names)
    contents = [(names[mart], _says(library, mart), rows[mart].height) for mart in in_order(rows)]
    money = rows["investment_totals"].to_dicts() if "investment_totals" in rows else []
    write_front(binder, front, facts, money, trends, contents)
    book.close()


def edition_of(library: Library) -> str:
    """The published file in words."""
    about = library.about
    return f"פורסם {str(about['published_at'])[:10]} · גרסת הפרסום {about['run_id']}"


def _says(library: Library, mart: str) -> str:
    one = library.marts[mart]
    return f"{one.sentence_he or one.sentence_en} (marts.{mart})"


def in_order(rows: Iterable[str]) -> list[str]:
    """Marts in the order of their sheets."""
    place = {mart: at for at, mart in enumerate(_FIRST)}
    return sorted(rows, key=lambda mart: (place.get(mart, len(place)), mart))


def sheet_names(library: Library) -> dict[str, str]:
    """The name of the sheet of each mart: its Hebrew term, numbered where others bear it too."""
    taken = set(_OWN)
    names = {}
    for mart, one in library.marts.items():
        term = _NOT_IN_NAMES.sub(" ", one.term_he)
        tries = (f"{term} ({number})" if number > 1 else term for number in count(1))
        names[mart] = next(name for full in tries if (name := _short(full)) not in taken)
        taken.add(names[mart])
    return names


def _short(name: str) -> str:
    """No longer than a name may be; the number at its end is kept."""
    if len(name) <= _LONGEST_NAME:
        return name
    found = _NUMBER.search(name)
    number = found.group() if found else ""
    return name[: _LONGEST_NAME - 1 - len(number)].rsplit(" ", 1)[0] + "…" + number
