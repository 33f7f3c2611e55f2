"""The columns that a declaration says a plain table has: there, and every cell of its type.

A publisher that renames a column or writes words where numbers were has changed what the table
says. Such a file is refused as a whole, with what stands there instead, before a figure is lost.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ingest.errors import InputError
from ingest.parse.values import MARKS, REMEMBERED, TEXT, clean, read_value
from ingest.source import ColumnType, Table

ALIKE = 0.6
DATES = ("%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y")
"""How publishers write days; DD/MM/YYYY is data.gov.il's, the others its databases' own."""
LEADING_ZERO = re.compile(r"0\d+")
_MEANT: dict[ColumnType, str] = {
    "number": "a number, a mark that stands for one, or nothing",
    "integer": "a whole number, a mark that stands for one, or nothing",
    "date": "a date as DD/MM/YYYY or YYYY-MM-DD, or nothing",
}


def check_columns(there: Sequence[str], table: Table, subject: str, *, place: str = "") -> None:
    """Refuse a table without all its declared columns.

    Raises:
        InputError: each that is missing, and which column there is most like it.
    """
    known = {_spelt(name) for name in there}
    missing = [name for name in table.columns if _spelt(name) not in known]
    if not missing:
        return
    spare = [name for name in there if _spelt(name) not in {_spelt(c) for c in table.columns}]
    told = "; ".join(f"no column {name!r}{_most_alike(name, spare)}" for name in missing)
    raise InputError(
        subject,
        place=place,
        found=f"{told}; the columns are {', '.join(repr(name) for name in there)}",
        expected="the columns that the declaration names: "
        + ", ".join(repr(name) for name in table.columns),
        do="see whether the publisher renamed or dropped it, and correct columns (and what reads"
        " them: entity, the header mapping) in the declaration",
    )


def types_by_position(header: Sequence[object], table: Table) -> dict[int, ColumnType]:
    """The declared type of each column of a table, by its place from 0."""
    declared = {_spelt(name): kind for name, kind in table.columns.items()}
    return {
        place: declared[_spelt(str(name))]
        for place, name in enumerate(header)
        if _spelt(str(name)) in declared
    }


def checked(
    rows: Iterable[Sequence[object]],
    types: Mapping[int, ColumnType],
    table: Table,
    name: str,
    unit: str,
) -> Iterator[Sequence[object]]:
    """Hand on the rows of a table, and refuse it at its end if a cell is not of its column's type.

    Args:
        rows: the header, and every row after it.
        types: by column, from 0.
        unit: how a row is called in this format: line, record.

    Raises:
        InputError: the first such cell, and how many there are.
    """
    marks = {**MARKS, **table.symbols}
    strict = {col: kind for col, kind in types.items() if kind != "text"}
    passed: dict[ColumnType, set[object]] = {kind: set() for kind in _MEANT}
    header: Sequence[object] = ()
    first: tuple[int, int, object] | None = None
    wrong = 0
    for number, row in enumerate(rows):
        if not number:
            header = row
        for col, kind in strict.items() if number else ():
            value = row[col] if col < len(row) else None
            if value in passed[kind]:
                continue
            if not _is(kind, value, marks):
                first, wrong = first or (number, col, value), wrong + 1
            elif len(passed[kind]) < REMEMBERED:
                passed[kind].add(value)
        yield row
    if first is None:
        return
    number, col, value = first
    more = f" (and {wrong - 1:,} such cells more)" if wrong > 1 else ""
    raise InputError(
        name,
        place=f"{unit} {number + (unit == 'line')}, column {str(header[col])!r}",
        found=f"{value!r}{more}",
        expected=_MEANT[strict[col]],
        do="see what the publisher changed; if it is right, correct the type under columns, or"
        " declare the mark under symbols",
    )


def type_of(values: Iterable[object]) -> ColumnType:
    """The narrowest type that all of a column's cells are of; text where it is empty.

    A code with leading zeros is text: as a number it would lose them.
    """
    held = [value for value in values if read_value(value) is not None]
    if not held or any(isinstance(v, str) and LEADING_ZERO.fullmatch(v.strip()) for v in held):
        return "text"
    narrow: tuple[ColumnType, ...] = ("integer", "number", "date")
    for kind in narrow:
        if all(_is(kind, value, MARKS) for value in held):
            return kind
    return "text"


def _is(kind: ColumnType, value: object, marks: Mapping[str, str]) -> bool:
    read = read_value(value, marks)
    if read is None:
        return True
    text, number, status = read
    if kind == "date":
        return _is_date(clean(text))
    if status == TEXT:
        return False
    return kind == "number" or number is None or number.is_integer()


def _is_date(text: str) -> bool:
    for form in DATES:
        try:
            dt.datetime.strptime(text, form)
        except ValueError:
            continue
        return True
    return False


def _spelt(name: str) -> str:
    """A column's name without padding and with one kind of quotation mark."""
    return clean(name).replace("״", '"').replace("''", '"').replace("׳", "'")


def _most_alike(name: str, there: Sequence[str]) -> str:
    """In words: the column that holds the name, or is held in it, or is spelt most like it."""
    bare = {_bare(other): other for other in there}
    wanted = _bare(name)
    found = [other for other in bare if other and (wanted in other or other in wanted)]
    found = found or difflib.get_close_matches(wanted, list(bare), n=1, cutoff=ALIKE)
    return f" (most like it: {bare[found[0]]!r})" if found else ""


def _bare(name: str) -> str:
    return _spelt(name).replace("_", " ").replace('"', "").casefold()
