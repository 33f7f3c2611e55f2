"""The rows of one recognised page: what each cell says, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.programmes.cells import cell_text, read_cell
from ingest.programmes.checked import Entry, Fault, Reading
from ingest.programmes.dates import day_first
from ingest.programmes.form import SETTLEMENT
from ingest.programmes.messages import Problem, Where, fault, weight_of
from ingest.programmes.pages import Page, Row, place
from ingest.programmes.personal import KINDS, personal_kinds, shown
from ingest.programmes.recognise import Match, columns_of, data_rows, folded, rows_below
from ingest.programmes.settlement import SettlementWords, read_settlement
from ingest.source import Bilingual

_TOTAL = re.compile(
    r"(?:סהכ|ס ה כ|סך הכו?ל|סך כולל|סיכום ביניים)(?![א-ת]).*"
    r"|(?:grand |sub ?)?totals?(?:[ :]*\d*| for .*| of .*)"
)
_ORDERED = (("from_date", "to_date"),)
"""Columns of which the first may not be after the second."""


@dataclass(frozen=True)
class Placed:
    """A problem at a cell, and of which column."""

    problem: Problem
    place: str
    column_id: str = ""


@dataclass
class RowRead:
    """A row as it was read: an entry in the making if no problem keeps it out."""

    page: Page
    match: Match
    row: int
    settlement: str = ""
    key: str | None = None
    cells: dict[str, Reading] = field(default_factory=dict)
    problems: list[Placed] = field(default_factory=list)

    @property
    def sheet_id(self) -> str:
        return self.match.sheet.sheet_id

    @property
    def holds(self) -> bool:
        return all(weight_of(placed.problem.kind) == "notice" for placed in self.problems)

    def place_of(self, column_id: str) -> str:
        return place(self.row, self.match.columns.get(column_id, 1))

    def entry(self) -> Entry:
        """Raises: AssertionError: of a row that does not hold."""
        assert self.holds and self.key is not None
        return Entry(self.sheet_id, self.page.name, self.row, self.key, self.settlement, self.cells)

    def faults(self) -> list[Fault]:
        return [fault(placed.problem, self._where(placed)) for placed in self.problems]

    def _where(self, placed: Placed) -> Where:
        position = self.match.columns.get(placed.column_id, 0)
        header = self.match.header_of(position)
        return Where(self.page.name, self.sheet_id, self.row, placed.place, header, self.key)


def read_rows(page: Page, match: Match, folder: SettlementWords) -> list[RowRead]:
    """The data rows of a page whose headers are whole, each with its problems.

    A row that is empty under the form's headers comes too if it has personal data beside them.
    """
    filled = {row.number for row in data_rows(page, match)}
    read = []
    for row in rows_below(page, match):
        if row.number in filled:
            read.append(_read_row(page, match, row, folder))
        elif beside := list(_personal_beside(match, row)):
            read.append(RowRead(page, match, row.number, problems=beside))
    return read


def _read_row(page: Page, match: Match, row: Row, folder: SettlementWords) -> RowRead:
    read = RowRead(page, match, row.number)
    if total := _total_cell(match, row):
        read.problems.append(Placed(Problem("total_row"), total))
        return read
    covered = _merged(read, row)
    if row.number in page.hidden_rows:
        read.problems.append(Placed(Problem("row_hidden"), read.place_of("settlement")))
    _read_cells(read, row, covered)
    _compare_settlement(read, folder)
    _compare_dates(read)
    read.problems.extend(_personal_beside(match, row))
    read.key = _key(read, row, covered)
    return read


def _total_cell(match: Match, row: Row) -> str | None:
    for column_id in ("settlement", *match.sheet.key):
        position = match.columns.get(column_id)
        if position is not None and _TOTAL.fullmatch(folded(row.text(position))):
            return place(row.number, position)
    return None


def _merged(read: RowRead, row: Row) -> set[str]:
    """Note merged cells of the row; returns the columns that they cover."""
    covered: set[str] = set()
    for merge in read.page.merges_of_row.get(row.number, ()):
        columns = [
            column_id
            for column_id, position in read.match.columns.items()
            if merge.covers(row.number, position)
        ]
        if columns:
            covered.update(columns)
            problem = Problem("merged_cells", merge.span, {"range": merge.span})
            read.problems.append(Placed(problem, place(row.number, merge.first_column)))
    return covered


def _read_cells(read: RowRead, row: Row, covered: set[str]) -> None:
    for column in columns_of(read.match.sheet):
        column_id = column.column_id
        position = read.match.columns.get(column_id)
        if position is None or column_id in covered:
            continue
        at = place(row.number, position)
        if not row.holds(position):
            if column.required:
                kind = "settlement_empty" if column is SETTLEMENT else "required_empty"
                problem = Problem(kind, fills={"column": Bilingual(he=column.he, en=column.en)})
                read.problems.append(Placed(problem, at, column_id))
            continue
        said = read_cell(row.cells[position], column)
        read.problems.extend(Placed(problem, at, column_id) for problem in said.problems)
        if said.text is not None and column is SETTLEMENT:
            read.settlement = said.text
        elif said.text:
            read.cells[column_id] = Reading(said.text, at, said.value)


def _compare_settlement(read: RowRead, folder: SettlementWords) -> None:
    words = read_settlement(read.settlement) if read.settlement else None
    if words is None:
        return
    if words.joins(folder):
        problem = Problem("settlement_two", shown(read.settlement))
        read.problems.append(Placed(problem, read.place_of("settlement"), "settlement"))
        return
    if not words.contradicts(folder):
        return
    named = " ".join(part for part in (folder.code, folder.name) if part)
    problem = Problem("settlement_other", shown(read.settlement), {"folder": shown(named)})
    read.problems.append(Placed(problem, read.place_of("settlement"), "settlement"))


def _compare_dates(read: RowRead) -> None:
    for first, last in _ORDERED:
        since, until = read.cells.get(first), read.cells.get(last)
        if since and until and since.text > until.text:
            start, end = day_first(since.text), day_first(until.text)
            problem = Problem("dates_reversed", f"{start} > {end}", {"since": start, "until": end})
            read.problems.append(Placed(problem, until.place, last))


def _personal_beside(match: Match, row: Row) -> Iterator[Placed]:
    """Personal data in cells that are no column's: they are not read, but they were handed in."""
    known = set(match.columns.values())
    for position, cell in row.cells.items():
        if position not in known and isinstance(cell.value, str | int | float):
            text = cell.value if isinstance(cell.value, str) else cell_text(cell.value)
            for kind in personal_kinds(text):
                yield Placed(Problem(kind, KINDS[kind]), place(row.number, position))


def _key(read: RowRead, row: Row, covered: set[str]) -> str | None:
    """The key of the row, ``None`` if a cell of it cannot be read."""
    parts = []
    for column_id in read.match.sheet.key:
        position = read.match.columns.get(column_id, 0)
        text = read.cells[column_id].text if column_id in read.cells else ""
        empty_by_right = (
            not read.match.sheet.column(column_id).required
            and column_id not in covered
            and not row.holds(position)
        )
        if not text and not empty_by_right:
            return None
        parts.append(folded(text))
    return " · ".join(parts)
