"""A rectangle of cells → the raw tables. Every tabular format ends here, whatever it came in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from ingest.errors import InputError
from ingest.parse.headers import (
    HEAD_ROWS,
    Grid,
    Header,
    at_sheet,
    find_anchor,
    find_header,
    normalised,
    text_of,
)
from ingest.parse.periods import period_words, year_in
from ingest.parse.raw import RawFile
from ingest.parse.values import (
    MARKS,
    TEXT,
    Cell,
    as_words,
    clean,
    column_letters,
    number_in,
    read_value,
    reader,
)
from ingest.source import Table

_YEAR_OF_SUMMARY = re.compile(r"רשויות מקומיות\s+((?:19|20)\d\d)")
ENOUGH_FIGURES = 2
LONGEST_NAME = 40
MAX_LABELS_OF_A_FOOTNOTE = 2
"""A row without code that holds at most so many cells, none a figure, is a footnote."""


@dataclass(frozen=True)
class Keys:
    """Columns (from 0) that say of whom a row speaks; ``None`` where there is no such column."""

    code: int | None
    name: int | None
    area: int | None
    council: int | None
    status: int | None

    @cached_property
    def columns(self) -> frozenset[int]:
        """Those that are words for the settlement in the raw rows."""
        return frozenset(c for c in (self.code, self.name, self.area) if c is not None)

    @cached_property
    def told_by(self) -> frozenset[int]:
        """Those in which a number is no figure."""
        return self.columns | ({self.council} if self.council is not None else frozenset())


def add_note(raw: RawFile, sheet: str, row: int, col: int, kind: str, value: object) -> None:
    """Keep one cell that is not data; blank ones are not counted."""
    text = value if isinstance(value, str) else text_of(value) if value is not None else ""
    if clean(text):
        raw.notes.append((sheet, f"{column_letters(col)}{row + 1}", kind, text))


def add_notes_sheet(raw: RawFile, grid: Grid, sheet: str, kind: str) -> None:
    """Keep a whole sheet as notes."""
    for number, row in enumerate(grid):
        for col, value in enumerate(row):
            add_note(raw, sheet, number, col, kind, value)


def add_rows_table(
    raw: RawFile,
    rows: Iterable[Sequence[object]],
    table: Table,
    sheet: str,
    file: str,
    *,
    header_is_first: bool = False,
    words: frozenset[int] = frozenset(),
) -> None:
    """Read a table whose rows are settlements into ``raw``.

    Args:
        rows: all of the sheet or file, one after another; only the first ones are held.
        header_is_first: the first row is the header and all others are data; else both are found.
        words: columns in which nothing is a figure, however it looks.

    Raises:
        InputError: no header or no data where the declaration says there must be.
    """
    assert table.entity is not None or header_is_first
    coming = iter(rows)
    grid = list(islice(coming, HEAD_ROWS))
    anchor = find_anchor(grid, table.entity, sheet, file) if table.entity else 0
    header = find_header(grid, anchor, sheet, file, data_start=1 if header_is_first else None)
    keys = _find_keys(header, table, sheet, file)
    table_no = len(raw.tables)
    read = reader({**MARKS, **table.symbols})
    _keep_headers_apart(raw, grid, header, sheet)

    letters = [column_letters(col) for col in range(max(map(len, grid), default=0))]
    unused = {column.col for column in header.columns if not column.header}
    entities = 0
    last = header.data_start
    for number, row in enumerate(chain(grid[header.data_start :], coming), header.data_start):
        if len(row) > len(letters):
            letters += [column_letters(col) for col in range(len(letters), len(row))]
        cells = [read(value) for value in row]
        for col in words:
            if col < len(cells):  # a blank line is shorter than its header
                cells[col] = as_words(cells[col])
        role = _role(row, cells, keys, table)
        if role is None:
            continue
        if role == "note":
            for col, value in enumerate(row):
                add_note(raw, sheet, number, col, "footnote", value)
            continue
        last = number
        entities += role in ("entity", "record")
        name = _key_text(row, keys.name)
        raw.rows.append(
            (
                table_no,
                number + 1,
                role,
                _key_text(row, keys.code),
                name,
                _key_text(row, keys.area),
                _key_text(row, keys.council),
                _key_text(row, keys.status),
                _group(name, table.groups),
            )
        )
        place = str(number + 1)
        append = raw.cells.append
        for col, cell in enumerate(cells):
            if cell is not None:
                append((table_no, number + 1, col, letters[col] + place, *cell))
        unused = {col for col in unused if col >= len(cells) or cells[col] is None}
        raw.set_aside_what_is_much()
    if entities < table.min_rows:
        raise InputError(
            file,
            place=at_sheet(sheet, f"from row {header.data_start + 1}"),
            found=f"{entities} rows with a settlement",
            expected=f"at least {table.min_rows}",
            do="see whether the code column was emptied or the sheet cut",
        )
    for column in header.columns:
        if column.col not in unused:
            raw.columns.append(
                (
                    table_no,
                    column.col,
                    letters[column.col],
                    column.header_path,
                    column.header,
                    column.period_label,
                    column.group_period_label,
                    year_in(column.period_label or ""),
                    year_in(column.group_period_label or ""),
                    column.in_thousands,
                    column.col in keys.columns,
                )
            )
    raw.tables.append(
        (
            table_no,
            table.id,
            sheet,
            table.codes,
            table.kind,
            table.blank,
            header.default_period,
            year_in(header.default_period or ""),
            header.data_start + 1,
            last + 1,
        )
    )


def add_transposed_table(raw: RawFile, grid: Grid, table: Table, sheet: str, file: str) -> None:
    """Read a summary with figures as rows, nation and municipal types as columns."""
    wanted = [re.compile(pattern) for pattern in (*table.nation, *table.aggregates)]
    anchor = next(
        (
            number
            for number, row in enumerate(grid[:10])
            if sum(any(p.search(text_of(raw)) for p in wanted) for raw in row if raw) >= 2
        ),
        None,
    )
    if anchor is None:
        raise InputError(
            file,
            place=at_sheet(sheet),
            found="no row that heads the columns of nation and municipal types",
            expected="a header such as כלל ארצי, עיריות, מועצות מקומיות, מועצות אזוריות",
        )
    table_no = len(raw.tables)
    marks = {**MARKS, **table.symbols}
    header = grid[anchor]
    heads = {
        col: text_of(value)
        for col, value in enumerate(header)
        if value and any(p.search(text_of(value)) for p in wanted)
    }
    for number in range(anchor + 1):
        for col, value in enumerate(grid[number]):
            if number < anchor or col not in heads:
                add_note(raw, sheet, number, col, "title", value)
    nation = [re.compile(pattern) for pattern in table.nation]
    for col, head in heads.items():
        role = "nation" if any(p.search(head) for p in nation) else "aggregate"
        raw.rows.append((table_no, col + 1, role, None, head, None, None, None, "all"))
    band = ""
    first_figures = min(heads)
    last = anchor
    for number in range(anchor + 1, len(grid)):
        row = grid[number]
        labels = [text_of(value) if value else "" for value in row[:first_figures]]
        figures = [
            (col, read)
            for col in heads
            if col < len(row) and (read := read_value(row[col], marks)) is not None
        ]
        if not figures:
            for col, value in enumerate(row):
                add_note(raw, sheet, number, col, "footnote", value)
            if labels[:-1] and labels[-1] and any(labels[:-1]):
                band = labels[0]
            continue
        last = number
        band = next((label for label in labels[:-1] if label), band)
        path = " | ".join(dict.fromkeys(label for label in (band, *labels[1:]) if label))
        named = next((label for label in (labels[-1], band) if year_in(label)), "")
        period = period_words(named)
        raw.columns.append(
            (
                table_no,
                number,
                str(number + 1),
                path,
                normalised(path),
                period,
                period,
                year_in(period or ""),
                year_in(period or ""),
                "(אלפים)" in path,
                False,
            )
        )
        for col, read in figures:
            place = f"{column_letters(col)}{number + 1}"
            raw.cells.append((table_no, col + 1, number, place, *read))
        for col, value in enumerate(row):
            if col >= first_figures and col not in heads:
                add_note(raw, sheet, number, col, "margin", value)
    raw.tables.append(
        (
            table_no,
            table.id,
            sheet,
            table.codes,
            table.kind,
            table.blank,
            next((m[1] for v in header if (m := _YEAR_OF_SUMMARY.search(text_of(v or "")))), None),
            next(
                (int(m[1]) for v in header if (m := _YEAR_OF_SUMMARY.search(text_of(v or "")))),
                None,
            ),
            anchor + 2,
            last + 1,
        )
    )


def _find_keys(header: Header, table: Table, sheet: str, file: str) -> Keys:
    if table.entity is None:
        return Keys(None, None, None, None, None)

    def find(pattern: str | None, required: bool) -> int | None:
        if pattern is None:
            return None
        compiled = re.compile(pattern)
        for column in header.columns:
            if any(compiled.search(part) for part in column.header_path.split(" | ")):
                return column.col
        if required:
            raise InputError(
                file,
                place=at_sheet(sheet, f"header rows {header.rows[0] + 1}-{header.rows[-1] + 1}"),
                found=f"no column that matches /{pattern}/",
                expected="the column by which settlements are known",
                do="see whether the publisher renamed or dropped it",
            )
        return None

    entity = table.entity
    return Keys(
        code=find(entity.code, required=True),
        name=find(entity.name, required=entity.code is None),
        area=find(entity.area, required=False),
        council=find(entity.council, required=False),
        status=find(entity.status, required=False),
    )


def _keep_headers_apart(raw: RawFile, grid: Grid, header: Header, sheet: str) -> None:
    """Titles and stray notes above the data are notes; labels are in the columns already."""
    labels = {part for column in header.columns for part in column.header_path.split(" | ") if part}
    periods = {column.period_label for column in header.columns}
    for number in range(header.data_start):
        for col, value in enumerate(grid[number]):
            if value == "" or value is None:
                continue
            text = text_of(value)
            if number in header.rows and (text in labels or text in periods):
                continue
            add_note(raw, sheet, number, col, "title", value)


def _key_text(row: Sequence[object], col: int | None) -> str | None:
    if col is None or col >= len(row):
        return None
    value = row[col]
    return (text_of(value) or None) if value is not None else None


def _role(
    row: Sequence[object], cells: Sequence[Cell | None], keys: Keys, table: Table
) -> str | None:
    """entity, record, nation, aggregate, note, or ``None`` for a blank row."""
    labels = len(cells) - cells.count(None)
    if not labels:
        return None
    if table.layout == "records":
        return "record"
    figures = 0
    for col, cell in enumerate(cells):
        if cell is not None and cell[2] != TEXT and col not in keys.told_by:
            figures += 1
            if figures == ENOUGH_FIGURES:
                break
    names = [text for col in (keys.name, keys.code) if (text := _key_text(row, col))]
    if figures and any(re.search(p, name) for p in table.nation for name in names):
        return "nation"
    if figures and any(re.search(p, name) for p in table.aggregates for name in names):
        return "aggregate"
    code = _key_text(row, keys.code)
    coded = code is not None and number_in(code) is not None
    if coded and (labels > MAX_LABELS_OF_A_FOOTNOTE or figures or _is_name(row, keys)):
        return "entity"
    council = _key_text(row, keys.council)
    if council and number_in(council) is not None and labels > MAX_LABELS_OF_A_FOOTNOTE + 2:
        return "entity"
    if figures < ENOUGH_FIGURES or labels <= MAX_LABELS_OF_A_FOOTNOTE:
        return "note"
    return "entity"


def _is_name(row: Sequence[object], keys: Keys) -> bool:
    """A short wording that ends in no full stop: a settlement whose figures are all blank."""
    name = _key_text(row, keys.name)
    return name is not None and len(name) <= LONGEST_NAME and not name.endswith(".")


def _group(name: str | None, groups: Mapping[str, str]) -> str:
    if name:
        for pattern, group in groups.items():
            if re.search(pattern, name):
                return group
    return "all"
