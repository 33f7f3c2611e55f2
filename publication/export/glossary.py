"""The dictionary of a workbook: its columns, its indicators and its codes, a sheet each."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publication.export.binder import Binder
from publication.export.library import Library, Rows, used_codes, used_indicators
from publication.export.mart_sheet import write_table
from publication.export.meanings import code_kind

COLUMNS, INDICATORS, CODES = "מילון", "מדדים", "קודים"
_COLUMNS = {
    "sheet": "גיליון",
    "term_he": "מונח",
    "description_he": "הסבר",
    "mart": "טבלה",
    "column": "עמודה",
    "code_kind": "רשימת קודים",
    "type": "סוג",
    "description_en": "הסבר באנגלית",
}
_INDICATORS = {
    "name_he": "מדד",
    "indicator_id": "מזהה",
    "domain_he": "תחום",
    "state": "מצב",
    "unit_he": "יחידה",
    "desired_direction_he": "כיוון רצוי",
    "definition_he": "הגדרה",
    "numerator_he": "מונה",
    "denominator_he": "מכנה",
    "method_publisher_he": "שיטת המפרסם",
    "method_ours_he": "השיטה שלנו",
    "caveats_he": "הסתייגויות",
    "usage_warnings_he": "אזהרות שימוש",
    "name_en": "מדד באנגלית",
    "definition": "הגדרה באנגלית",
    "numerator": "מונה באנגלית",
    "denominator": "מכנה באנגלית",
    "method_publisher": "שיטת המפרסם באנגלית",
    "method_ours": "השיטה שלנו באנגלית",
    "unit_en": "יחידה באנגלית",
    "caveats_en": "הסתייגויות באנגלית",
    "version": "גרסת ההגדרה",
}
_CODES = {"code_kind": "רשימה", "code": "קוד", "text_he": "משמעות", "text_en": "משמעות באנגלית"}


def write_glossary(binder: Binder, library: Library, rows: Rows, names: Mapping[str, str]) -> None:
    """Add the three sheets.

    Args:
        names: of the sheets of marts.
    """
    spoken = ("caveat", "usage_warning")  # told in words beside the indicators
    codes = used_codes(library, rows).filter(~pl.col("code_kind").is_in(spoken))
    for name, says_en, says_he, table, titles in (
        (
            COLUMNS,
            "Every column of the sheets; after one of codes stands one that tells them in words",
            "כל העמודות שבגיליונות; לצד עמודה של קודים עומדת עמודה שאומרת אותם במילים",
            _columns(library, rows, names),
            _COLUMNS,
        ),
        (
            INDICATORS,
            "Every indicator that stands in the sheets",
            "כל המדדים שבגיליונות",
            used_indicators(library, rows),
            _INDICATORS,
        ),
        (CODES, "What the codes in the sheets mean", "משמעות הקודים", codes, _CODES),
    ):
        sheet = binder.sheet(name, name, says_en, says_he)
        # A file of before a column came in is still to be read.
        kept = [column for column in titles if column in table.columns]
        write_table(
            sheet, binder.styles, table.select(kept), [titles[column] for column in kept], {}
        )


def _columns(library: Library, rows: Rows, names: Mapping[str, str]) -> pl.DataFrame:
    own = library.dictionary.columns.filter(pl.col("mart").is_in(sorted(rows)))
    kinds = [code_kind(*key) for key in own.select("mart", "column").iter_rows()]
    return own.with_columns(
        pl.col("mart").replace_strict(dict(names)).alias("sheet"),
        pl.Series("code_kind", kinds, dtype=pl.String),
    )
