"""Draws of effects and prices, and the present value of the units that an effect moves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]


def present_units(effects: pl.DataFrame, years: npt.NDArray[np.int64], discount: Floats) -> Floats:
    """Units that one unit of each effect moves, summed over its years within the horizon.

    Args:
        effects: ``units, first_year, last_year`` (null: to the end).
        years, discount: of the horizon, and the factor of each.
    """
    first = effects["first_year"].to_numpy()[:, np.newaxis]
    last = effects["last_year"].fill_null(int(years[-1])).to_numpy()[:, np.newaxis]
    runs = (years >= first) & (years <= last)
    return np.asarray(effects["units"].to_numpy() * (runs * discount).sum(axis=1))


def draws_of_effects(effects: pl.DataFrame, draws: int, stream: np.random.Generator) -> Floats:
    """Draws × effects; NaN where the error is not known."""
    error = effects["error"].fill_null(np.nan).to_numpy()
    return np.asarray(
        effects["effect"].to_numpy() + error * stream.standard_normal((draws, len(error)))
    )


def draws_of_prices(prices: pl.DataFrame, draws: int, stream: np.random.Generator) -> Floats:
    """Draws × prices: normal by the error, triangular over a range, or the price itself."""
    found = np.empty((draws, prices.height))
    for at, row in enumerate(prices.iter_rows(named=True)):
        if row["low"] is not None and row["low"] < row["high"]:
            found[:, at] = stream.triangular(row["low"], row["ils_per_unit"], row["high"], draws)
        else:
            error = row["error"] or 0.0
            found[:, at] = row["ils_per_unit"] + error * stream.standard_normal(draws)
    return found
