"""Standard errors of the figures of an index, where publishers mostly give none."""

from __future__ import annotations

import polars as pl

from estimation.targets.path import LOW_RELIABILITY_ERROR, trend_of
from estimation.targets.status import TargetLimits

SERIES = ["settlement_code", "indicator_id", "population_group"]


def figure_errors(figures: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """The figures with the error of each, by the rules of the targets.

    The sampling error as published; of a figure published as of low reliability, the middle of what
    publishers mark so; else the usual swing of its series, the residual standard deviation around
    its trend.

    Args:
        figures: ``settlement_code, indicator_id, population_group, value, standard_error,
            value_status``.
        series: by the same keys ``reference_year, value``, one for each year of one stretch.

    Returns:
        The figures, ``standard_error`` in the unit of the value; null where none of these is known
        (fewer than four figures make no trend).
    """
    usual = usual_swings(series)
    marked = pl.when(pl.col("value_status") == "low_reliability").then(
        LOW_RELIABILITY_ERROR * pl.col("value").abs()
    )
    return (
        figures.join(usual, on=SERIES, how="left", maintain_order="left")
        .with_columns(
            standard_error=pl.when(pl.col("value").is_not_null()).then(
                pl.coalesce("standard_error", marked, "usual_swing")
            )
        )
        .drop("usual_swing")
    )


def usual_swings(series: pl.DataFrame) -> pl.DataFrame:
    """``usual_swing`` of each series that is long enough for a trend, by its keys."""
    at_least = TargetLimits.trend_points
    long = series.filter(pl.len().over(SERIES) >= at_least)
    rows = []
    for key, own in long.sort(*SERIES, "reference_year").group_by(SERIES, maintain_order=True):
        line = trend_of(own["reference_year"].to_list(), own["value"].to_list(), at_least)
        rows.append((*key, line.residual if line else None))
    schema = dict.fromkeys(SERIES, pl.String) | {"usual_swing": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
