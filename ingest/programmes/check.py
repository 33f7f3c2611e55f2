"""A file that was handed in → the rows that hold, and what is wrong with the others.

Whatever people hand in, the answer is a list of faults and never an error.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from ingest.programmes.cells import read_cell
from ingest.programmes.checked import Checked, Fault
from ingest.programmes.choices import fold
from ingest.programmes.form import FormColumn, FormSheet
from ingest.programmes.layout_instructions import FILLED_BY, TITLE
from ingest.programmes.layout_lists import TITLE as LISTS
from ingest.programmes.messages import Problem, Where, fault
from ingest.programmes.pages import Book, Page, Unreadable, place
from ingest.programmes.personal import shown
from ingest.programmes.recognise import Match, best_match, columns_of, data_rows, nearest_sheet
from ingest.programmes.references import mark_unknown_titles
from ingest.programmes.rows import Placed, RowRead, read_rows
from ingest.programmes.settlement import SettlementWords, read_settlement
from ingest.programmes.sheet_faults import notices_of, structure_of, typed_over_example
from ingest.programmes.workbook import read_book
from ingest.source import Bilingual

_NAMED = 8
"""How many rows of one key a message names."""
_FILLED_BY = FormColumn(id="filled_by", he=FILLED_BY.he, en=FILLED_BY.en, type="body")


def check_file(path: Path, name: str, folder: str) -> Checked:
    """Read and check a file.

    Args:
        name: of the file, as people know it.
        folder: the name of the settlement's folder, as ``8000 צפת``.
    """
    checked = Checked(folder, name)
    words = read_settlement(folder)
    if words is None:
        checked.faults.append(fault(Problem("folder_unreadable", shown(folder))))
        return checked
    try:
        book = read_book(path, name)
    except Unreadable as error:
        checked.faults.append(fault(error.problem))
        return checked
    if book.macros:
        checked.faults.append(fault(Problem("macros")))
    _check_book(checked, book, words)
    return checked


def _check_book(checked: Checked, book: Book, words: SettlementWords) -> None:
    filled = [page for page in book.pages if page.rows and page.title != LISTS]
    pages = [page for page in filled if page.title != TITLE]
    for page in filled:
        if page.title == TITLE:
            _read_filled_by(checked, page)
    matches = {number: best_match(page) for number, page in enumerate(pages)}
    if not any(matches.values()) and not any(_bears_title(page) for page in pages):
        checked.faults.append(_no_form(pages))
        return
    rows: list[RowRead] = []
    for number, page in enumerate(pages):
        match = matches[number]
        if match is None:
            checked.faults.extend(_unmatched(page))
            continue
        checked.faults.extend(typed_over_example(page, match))
        if data_rows(page, match):
            rows.extend(_check_page(checked, page, match, words))
    _settle(checked, rows, words)
    if not rows and all(found.weight == "notice" for found in checked.faults):
        checked.faults.append(fault(Problem("nothing_filled")))


def _check_page(
    checked: Checked, page: Page, match: Match, words: SettlementWords
) -> list[RowRead]:
    structure = structure_of(page, match)
    checked.faults.extend(structure)
    if structure:
        return []
    checked.faults.extend(notices_of(page, match))
    return read_rows(page, match, words)


def _settle(checked: Checked, rows: list[RowRead], words: SettlementWords) -> None:
    """What only all rows together tell; then the rows become entries and faults."""
    _mark_unclear_dates(rows)
    _mark_twice(rows)
    mark_unknown_titles(rows)
    of_folder = _folder_other(rows, words)
    said = [read_settlement(row.settlement) for row in rows if row.settlement]
    marks = {settlement.synthetic for settlement in said if settlement is not None}
    checked.synthetic = True in marks
    for row in rows:
        checked.faults.extend(row.faults())
    if len(marks) > 1:
        of_folder.append(Problem("mixed_synthetic"))
    if of_folder:
        checked.faults.extend(map(fault, of_folder))
        return
    checked.entries.extend(row.entry() for row in rows if row.holds)
    checked.sheet_ids = tuple(dict.fromkeys(row.sheet_id for row in rows if row.cells))


def _folder_other(rows: list[RowRead], folder: SettlementWords) -> list[Problem]:
    """What is wrong with a folder that bears no code, if all rows are of one other settlement.

    It is then said once, and no longer of each row.
    """
    named = [row for row in rows if row.settlement]
    found = {row.settlement for row in named}
    if folder.code or len(found) != 1 or not all(map(_contradicts_folder, named)):
        return []
    for row in named:
        row.problems = [placed for placed in row.problems if not _is_other(placed)]
    (said,) = found
    settlement = read_settlement(said)
    assert settlement is not None
    right = " ".join(part for part in (settlement.code, settlement.name) if part)
    fills = {"folder": shown(folder.name or ""), "settlement": shown(right)}
    return [Problem("folder_other", shown(said), fills)]


def _contradicts_folder(row: RowRead) -> bool:
    return any(map(_is_other, row.problems))


def _is_other(placed: Placed) -> bool:
    return placed.problem.kind == "settlement_other"


def _mark_twice(rows: list[RowRead]) -> None:
    """Refuse all rows of one key: nobody knows which of them holds."""
    by_key: dict[tuple[str, str], list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.key is not None:
            by_key[row.sheet_id, row.key].append(row)
    for same in by_key.values():
        if len(same) > 1:
            numbers = ", ".join(str(row.row) for row in same[:_NAMED])
            found = numbers + (", …" if len(same) > _NAMED else "")
            for row in same:
                row.problems.append(_twice(row, found))


def _twice(row: RowRead, found: str) -> Placed:
    key = row.match.sheet.key
    columns = [row.match.sheet.column(column_id) for column_id in key]
    headers = Bilingual(
        he=", ".join(column.he for column in columns), en=", ".join(column.en for column in columns)
    )
    met = [column_id for column_id in key if column_id in row.match.columns]
    return Placed(Problem("key_twice", found, {"columns": headers}), row.place_of(met[0]), met[0])


def _mark_unclear_dates(rows: list[RowRead]) -> None:
    """Where one date of a column has the month first, 03/04/2026 in it may have so too."""
    month_first = {
        (row.page.name, placed.column_id)
        for row in rows
        for placed in row.problems
        if placed.problem.kind == "date_month_first"
    }
    for row in rows if month_first else []:
        for number, placed in enumerate(row.problems):
            column = (row.page.name, placed.column_id)
            if placed.problem.kind == "date_day_first" and column in month_first:
                unclear = Problem("date_order_unclear", placed.problem.found)
                row.problems[number] = replace(placed, problem=unclear)
                if placed.column_id in row.match.sheet.key:
                    row.key = None


def _read_filled_by(checked: Checked, page: Page) -> None:
    """Who filled the form; personal data in it is refused with the sheet's answer."""
    labels = {fold(FILLED_BY.he), fold(FILLED_BY.en)}
    for row in page.rows:
        if fold(row.text(1)) in labels and row.holds(2):
            said = read_cell(row.cells[2], _FILLED_BY)
            checked.filled_by = said.text or None
            where = Where(page.name, None, row.number, place(row.number, 2), FILLED_BY.he)
            if said.text is None:
                checked.faults.extend(fault(found, where, "sheet") for found in said.problems)
            return


def _bears_title(page: Page) -> bool:
    return _named_after(page) is not None


def _named_after(page: Page) -> FormSheet | None:
    sheet, likeness = nearest_sheet(page)
    return sheet if likeness >= 1 else None


def _unmatched(page: Page) -> list[Fault]:
    sheet = _named_after(page)
    if sheet is None:
        return [fault(Problem("sheet_unknown"), Where(page.name))]
    problem = Problem("header_missing", fills={"headers": _headers(sheet)})
    return [fault(problem, Where(page.name, sheet.sheet_id, None, "A1"))]


def _no_form(pages: list[Page]) -> Fault:
    if not pages:
        return fault(Problem("empty_file"))
    sheet, likeness = max((nearest_sheet(page) for page in pages), key=lambda found: found[1])
    headers = _headers(sheet)
    near = Bilingual(
        he=f"הקרוב ביותר: „{sheet.title.he}”, וכותרות החובה שלו: {headers.he}.",
        en=f'The nearest is "{sheet.title.en}", whose required headers are: {headers.en}.',
    )
    return fault(Problem("no_form", fills={"nearest": near if likeness else ""}))


def _headers(sheet: FormSheet) -> Bilingual:
    """The required headers of a sheet."""
    required = [column for column in columns_of(sheet) if column.required]
    return Bilingual(
        he=", ".join(column.he for column in required),
        en=", ".join(column.en for column in required),
    )
