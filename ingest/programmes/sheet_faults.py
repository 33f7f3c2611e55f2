"""What is wrong with a page as a whole, and what of it is not read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ingest.parse.values import clean
from ingest.programmes.cells import read_cell
from ingest.programmes.checked import Fault
from ingest.programmes.form import SETTLEMENT, FormColumn
from ingest.programmes.layout import example_value
from ingest.programmes.messages import Problem, Where, fault, meant
from ingest.programmes.pages import Cell, Page, Row, place
from ingest.programmes.personal import shown
from ingest.programmes.recognise import (
    Match,
    columns_of,
    is_example,
    is_header,
    nearest,
    rows_below,
)
from ingest.source import Bilingual


def structure_of(page: Page, match: Match) -> list[Fault]:
    """Faults for which nothing of the page is read; its other faults then go unsaid."""
    sheet_id = match.sheet.sheet_id
    if page.hidden:
        return [fault(Problem("sheet_hidden"), Where(page.name, sheet_id))]
    faults = []
    headers = {
        position: clean(match.header.text(position))
        for position in match.others
        if isinstance(shown(match.header.text(position)), str)
    }
    for column in match.missing:
        similar = nearest(column.he, headers.values())
        at = next((place(match.header.number, p) for p, t in headers.items() if t == similar), "")
        fills = {
            "column": Bilingual(he=column.he, en=column.en),
            "form": match.sheet.title,
            "hint": _similar(similar),
        }
        faults.append(
            fault(
                Problem("column_missing", similar or "", fills),
                Where(page.name, sheet_id, None, at, column.he),
            )
        )
    for column in match.twice:
        at = place(match.header.number, match.columns[column.column_id])
        problem = Problem("column_twice", column.he, {"column": column.he})
        faults.append(fault(problem, Where(page.name, sheet_id, None, at, column.he)))
    return faults


def _similar(header: str | None) -> Bilingual | str:
    if header is None:
        return ""
    return Bilingual(
        he=f"הכותרת „{header}” דומה לה.", en=f'The header "{header}" is similar to it.'
    )


def notices_of(page: Page, match: Match) -> Iterator[Fault]:
    """Columns that are not read, and hidden ones that are."""
    sheet_id = match.sheet.sheet_id
    settlement = match.columns.get(SETTLEMENT.column_id, 0)
    rows = [
        row
        for row in rows_below(page, match)
        if not is_header(row, match.sheet) and not is_example(row, settlement)
    ]
    filled = {
        position: row.number
        for row in reversed(rows)
        for position in row.cells
        if row.holds(position)
    }
    known = {position: column_id for column_id, position in match.columns.items()}
    absent = [c.he for c in columns_of(match.sheet) if c.column_id not in match.columns]
    for position in sorted(filled):
        header = clean(match.header.text(position))
        if position in known:
            if position in page.hidden_columns:
                at = place(match.header.number, position)
                where = Where(page.name, sheet_id, None, at, header)
                yield fault(Problem("column_hidden", header), where)
            continue
        found = shown(header) if header else ""
        suggestion = nearest(header, absent) if isinstance(found, str) and header else None
        at = place(match.header.number if header else filled[position], position)
        column = found if isinstance(found, str) else ""
        fills = {"hint": meant(suggestion), "header": _named(column)}
        problem = Problem("column_unknown", found, fills)
        yield fault(problem, Where(page.name, sheet_id, None, at, column))


def _named(header: str) -> Bilingual | str:
    return Bilingual(he=f" „{header}”", en=f' "{header}"') if header else ""


def typed_over_example(page: Page, match: Match) -> Iterator[Fault]:
    """Rows whose settlement says that they are the example, while another cell says that not."""
    settlement = match.columns.get(SETTLEMENT.column_id, 0)
    for row in () if page.hidden else rows_below(page, match):
        if is_example(row, settlement) and _differs(row, match):
            at = place(row.number, settlement)
            where = Where(page.name, match.sheet.sheet_id, row.number, at, SETTLEMENT.he)
            yield fault(Problem("example_filled"), where)


def _differs(row: Row, match: Match) -> bool:
    return any(
        row.holds(position) and read_cell(row.cells[position], column).text != _example_text(column)
        for column in match.sheet.columns
        if (position := match.columns.get(column.column_id)) is not None
    )


@cache
def _example_text(column: FormColumn) -> str | None:
    """The example of the templates as it is read back."""
    shown_there = example_value(column)
    return "" if shown_there is None else read_cell(Cell(shown_there), column).text
