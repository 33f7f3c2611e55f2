"""Where the header of a sheet stands and what it says of each column.

Publishers move their header rows from year to year, so they are found: the row that holds the
declared code or name column anchors the header, data begin at the first row below it that holds
figures, and the rows above belong to the header if they label several columns. A label reaches to
the right while a row below it tells the columns apart and no label above it has changed; a row of
bare periods (``2020``, ``תשפ"א 2020/21``) never reaches further than its own cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import InputError
from ingest.parse.periods import is_period, period_words, year_in
from ingest.parse.values import clean, says_value
from ingest.source import Entity

SEARCH_ROWS = 45
"""Publishers' front matter is at most some fifteen rows; no header is looked for below."""
HEAD_ROWS = 2 * SEARCH_ROWS
"""So many are looked into for the header, and for the first figures under it."""

LONGEST_LABEL = 60
"""Of a band above the column names; what is longer is the sheet's title."""

_STRAY_NOTE = re.compile(
    r"ראו (?:מקרא|הערות)|עודכן|עודכנ|תוקנ|תיקון|נוסף|הוספו|^חדש$"
    r"|^רשויות מקומיות\s+\d{4}|^שנת עדכון|SYNTHETIC|סינתטי"
)
_TABLE_NUMBER = re.compile(r"(?:לוח|TABLE)\s+\d+", re.IGNORECASE)
_SHEET_TITLE = re.compile(r"(?:רשויות מקומיות|נתונים כספיים).*\d{4}")
_SHEET_PERIOD = re.compile(r"^שנת עדכון\s*:?\s*(?P<period>[^(]*\d{4}[^(]*)")
_THOUSANDS = re.compile(r"\(אלפים\)|\| אלפים$|^אלפים$")

Grid = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Column:
    """What the header says of one column (counted from 0)."""

    col: int
    header_path: str
    header: str
    period_label: str | None
    group_period_label: str | None
    in_thousands: bool


@dataclass(frozen=True)
class Header:
    """The header of a table: its rows and the row where data begin, all counted from 0."""

    rows: tuple[int, ...]
    data_start: int
    columns: tuple[Column, ...]
    default_period: str | None


def text_of(raw: object) -> str:
    """A header cell as text; a year stored as a number loses its decimal."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return clean(str(raw))


def normalised(path: str) -> str:
    """A header path with one kind of quotation mark and hyphen, for the patterns of the mapping."""
    path = path.replace("״", '"').replace("׳", "'").replace("''", '"').replace("–", "-")
    return re.sub(r"\s+", " ", path).strip()


def at_sheet(sheet: str, place: str = "") -> str:
    """A place in a table as errors tell it; delimited text and records have no sheet."""
    return ", ".join(filter(None, (f"sheet '{sheet}'" if sheet else "", place)))


def _first_labels(grid: Grid) -> str:
    """In words, the first row of labels: there stands what a column is called now."""
    row = next((row for row in grid[:SEARCH_ROWS] if _labels_several_columns(row)), [])
    told = ", ".join(repr(clean(raw)) for raw in row if isinstance(raw, str) and clean(raw))
    told = told if len(told) <= 300 else f"{told[:300]}…"
    return f"; the first labels are {told}" if told else ""


def find_anchor(grid: Grid, entity: Entity, sheet: str, file: str) -> int:
    """The row (from 0) whose cells name the declared code column, or else the name column.

    Raises:
        InputError: neither is anywhere in the first rows.
    """
    for wanted in filter(None, (entity.code, entity.name)):
        pattern = re.compile(wanted)
        for number, row in enumerate(grid[:SEARCH_ROWS]):
            named = any(isinstance(raw, str) and pattern.search(clean(raw)) for raw in row)
            if named and _labels_several_columns(row):
                return number
        if wanted == entity.code:
            raise InputError(
                file,
                place=at_sheet(sheet),
                found=f"no column header that matches /{wanted}/ in the first {SEARCH_ROWS} rows"
                + _first_labels(grid),
                expected="the column with the settlement's code",
                do="see whether the publisher renamed or dropped it; the declaration's"
                " entity.code says how it is known",
            )
    raise InputError(
        file,
        place=at_sheet(sheet),
        found=f"no column header that matches /{entity.name}/ in the first {SEARCH_ROWS} rows"
        + _first_labels(grid),
        expected="the column with the settlement's name",
        do="see whether the publisher renamed or dropped it; the declaration's"
        " entity.name says how it is known",
    )


def find_header(
    grid: Grid, anchor: int, sheet: str, file: str, *, data_start: int | None = None
) -> Header:
    """Read the header around its anchor row; ``data_start`` where it need not be looked for.

    Raises:
        InputError: no row of figures follows the anchor.
    """
    if data_start is None:
        data_start = _first_row_of_figures(grid, anchor)
    if data_start is None:
        raise InputError(
            file,
            place=at_sheet(sheet, f"below row {anchor + 1}"),
            found="a header and no row with figures under it",
            expected="rows of data",
        )
    titles_end = max((row for row in range(anchor) if _is_blank(grid[row])), default=-1)
    above = [
        row
        for row in range(titles_end + 1, anchor)
        if not _is_title_row(grid[row]) and _labels_several_columns(grid[row])
    ]
    rows = [*above, *range(anchor, data_start)]
    rows = [row for row in rows if any(text_of(raw) for raw in grid[row])]
    period_rows = {row for row in rows if row != anchor and _is_period_row(grid[row])}
    columns = _columns(grid, rows, period_rows)
    return Header(tuple(rows), data_start, columns, _sheet_period(grid, data_start))


def _first_row_of_figures(grid: Grid, anchor: int) -> int | None:
    for number in range(anchor + 1, min(len(grid), anchor + SEARCH_ROWS)):
        if _is_period_row(grid[number]):
            continue
        figures = sum(1 for raw in grid[number] if says_value(raw))
        labels = sum(1 for raw in grid[number] if raw != "" and raw is not None)
        if figures >= 2 or (figures == 1 and labels <= 4):
            return number
    return None


def _is_blank(row: Sequence[object]) -> bool:
    return not any(raw is not None and text_of(raw) for raw in row)


def _labels_several_columns(row: Sequence[object]) -> bool:
    labels = [text for raw in row if raw is not None and (text := text_of(raw))]
    return sum(1 for label in labels if not _STRAY_NOTE.search(label) and not _is_title(label)) >= 2


def _is_title_row(row: Sequence[object]) -> bool:
    """A row that begins with the sheet's title bears stray remarks further on, and no labels."""
    begin = [text for raw in row[:2] if raw is not None and (text := text_of(raw))]
    return any(_SHEET_TITLE.match(label) for label in begin)


def _is_title(label: str) -> bool:
    return len(label) > LONGEST_LABEL or bool(_TABLE_NUMBER.match(label))


def _is_period_row(row: Sequence[object]) -> bool:
    labels = [text for raw in row[1:] if raw is not None and (text := text_of(raw))]
    labels = [label for label in labels if not _STRAY_NOTE.search(label)]
    return bool(labels) and sum(map(is_period, labels)) >= 0.8 * len(labels)


def _sheet_period(grid: Grid, data_start: int) -> str | None:
    for row in grid[:data_start]:
        for raw in row[:3]:
            if isinstance(raw, str) and (match := _SHEET_PERIOD.search(clean(raw))):
                return match["period"].strip()
    return None


def _columns(grid: Grid, rows: list[int], period_rows: set[int]) -> tuple[Column, ...]:
    width = max((len(grid[row]) for row in rows), default=0)
    levels = [row for row in rows if row not in period_rows]
    reaching: list[str] = [""] * len(levels)
    group_period: str | None = None
    columns = []
    for col in range(width):
        own = [_label(grid[row], col) for row in levels]
        for level, label in enumerate(own):
            if label:
                reaching[level] = label
                reaching[level + 1 :] = [""] * (len(levels) - level - 1)
        deepest = max((level for level, label in enumerate(own) if label), default=-1)
        beside = [label for row in sorted(period_rows) if (label := _label(grid[row], col))]
        period = " ".join(label for label in beside if is_period(label)) or None
        labels = [
            label or (reaching[level] if level < deepest or (deepest < 0 and period) else "")
            for level, label in enumerate(own)
        ]
        labels += [label for label in beside if not is_period(label)]
        starts_group = any(own[:-1]) if len(own) > 1 else bool(any(own))
        if starts_group or period:
            group_period = period
        path = " | ".join(dict.fromkeys(label for label in labels if label))
        named = _period_named_in(labels)
        columns.append(
            Column(
                col=col,
                header_path=path,
                header=normalised(path),
                period_label=period_words(period or named or ""),
                group_period_label=period_words(period or group_period or named or ""),
                in_thousands=bool(_THOUSANDS.search(normalised(path))),
            )
        )
    return tuple(columns)


def _label(row: Sequence[object], col: int) -> str:
    raw = row[col] if col < len(row) else None
    label = text_of(raw) if raw is not None else ""
    return "" if _STRAY_NOTE.search(label) and not _keeps_meaning(label) else label


def _keeps_meaning(label: str) -> bool:
    """A standardised rate (שיעור … מתוקנן) only looks like a note of a correction."""
    return "מתוקנ" in label


def _period_named_in(labels: Sequence[str]) -> str | None:
    """The label that itself names a year; the most specific (lowest) one wins."""
    return next((label for label in reversed(labels) if year_in(label) is not None), None)
