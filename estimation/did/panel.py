"""A panel as matrices: units × periods, one for each outcome, checked once for all functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
UnitFlag = str | Collection[Any]


@dataclass(frozen=True)
class Wide:
    """A panel whose rows are the cells of matrices.

    Attributes:
        units, periods: sorted, each once.
        values: outcomes × units × periods; NaN where nothing was measured.
        row_unit, row_period: of each row of the frame its unit and period by position.
    """

    units: pl.Series
    periods: pl.Series
    values: Floats
    row_unit: npt.NDArray[np.int64]
    row_period: npt.NDArray[np.int64]

    def fill(self, column: pl.Series) -> Floats:
        """A further column of the same frame as units × periods; NaN where there is no row."""
        matrix = np.full((len(self.units), len(self.periods)), np.nan)
        matrix[self.row_unit, self.row_period] = numbers(column)
        return matrix


def widen(panel: pl.DataFrame, unit: str, period: str, outcomes: Sequence[str]) -> Wide:
    """The panel as matrices; an outcome that is null was not measured.

    Raises:
        ValueError: a column that is not there or holds no numbers, a unit or period that is null,
            two rows of one unit and period, an outcome that is NaN or infinite, no rows.
    """
    require(panel, [unit, period, *outcomes])
    if panel.is_empty():
        raise ValueError("the panel has no rows")
    for name in (unit, period):
        if panel[name].null_count():
            raise ValueError(f"column {name!r} has rows without a value")
    doubled = panel.group_by(unit, period).len().filter(pl.col("len") > 1).sort(unit, period)
    if doubled.height:
        first = doubled.row(0, named=True)
        raise ValueError(
            f"{doubled.height} pairs of unit and period stand on more than one row,"
            f" as {first[unit]!r} in {first[period]!r}"
        )
    units, periods = (panel[name].unique().sort() for name in (unit, period))
    row_unit, row_period = (
        panel[name]
        .replace_strict(known, pl.int_range(len(known), eager=True), return_dtype=pl.Int64)
        .to_numpy()
        for name, known in ((unit, units), (period, periods))
    )
    values = np.full((len(outcomes), len(units), len(periods)), np.nan)
    for k, outcome in enumerate(outcomes):
        values[k, row_unit, row_period] = numbers(panel[outcome])
    return Wide(units, periods, values, row_unit, row_period)


def require(panel: pl.DataFrame, columns: Collection[str]) -> None:
    """Raises a ValueError that names the columns the panel does not have."""
    missing = sorted(set(columns) - set(panel.columns))
    if missing:
        raise ValueError(f"the panel has no column {', '.join(map(repr, missing))}")


def numbers(column: pl.Series) -> Floats:
    """The column as floats, null as NaN; a ValueError for NaN, infinities and what is no number."""
    if not (column.dtype.is_numeric() or column.dtype in (pl.Boolean, pl.Null)):
        raise ValueError(f"column {column.name!r} holds no numbers but {column.dtype}")
    floats = column.cast(pl.Float64)
    wrong = floats.is_finite().not_().sum()
    if wrong:
        raise ValueError(f"column {column.name!r} has {wrong} values that are not finite numbers")
    return floats.to_numpy()


def unit_flags(panel: pl.DataFrame, wide: Wide, unit: str, treated: UnitFlag) -> Flags:
    """Which units are treated, by a column (true or 1) or by a collection of units.

    Raises:
        ValueError: a unit that is not in the panel, a column that is not true or false (1 or 0)
            or changes within a unit, no unit treated, none untreated.
    """
    if isinstance(treated, str):
        flags = _flags_by(panel, unit, treated, wide.units)
    else:
        unknown = [name for name in treated if name not in wide.units]
        if unknown:
            raise ValueError(f"treated units that are not in the panel: {unknown}")
        flags = wide.units.is_in(list(treated)).to_numpy()
    if not flags.any():
        raise ValueError("no unit is treated")
    if flags.all():
        raise ValueError("every unit is treated: there is nothing to compare with")
    return flags


def period_flags(panel: pl.DataFrame, wide: Wide, period: str, post: Any) -> Flags:
    """Which periods come after the start, by a column (text) or by the first of them (all else).

    Raises:
        ValueError: as for ``unit_flags``; no period before the start.
    """
    if isinstance(post, str):
        flags = _flags_by(panel, period, post, wide.periods)
    else:
        flags = since(wide.periods, post)
    if flags.all():
        raise ValueError("there is no period before the start: nothing to measure a change from")
    return flags


def since(periods: pl.Series, first: Any) -> Flags:
    """Which periods are the first one or later; a ValueError if they cannot be compared with it."""
    try:
        return np.array([value >= first for value in periods.to_list()], dtype=bool)
    except TypeError as error:
        raise ValueError(f"periods of {periods.dtype} have no order with {first!r}") from error


def prepare(
    panel: pl.DataFrame,
    keys: tuple[str, str],
    outcomes: list[str],
    treated: UnitFlag,
    post: Any,
    weights: str | None,
    balanced: bool,
) -> tuple[Wide, Flags, Flags, Floats]:
    """The matrices, the treated units, the periods after the start, and units × periods weights.

    Args:
        keys: names of the columns of units and periods.
        balanced: units that lack any period of any outcome become unmeasured altogether.

    Raises:
        ValueError: as ``widen``, ``unit_flags``, ``period_flags``; no period after the start;
            weights that are not above 0; no complete unit on either side where ``balanced``.
    """
    unit, period = keys
    wide = widen(panel, unit, period, outcomes)
    of_units = unit_flags(panel, wide, unit, treated)
    of_periods = period_flags(panel, wide, period, post)
    if not of_periods.any():
        raise ValueError("there is no period after the start")
    w = _weights(panel, wide, weights)
    if balanced:
        complete = np.asarray(~np.isnan(wide.values).any(axis=(0, 2)))
        if not (complete & of_units).any() or not (complete & ~of_units).any():
            raise ValueError("no treated or no untreated unit is measured in every period")
        values = np.where(complete[:, None], wide.values, np.nan)
        wide = replace(wide, values=values)
    return wide, of_units, of_periods, w


def _weights(panel: pl.DataFrame, wide: Wide, weights: str | None) -> Floats:
    """Weights as units × periods, 1 without a column; a ValueError where one is not above 0."""
    if weights is None:
        return np.ones(wide.values.shape[1:])
    require(panel, [weights])
    column = panel[weights]
    if column.null_count() or not (column > 0).all():
        raise ValueError(f"weights in {weights!r} must be above 0 on every row")
    return np.nan_to_num(wide.fill(column), nan=1.0)


def unit_codes(panel: pl.DataFrame, wide: Wide, unit: str, column: str) -> Codes:
    """A column that is constant within units as numbers from 0, one for each unit.

    Raises:
        ValueError: a column that is not there, is null or changes within a unit.
    """
    codes = constant_within(panel, unit, column, wide.units).rank("dense")
    return codes.cast(pl.Int64).to_numpy() - 1


def constant_within(
    panel: pl.DataFrame, key: str, column: str, order: pl.Series, *, nulls: bool = False
) -> pl.Series:
    """The one value of the column for each value of ``key``, in the order of ``order``."""
    require(panel, [column])
    pairs = panel.select(pl.col(key).alias("key"), pl.col(column).alias("value")).unique()
    if pairs.height > len(order):
        twice = pairs.filter(pl.col("key").is_duplicated())["key"].sort()[0]
        raise ValueError(f"column {column!r} is not the same on all rows of {key} {twice!r}")
    if not nulls and pairs["value"].null_count():
        raise ValueError(f"column {column!r} has rows without a value")
    return pairs.sort("key")["value"]


def _flags_by(panel: pl.DataFrame, key: str, column: str, order: pl.Series) -> Flags:
    values = constant_within(panel, key, column, order)
    if not set(values.to_list()) <= {0, 1}:
        raise ValueError(f"column {column!r} is not true or false (1 or 0) on every row")
    return values.cast(pl.Boolean).to_numpy()
