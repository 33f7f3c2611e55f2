"""One mart as a sheet: what it is, a header in both languages, and the rows of the settlement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publication.export.binder import TOP, Binder
from publication.export.cells import write_column
from publication.export.meanings import Meanings, code_kind
from publication.export.styles import (
    HEAD,
    INK,
    LINE,
    QUIET,
    Styles,
    change_format,
    column_format,
    figure_format,
    is_difference,
    is_of_indicator,
)

Looks = Mapping[str, tuple[str, str]]
"""Number formats by indicator: of its figures, and of differences of them."""
HEADER_ROWS = TOP + 2
"""Heading, header in Hebrew, header in English; rows begin below."""
_TRUTH = '"TRUE";"TRUE";"FALSE"'
"""Some programs show 1 and 0 without it."""
IN_WORDS = "_he"
"""What the name of a column has after it where its codes are told in Hebrew."""
NARROWEST, WIDEST = 9, 44
"""Characters."""


@dataclass(frozen=True)
class Column:
    """What the dictionary says of a column of a mart."""

    name: str
    term_he: str
    description_he: str
    description_en: str


@dataclass(frozen=True)
class Mart:
    """What the dictionary says of a mart."""

    name: str
    term_he: str
    sentence_he: str
    sentence_en: str
    columns: tuple[Column, ...]


def told(mart: str, rows: pl.DataFrame, meanings: Meanings) -> pl.DataFrame:
    """The rows, and after each column of codes or keys one that says them in Hebrew."""
    columns: list[pl.Series] = []
    for values in rows.iter_columns():
        columns.append(values)
        texts = meanings.texts(mart, values)
        if texts is not None:
            columns.append(texts.alias(values.name + IN_WORDS))
    return pl.DataFrame(columns)


def headers(mart: Mart, columns: Iterable[str]) -> list[str]:
    """The Hebrew header of each column of ``told``."""
    terms = {column.name: column.term_he for column in mart.columns}
    found = []
    for name in columns:
        if name in terms:
            found.append(terms[name])
        else:
            of = name.removesuffix(IN_WORDS)
            found.append(f"{terms[of]} {'במילים' if code_kind(mart.name, of) else '(שם)'}")
    return found


def write_mart(
    binder: Binder,
    name: str,
    mart: Mart,
    rows: pl.DataFrame,
    looks: Looks,
) -> None:
    """Add the sheet of a mart.

    Args:
        name: of the sheet.
        rows: of ``told``.
        looks: number formats by indicator.
    """
    says = f"marts.{mart.name} · {mart.sentence_en}"
    sheet = binder.sheet(name, mart.term_he, says, mart.sentence_he)
    write_table(sheet, binder.styles, rows, headers(mart, rows.columns), looks)


def write_table(
    sheet: Worksheet,
    styles: Styles,
    rows: pl.DataFrame,
    titles: Sequence[str],
    looks: Looks,
) -> None:
    """Two header rows below the heading, frozen and with a filter, and the rows below them."""
    top, first = TOP, HEADER_ROWS
    head = {"bg_color": HEAD, "border": 1, "border_color": LINE, "valign": "top"}
    bold = styles.text(bold=True, text_wrap=True, font_color=INK, **head)
    plain = styles.of(font_size=8, font_color=QUIET, align="right", **head)
    sheet.set_row(top, 42)
    figures = _looks_of_rows(rows, looks, styles, 0)
    changes = _looks_of_rows(rows, looks, styles, 1)
    for at, values in enumerate(rows.iter_columns()):
        sheet.write_string(top, at, titles[at], bold)
        sheet.write_string(top + 1, at, values.name, plain)
        sheet.set_column(at, at, _width(values, titles[at]))
        of_row = changes if is_difference(values.name) else figures
        write_column(sheet, first, at, values, _look(values, of_row, styles))
    sheet.freeze_panes(first, 0)
    sheet.autofilter(top + 1, 0, first + max(rows.height, 1) - 1, rows.width - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top, top + 1)
    sheet.set_footer("&C&A · &P / &N")


def _looks_of_rows(
    rows: pl.DataFrame, looks: Looks, styles: Styles, which: int
) -> list[Format] | None:
    """How a figure of each row looks, or a difference of two, where rows are of indicators."""
    if "indicator_id" not in rows.columns:
        return None
    default = (column_format("value"),) * 2
    return [styles.number(looks.get(one, default)[which]) for one in rows["indicator_id"].to_list()]


def _look(
    values: pl.Series, of_row: list[Format] | None, styles: Styles
) -> Format | list[Format] | None:
    kind = values.dtype
    if kind == pl.Date:
        return styles.number("yyyy-mm-dd")
    if kind.is_temporal():
        return styles.number("yyyy-mm-dd hh:mm")
    if kind.is_integer():
        return None if _names_one(values.name) else styles.number("#,##0")
    if kind == pl.Boolean:
        return styles.number(_TRUTH)
    if not kind.is_numeric():
        # Codes too begin where Hebrew does, away from the figures beside them.
        return styles.of(align="right")
    if of_row is not None and is_of_indicator(values.name):
        return of_row
    return styles.number(column_format(values.name))


def _names_one(column: str) -> bool:
    """Whether an integer is a name, such as a year, and no count."""
    return any(part in column for part in ("year", "seed", "_no", "version", "since"))


def _width(values: pl.Series, title: str) -> float:
    header = max(len(values.name) * 0.8, max(len(word) for word in title.split()) + 1, 1)
    if values.dtype != pl.String:
        return max(NARROWEST, header, 16 if values.dtype == pl.Datetime else 11)
    longest = values.str.len_chars().max()
    content = longest + 1 if isinstance(longest, int) else 0
    return min(WIDEST, max(NARROWEST, header, content))


def looks_of(indicators: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """The number formats of the figures of each indicator, and of their differences.

    Args:
        indicators: ``indicator_id, unit, decimals``.
    """
    return {
        one: (figure_format(unit, decimals), change_format(unit, decimals))
        for one, unit, decimals in indicators.select("indicator_id", "unit", "decimals").iter_rows()
    }
