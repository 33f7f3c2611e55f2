"""Which sheet of which form a page is, by its headers; people rename sheets and move columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from ingest.parse.values import clean
from ingest.programmes.choices import fold
from ingest.programmes.form import SETTLEMENT, FormColumn, FormSheet, sheets
from ingest.programmes.pages import Page, Row

MAX_HEADER_ROW = 20
_NEAR = 60
"""From which likeness (0 to 100) on a text is offered as what was perhaps meant."""
_EXAMPLES = (fold("דוגמה"), fold("example"))


@dataclass(frozen=True)
class Match:
    """A page under a form sheet's headers.

    ``columns``: position of each column met, ``twice``: columns met again, ``others``: positions of
    headers that are no column's, ``missing``: required columns not met.
    """

    sheet: FormSheet
    header: Row
    columns: dict[str, int]
    twice: tuple[FormColumn, ...]
    others: tuple[int, ...]
    missing: tuple[FormColumn, ...]

    def header_of(self, position: int) -> str:
        """The header as people see it, without the mark of what must be filled."""
        return clean(self.header.text(position)).rstrip(" *")


folded = lru_cache(maxsize=20_000)(fold)
"""``fold``, which remembers: thousands of rows repeat a few words."""


def columns_of(sheet: FormSheet) -> tuple[FormColumn, ...]:
    """All columns of a sheet, the settlement first."""
    return SETTLEMENT, *sheet.columns


def best_match(page: Page) -> Match | None:
    """The form sheet whose headers the page has; of several the one with most columns met.

    Returns:
        A match may lack required columns if it has at least half of them; ``None`` if there is
        nothing like a form. Of two rows of headers that follow each other the upper one counts, as
        the Hebrew one stands in a template: people change that one and leave the English below it.
    """
    found = [
        match
        for row in page.rows
        if row.number <= MAX_HEADER_ROW
        for sheet in sheets().values()
        if (match := _match(row, sheet)) is not None
    ]
    title = fold(page.title)
    best = max(found, key=lambda match: _rank(match, title), default=None)
    if best is None:
        return None
    above = (best.sheet.sheet_id, best.header.number - 1)
    return next((m for m in found if (m.sheet.sheet_id, m.header.number) == above), best)


def _rank(match: Match, title: str) -> tuple[int, bool, bool, int, int]:
    return (
        # A small sheet may lie whole within a large one of which a header was renamed.
        len(match.columns) - len(match.missing),
        fold(match.sheet.title.he) == title,
        not match.missing,
        -len(match.sheet.columns),
        -match.header.number,
    )


def _match(row: Row, sheet: FormSheet) -> Match | None:
    known = _headers(sheet)
    columns: dict[str, int] = {}
    met: Counter[str] = Counter()
    others = []
    for position in sorted(row.cells):
        column_id = known.get(folded(row.text(position)))
        if column_id is None:
            others.append(position)
        else:
            columns.setdefault(column_id, position)
            met[column_id] += 1
    required = [column for column in columns_of(sheet) if column.required]
    missing = tuple(column for column in required if column.column_id not in columns)
    if len(columns) < 2 or 2 * len(missing) > len(required):
        return None
    twice = tuple(column for column in columns_of(sheet) if met[column.column_id] > 1)
    return Match(sheet, row, columns, twice, tuple(others), missing)


@cache
def _headers_of(sheet_id: str) -> dict[str, str]:
    """Each header of a sheet (``fold``) → its column."""
    sheet = sheets()[sheet_id]
    return {
        fold(text): column.column_id
        for column in columns_of(sheet)
        for text in (column.he, column.en)
    }


def _headers(sheet: FormSheet) -> dict[str, str]:
    return _headers_of(sheet.sheet_id)


def is_header(row: Row, sheet: FormSheet) -> bool:
    """Whether a row repeats headers, in either language: at least half of its cells do."""
    known = _headers(sheet)
    met = sum(1 for column in row.cells if folded(row.text(column)) in known)
    return met > 1 and 2 * met >= len(row.cells)


def is_example(row: Row, settlement: int) -> bool:
    """Whether the settlement cell says that the row is an example."""
    return folded(row.text(settlement)).startswith(_EXAMPLES)


def data_rows(page: Page, match: Match) -> list[Row]:
    """The rows with something in a column of the form besides the settlement.

    The settlement alone is no row: templates have it in rows that are still to be filled.
    """
    settlement = match.columns.get(SETTLEMENT.column_id, 0)
    positions = [place for column, place in match.columns.items() if column != "settlement"]
    return [
        row
        for row in rows_below(page, match)
        if any(row.holds(position) for position in positions)
        and not is_example(row, settlement)
        and not is_header(row, match.sheet)
    ]


def rows_below(page: Page, match: Match) -> list[Row]:
    return [row for row in page.rows if row.number > match.header.number]


def nearest_sheet(page: Page) -> tuple[FormSheet, float]:
    """The form sheet that shares most headers or the title with a page, and how much (0 to 2)."""
    rows = [row for row in page.rows if row.number <= MAX_HEADER_ROW]

    def likeness(sheet: FormSheet) -> float:
        known = _headers(sheet)
        met = max(
            (len({folded(row.text(c)) for c in row.cells} & set(known)) for row in rows), default=0
        )
        return met / (1 + len(sheet.columns)) + (fold(sheet.title.he) == fold(page.title))

    best = max(sheets().values(), key=likeness)
    return best, likeness(best)


def nearest(text: str, offered: Iterable[str], at_least: float = _NEAR) -> str | None:
    """The most alike of the texts offered, for a person to look at; it decides nothing."""
    choices = {text: fold(text) for text in offered}
    hit = process.extractOne(fold(text), choices, scorer=fuzz.WRatio, score_cutoff=at_least)
    return None if hit is None else str(hit[2])
