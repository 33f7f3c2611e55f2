"""Panels for the tests of evaluation designs: the reference cases, and made ones."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

VALIDATION = Path(__file__).parents[3] / "shared" / "validation"
Floats = npt.NDArray[np.float64]


def reference(folder: str) -> Path:
    found = VALIDATION / folder
    if not found.is_dir():
        reason = f"the reference case is not at {found}: nothing is compared with it"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    return found


def prop99() -> pl.DataFrame:
    """``unit`` (states), ``period`` (years), ``outcome`` (packs per head)."""
    return pl.read_csv(reference("prop99") / "california_prop99.csv").select(
        unit="State", period="Year", outcome="PacksPerCapita"
    )


def restaurants() -> pl.DataFrame:
    """``unit``, ``period`` (0 and 1), ``outcome`` (employment), ``treated`` (New Jersey)."""
    return (
        pl.read_csv(reference("ck1994") / "public.csv")
        .with_row_index("unit")
        .unpivot(["fte0", "fte1"], index=["unit", "STATE"], value_name="outcome")
        .select(
            "unit", "outcome", period=pl.col("variable") == "fte1", treated=pl.col("STATE") == 1
        )
        .with_columns(pl.col("period").cast(pl.Int64))
    )


def long(values: Floats, **by_unit: object) -> pl.DataFrame:
    """Units × periods as a panel from the year 2001 on; NaN is a row without an outcome."""
    units, periods = values.shape
    frame = pl.DataFrame(
        {
            "unit": np.repeat(np.arange(units), periods),
            "period": np.tile(np.arange(2001, 2001 + periods), units),
            "outcome": pl.Series(values.ravel()).fill_nan(None),
        }
    )
    return frame.with_columns(
        pl.Series(name, np.repeat(np.array(column), periods)) for name, column in by_unit.items()
    )


def walks(seed: int, units: int, periods: int, persistence: float = 0.7) -> Floats:
    """Serially correlated outcomes around a level of each unit and a shock of each period."""
    generator = np.random.default_rng(seed)
    noise = generator.normal(size=(units, periods))
    for at in range(1, periods):
        noise[:, at] += persistence * noise[:, at - 1]
    levels = 5 * generator.normal(size=(units, 1))
    return np.asarray(noise + levels + generator.normal(size=periods))
