"""What goes into a small area model: numbers by area, and covariates as columns of a regression."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

COLLINEAR = 1e-7
"""The part of a column's length that has to be its own; R's ``lm`` has the same."""


def as_floats(name: str, values: Any) -> Floats:
    """What ``pl.Series`` takes, or a frame of one column, as an array; null and NaN become NaN.

    Raises:
        ValueError: text or other things that are no numbers, several columns, an infinite value.
    """
    if isinstance(values, pl.DataFrame):
        if values.width != 1:
            raise ValueError(f"{name}: {values.width} columns; expected one, such as frame['x']")
        values = values.to_series()
    series = pl.Series(name, values)
    if not (series.dtype.is_numeric() or series.dtype in (pl.Boolean, pl.Null)):
        raise ValueError(f"{name}: {series.dtype}; expected one number for each area")
    found = series.cast(pl.Float64).fill_null(np.nan).to_numpy()
    if (wrong := np.flatnonzero(np.isinf(found))).size:
        raise ValueError(f"{name}: infinite at row {wrong[0]}; expected finite numbers or null")
    return np.array(found, dtype=np.float64)


def design_matrix(
    covariates: pl.DataFrame | npt.NDArray[Any] | None, areas: int
) -> tuple[Floats, list[str]]:
    """Intercept and covariates as columns, areas × terms, and the names of the terms.

    Columns of an array are x1, x2, …; the column of a factor's level is ``factor[level]``, the
    first level in sorted order has none.

    Raises:
        ValueError: another number of rows than areas, a missing or infinite value, a factor of
            one level, a column of another kind.
    """
    columns: list[tuple[str, Floats]] = [("intercept", np.ones(areas))]
    if covariates is not None:
        frame = _frame(covariates)
        if frame.height != areas:
            raise ValueError(
                f"covariates: {frame.height} rows for {areas} areas; expected one for each area"
            )
        for column in frame.iter_columns():
            columns += _columns(column)
    return np.column_stack([values for _, values in columns]), [name for name, _ in columns]


def _frame(covariates: pl.DataFrame | npt.NDArray[Any]) -> pl.DataFrame:
    if isinstance(covariates, pl.DataFrame):
        return covariates
    array = np.asarray(covariates)
    if array.ndim != 2:
        raise ValueError(
            f"covariates: an array of {array.ndim} dimensions; expected areas × covariates"
        )
    return pl.DataFrame({f"x{at}": column for at, column in enumerate(array.T, start=1)})


def _columns(column: pl.Series) -> list[tuple[str, Floats]]:
    name, kind = column.name, column.dtype
    if missing := column.null_count():
        raise ValueError(
            f"covariates: {name} is null for {missing} areas; expected a value for each;"
            " fill it or leave the areas out"
        )
    if kind.is_numeric():
        values = column.cast(pl.Float64).to_numpy()
        if not np.isfinite(values).all():
            raise ValueError(f"covariates: {name} is not finite everywhere; fill it or leave it")
        return [(name, values)]
    if kind not in (pl.String, pl.Boolean, pl.Categorical, pl.Enum):
        raise ValueError(f"covariates: {name} is {kind}; expected numbers, text or booleans")
    text = column.cast(pl.String)
    levels = text.unique().sort().to_list()
    if len(levels) < 2:
        raise ValueError(f"covariates: {name} has one level; expected two or more; leave it out")
    return [
        (f"{name}[{level}]", (text == level).cast(pl.Float64).to_numpy()) for level in levels[1:]
    ]


def refuse_collinear(x: Floats, terms: list[str]) -> None:
    """Raise if a term says nothing that the terms before it do not say.

    Args:
        x: areas × terms, at least as many areas as terms.

    Raises:
        ValueError: names the terms.
    """
    lengths = np.linalg.norm(x, axis=0)
    scaled = x / np.where(lengths > 0, lengths, 1)
    own = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    if wrong := [term for term, part in zip(terms, own, strict=True) if part < COLLINEAR]:
        raise ValueError(
            f"covariates: {', '.join(wrong)} follows from the terms before it over the areas that"
            " have a direct estimate; expected terms that say something of their own; leave it out"
        )
