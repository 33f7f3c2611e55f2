"""Changes of the leapfrog index: against the reference point, and against the year before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.change import classify_change
from estimation.composite.frames import Floats
from estimation.index.scores import Pair, Rows, Scale
from estimation.index.sensitivity import each_left_out, quantiles, replicates_of

_RANGES = ("change_low", "change_high", "change_without_one_low", "change_without_one_high")


def changes(
    pair: Pair,
    rows: Rows,
    at: npt.NDArray[np.int64],
    scale: Scale,
    replicates: int,
    seed: int,
) -> pl.DataFrame:
    """``change_arithmetic`` with its error and class, ``change_geometric``, ``change_indicators``
    and the ranges, null where there is no pair.

    Args:
        pair: each row beside the one of its reference year.
        rows: of both.
        at: number of the row of the reference year; -1: none.
        replicates, seed: of the draws over weights, means and indicators.
    """
    known = ~np.isnan(pair.now)
    columns = {name: np.full(len(at), np.nan) for name in _RANGES}
    # Of a nation few rows have a reference point: only they are drawn and left out.
    if known.any():
        found = _ranges(pair, rows, at, np.flatnonzero(known), scale, replicates, seed)
        for name, column in zip(_RANGES, found, strict=True):
            columns[name][known] = column
    return (
        classified(pair, "change")
        .rename({"change": "change_arithmetic"})
        .with_columns(
            change_geometric=pair.now_geometric - pair.then_geometric,
            change_indicators=pl.Series(pair.there.sum(axis=0), dtype=pl.Int32),
            **columns,
        )
        .with_columns(pl.col(pl.Float64).fill_nan(None))
    )


def _ranges(
    pair: Pair,
    rows: Rows,
    at: npt.NDArray[np.int64],
    own: npt.NDArray[np.int64],
    scale: Scale,
    replicates: int,
    seed: int,
) -> list[Floats]:
    """``_RANGES`` of the rows ``own``, which have a change."""
    parts, there = [rows.at(own).scaled, rows.at(at[own]).scaled], pair.there[:, own]
    now, then = replicates_of(parts, there, scale, replicates, seed)
    low, high = quantiles(now - then, [0.05, 0.95])
    least, most = np.full(len(own), np.inf), np.full(len(own), -np.inf)
    for after, before in each_left_out(parts, there, scale):
        least, most = np.fmin(least, after - before), np.fmax(most, after - before)
    return [low, high, *(np.where(np.isinf(end), np.nan, end) for end in (least, most))]


def classified(pair: Pair, prefix: str) -> pl.DataFrame:
    """The arithmetic change, its error and class, named after ``prefix``; null without a pair."""
    known = classify_change(
        pair.then,
        pair.now,
        pair.then_error,
        pair.now_error,
        comparable=True,
        desired_direction="higher",
    )
    # Whether there is a pair at all is told by a reason of its own.
    told = pl.when(~pl.col("change_is").is_in(["no_baseline", "no_data"]))
    return known.select(
        change="change", error="change_error", verdict=told.then(pl.col("change_is"))
    ).rename({"change": prefix, "error": f"{prefix}_error", "verdict": f"{prefix}_is"})


def change_reason(keys: pl.DataFrame, at: npt.NDArray[np.int64], pair: Pair) -> pl.Series:
    """Why there is no change; null where there is one."""
    unset = keys["reference_year"].is_null().to_numpy()
    early = (keys["index_year"] <= keys["reference_year"]).fill_null(False).to_numpy()
    names = ["no_reference", "not_after_reference", "reference_not_known", "cells_missing"]
    found = np.select([unset, early, at < 0, np.isnan(pair.now)], names, "")
    return pl.Series("change_reason", found, dtype=pl.String).replace("", None)


def gains(pair: Pair, keys: pl.DataFrame, at: npt.NDArray[np.int64]) -> pl.DataFrame:
    """``gain_since`` and the gain since then; ``at``: number of that row, -1: none."""
    since = np.where(at >= 0, keys["index_year"].to_numpy()[at], -1)
    return classified(pair, "gain").insert_column(
        0, pl.Series("gain_since", since, dtype=pl.Int32).replace(-1, None)
    )
