"""Until when a programme is looked at: its stages, and the latest figure."""

from __future__ import annotations

import polars as pl

from estimation.index.growth import STAGES

LATEST = "latest"
_FOREVER = 9999


def horizons_of(baselines: pl.DataFrame, as_of_year: int) -> pl.DataFrame:
    """The windows of years after the start that have begun, for each baseline.

    Args:
        baselines: ``baseline_id, start_year``.
        as_of_year: the year in which one looks.

    Returns:
        ``baseline_id, horizon, from_year, to_year``: ``latest`` has all years from the start on,
        ``year_1``, ``years_2_3`` and ``years_4_10`` those of the stages of a programme.
    """
    windows = [(LATEST, 1, _FOREVER)]
    for first, last in STAGES:
        windows.append((f"year_{first}" if first == last else f"years_{first}_{last}", first, last))
    table = pl.DataFrame(windows, schema=["horizon", "first", "last"], orient="row")
    year = pl.col("start_year").cast(pl.Int64) - 1
    return (
        baselines.select("baseline_id", "start_year")
        .join(table, how="cross")
        .with_columns(from_year=year + pl.col("first"), to_year=year + pl.col("last"))
        .filter((pl.col("horizon") == LATEST) | (pl.col("from_year") <= as_of_year))
        .select("baseline_id", "horizon", "from_year", "to_year")
    )
