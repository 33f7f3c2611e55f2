"""Columns of a frame into cells of a sheet: texts never as formulas, dates as dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Characters that a cell holds."""
_CUT = " […]"
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what stands after them, and are not seen themselves."""


def text_of(value: str) -> str:
    """A text as a cell shows it: without hidden marks of direction, no longer than one holds."""
    if not value.isascii() and _DIRECTION.search(value):
        value = _DIRECTION.sub("", value)
    return value if len(value) <= LONGEST // 2 else value[: LONGEST // 2 - len(_CUT)] + _CUT


def write_column(
    sheet: Worksheet,
    first: int,
    at: int,
    values: pl.Series,
    look: Format | Sequence[Format | None] | None = None,
) -> None:
    """Write a column downwards from row ``first``; what is null stays empty.

    Args:
        look: of every cell, or of each.
    """
    write = _writer(sheet, values.dtype)
    kept = values.to_list()
    if isinstance(look, Sequence):
        for row, (value, one) in enumerate(zip(kept, look, strict=True), first):
            if value is not None:
                write(row, at, value, one)
    else:
        for row, value in enumerate(kept, first):
            if value is not None:
                write(row, at, value, look)


def _writer(sheet: Worksheet, kind: pl.DataType) -> Callable[..., Any]:
    if kind == pl.String:
        as_it_is = sheet.write_string

        def write_text(row: int, at: int, value: str, look: Format | None) -> None:
            as_it_is(row, at, text_of(value), look)

        return write_text
    write: Callable[..., Any] = sheet.write_number
    if kind == pl.Boolean:
        write = sheet.write_boolean
    elif kind.is_temporal():
        write = sheet.write_datetime
    return write
