"""The workbook of a settlement: where it stands, a sheet for each mart, sources and dictionary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl
import xlsxwriter

from ingest.programmes.layout import Place
from publication.export.glossary import write_glossary
from publication.export.library import Library, Rows
from publication.export.mart_sheet import told, write_mart
from publication.export.sources_sheet import write_sources
from publication.export.styles import Styles

SYNTHETIC = (
    "נתונים סינתטיים: אינם אומרים דבר על שום מקום"
    " · SYNTHETIC figures: they say nothing of any place"
)
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
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_workbook(library: Library, place: Place, rows: Rows, path: Path) -> None:
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
    warning = SYNTHETIC if library.about.get("synthetic") else None
    for mart in in_order(rows):
        write_mart(
            book.add_worksheet(names[mart]),
            library.marts[mart],
            told(mart, rows[mart], library.meanings),
            library.looks,
            styles,
            edition_of(library),
            warning,
        )
    write_sources(book, styles, library, rows)
    write_glossary(book, styles, library, rows, names)
    book.close()


def edition_of(library: Library) -> str:
    """The published file in words."""
    about = library.about
    return f"פורסם {str(about['published_at'])[:10]} · {about['run_id']}"


def in_order(rows: Iterable[str]) -> list[str]:
    """Marts in the order of their sheets."""
    place = {mart: at for at, mart in enumerate(_FIRST)}
    return sorted(rows, key=lambda mart: (place.get(mart, len(place)), mart))


def sheet_names(library: Library) -> dict[str, str]:
    """The name of the sheet of each mart: its Hebrew term, and its own name where two share one."""
    terms = {mart: _NOT_IN_NAMES.sub(" ", one.term_he) for mart, one in library.marts.items()}
    shared = pl.Series(list(terms.values()), dtype=pl.String)
    twice = set(shared.filter(shared.is_duplicated()))
    return {
        mart: _short(f"{term} {mart}" if term in twice else term) for mart, term in terms.items()
    }


def _short(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    return name[: _LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


def sheets_by_mart(names: Mapping[str, str], rows: Rows) -> list[tuple[str, str, int]]:
    """Mart, sheet and number of rows, in the order of the sheets."""
    return [(mart, names[mart], rows[mart].height) for mart in in_order(rows)]
