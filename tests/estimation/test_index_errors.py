"""Errors of figures that enter an index, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from estimation.index.errors import figure_errors

KEYS = {"settlement_code": "8000", "population_group": "all"}
FIGURES = pl.DataFrame(
    [
        ("surveyed", 60.0, 2.5, "low_reliability"),
        ("marked", -40.0, None, "low_reliability"),
        ("counted", 3.0, None, "observed"),
        ("short", 3.0, None, "observed"),
        ("missing", None, None, None),
    ],
    schema={
        "indicator_id": pl.String,
        "value": pl.Float64,
        "standard_error": pl.Float64,
        "value_status": pl.String,
    },
    orient="row",
).with_columns(**{name: pl.lit(value) for name, value in KEYS.items()})
SERIES = pl.DataFrame(
    [
        (name, year, value)
        for name, values in {
            "marked": [1.0, 3, 1, 3],
            "counted": [1.0, 3, 1, 3],
            "missing": [1.0, 3, 1, 3],
            "short": [1.0, 3, 1],
        }.items()
        for year, value in enumerate(values, 2018)
    ],
    schema={"indicator_id": pl.String, "reference_year": pl.Int64, "value": pl.Float64},
    orient="row",
).with_columns(**{name: pl.lit(value) for name, value in KEYS.items()})


def test_an_error_is_published_marked_or_the_swing_of_four_figures() -> None:
    # 1, 3, 1, 3: mean 2, slope (1.5 - 0.5 - 0.5 + 1.5) / 5 = 0.4 a year; residuals -0.4, 1.2,
    # -1.2, 0.4, whose squares sum to 3.2; sqrt(3.2 / 2) = 1.2649. Marked: 0.225 · 40 = 9.
    found = dict(figure_errors(FIGURES, SERIES).select("indicator_id", "standard_error").rows())
    assert found["surveyed"] == 2.5 and found["marked"] == 9.0
    assert found["counted"] == pytest.approx(1.2649, abs=1e-4)
    assert found["short"] is None and found["missing"] is None


def test_no_series_is_no_error() -> None:
    found = figure_errors(FIGURES, SERIES.clear())
    assert found["standard_error"].to_list() == [2.5, 9.0, None, None, None]
    assert found.columns == FIGURES.columns
