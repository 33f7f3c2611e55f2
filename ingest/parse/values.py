"""What one cell says: the text as it stood, the number in it, and how far to trust the number.

The marks are the publishers' own. CBS: ``..`` withheld or not available, ``-`` zero *or* not
applicable (the same distance is 0 in one year and ``-`` in another, so no zero is read from it),
``(10.4)`` an estimate of low reliability, never a negative number.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import cast

Cell = tuple[str, float | None, str]
"""Text as it stood, typed value, status."""

REMEMBERED = 100_000
"""Texts of a table whose reading is kept; a register repeats few, a column of amounts none."""

OBSERVED = "observed"
LOW_RELIABILITY = "low_reliability"
SUPPRESSED = "suppressed"
NOT_AVAILABLE = "not_available"
NOT_APPLICABLE = "not_applicable"
TEXT = "text"

MARKS: Mapping[str, str] = {
    "..": NOT_AVAILABLE,
    "...": NOT_AVAILABLE,
    "…": NOT_AVAILABLE,
    ".": NOT_AVAILABLE,
    "-": NOT_APPLICABLE,
    "--": NOT_APPLICABLE,
    "---": NOT_APPLICABLE,
    "–": NOT_APPLICABLE,
    "—": NOT_APPLICABLE,
    "**": SUPPRESSED,
}

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_BRACKETED = re.compile(r"\(\s*([^()]*?)\s*\)")
_INVISIBLE: dict[int, str | None] = {
    **dict.fromkeys(
        map(
            ord,
            "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u061c\u2066\u2067\u2068\u2069\ufeff",
        )
    ),
    ord("\xa0"): " ",
}


def clean(text: str) -> str:
    """The text without invisible marks, with single spaces and no space at its ends."""
    return " ".join(text.translate(_INVISIBLE).split())


def is_blank(raw: object) -> bool:
    """Whether a cell shows nothing: empty, or white space alone."""
    return raw is None or (isinstance(raw, str) and (not raw or raw.isspace()))


def number_in(text: str) -> float | None:
    """The number that a text is, thousands commas and a percent or footnote mark allowed."""
    bare = text.rstrip("*% ").strip()
    return float(bare.replace(",", "")) if _NUMBER.fullmatch(bare) else None


def read_value(raw: object, marks: Mapping[str, str] = MARKS) -> Cell | None:
    """Type one cell; ``None`` for a blank one.

    Args:
        raw: the cell as the reader of the format gives it.
        marks: what a table's own symbols mean, the general ones included.
    """
    if isinstance(raw, bool):
        return (str(raw).lower(), None, TEXT)
    if isinstance(raw, float):
        if not math.isfinite(raw):
            return None
        return (
            repr(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw),
            raw,
            OBSERVED,
        )
    if isinstance(raw, int):
        return (str(raw), float(raw), OBSERVED) if abs(raw) < 10**300 else (str(raw), None, TEXT)
    if isinstance(raw, dt.datetime | dt.date | dt.time):
        return (raw.isoformat(), None, TEXT)
    if raw is None:
        return None
    text = str(raw)
    cleaned = clean(text)
    if not cleaned:
        return None
    if (status := marks.get(cleaned)) is not None:
        return (text, None, status)
    if (number := number_in(cleaned)) is not None:
        return (text, number, OBSERVED)
    if (bracketed := _BRACKETED.fullmatch(cleaned)) and (
        (number := number_in(bracketed.group(1))) is not None
    ):
        return (text, number, LOW_RELIABILITY)
    return (text, None, TEXT)


def as_words(cell: Cell | None) -> Cell | None:
    """A cell of a column that is declared to hold words: a code is no figure, a dash no mark."""
    return None if cell is None else (cell[0], None, TEXT)


def reader(marks: Mapping[str, str]) -> Callable[[object], Cell | None]:
    """``read_value`` with the marks of one table, which remembers what it has read of texts.

    A register of fifty thousand rows repeats a few hundred padded names and codes.
    """
    known: dict[str, Cell | None] = {}

    def read(raw: object) -> Cell | None:
        if raw.__class__ is not str:
            return read_value(raw, marks)
        text = cast(str, raw)
        if text in known:
            return known[text]
        cell = read_value(text, marks)
        if len(known) < REMEMBERED:
            known[text] = cell
        return cell

    return read


def says_value(raw: object, marks: Mapping[str, str] = MARKS) -> bool:
    """Whether a cell holds a figure or a mark that stands for one."""
    read = read_value(raw, marks)
    return read is not None and read[2] != TEXT


def column_letters(col: int) -> str:
    """Spreadsheet letters of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
