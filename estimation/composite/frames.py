"""Between frames (one row per unit, null for missing) and arrays (NaN for missing)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.composite.framework import CompositeError, Framework

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SLACK = 1e-12
"""By how much a share may fall short of a threshold through binary fractions alone."""


class Step(NamedTuple):
    """What a step made: ``frame`` goes into the next one, ``notes`` say what was done where."""

    frame: pl.DataFrame
    notes: pl.DataFrame


def checked(data: pl.DataFrame, framework: Framework, unit: str) -> pl.DataFrame:
    """``data`` with its indicators as floats and NaN as null; other columns stay as they are.

    Raises:
        CompositeError: no units, a unit without a code or twice, an indicator that has no column
            or holds what is no finite number.
    """
    if unit not in data.columns:
        raise CompositeError(f"data: no column {unit!r} that names the units")
    if unit in framework.node:
        raise CompositeError(f"data: {unit!r} names the units, and is a node of the framework")
    names = data[unit]
    if data.is_empty():
        raise CompositeError("data: no units")
    if names.null_count():
        raise CompositeError(f"data: {names.null_count()} rows without {unit}")
    if names.n_unique() < len(names):
        twice = names.filter(names.is_duplicated()).unique(maintain_order=True).to_list()
        raise CompositeError(f"data: units more than once: {_listed(twice)}")
    codes = framework.indicators
    if absent := [code for code in codes if code not in data.columns]:
        raise CompositeError(f"data: indicators without a column: {_listed(absent)}")
    floats = numeric(data, codes)
    for code in codes:
        if infinite := names.filter(floats[code].is_infinite().fill_null(False)).to_list():
            raise CompositeError(f"data: {code} is infinite for {_listed(infinite)}")
    return floats


def numeric(data: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """``data`` with these columns as floats, NaN as null.

    Raises:
        CompositeError: a column that holds text or other things that are no numbers.
    """
    for code in codes:
        kind = data.schema[code]
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Null)):
            raise CompositeError(f"data: {code} is {kind}; expected numbers")
    return data.with_columns(pl.col(code).cast(pl.Float64).fill_nan(None) for code in codes)


def array_of(frame: pl.DataFrame, codes: Sequence[str]) -> Floats:
    """The columns ``codes`` as an array, codes × units, NaN where missing."""
    columns = [frame[code].cast(pl.Float64).fill_null(np.nan).to_numpy() for code in codes]
    return np.array(columns, dtype=np.float64).reshape(len(codes), frame.height)


def with_array(frame: pl.DataFrame, codes: Sequence[str], values: Floats) -> pl.DataFrame:
    """``frame`` with the columns ``codes`` from an array, codes × units; NaN becomes null."""
    return frame.with_columns(
        pl.Series(code, row, dtype=pl.Float64).fill_nan(None)
        for code, row in zip(codes, values, strict=True)
    )


def notes_of(rows: Sequence[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    """Notes as a frame, typed even where there are none."""
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _listed(names: Sequence[Any], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(str, names[:most])) + more
