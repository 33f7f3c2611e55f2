"""Periphery against the rest: differences of means and their intervals.

Source of the formulas: Welch (1947) for the difference of two means with unequal variances; for
means weighted by residents the linearised variance of a ratio (Särndal, Swensson and Wretman 1992,
5.6).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import stdtrit

SIDE_KEYS = (
    "indicator_id",
    "reference_year",
    "period_key",
    "reference_period",
    "series_segment",
    "definition_id",
)
_LEVEL = 0.975


def periphery_gap(
    sums: pl.DataFrame, directions: dict[str, str], at_least: int = 2
) -> pl.DataFrame:
    """Differences between periphery and rest, by authorities and by residents.

    The authorities are all there are, so the interval is not one of sampling: it says how much the
    difference could move were the authorities of either side other ones of the same kind. Two
    authorities on either side are the least; below, and without residents, the interval is blank.

    Args:
        sums: one row for each indicator, period, definition and side, as ``int_periphery_sums``
            gives them: ``mean, variance, median`` over ``settlements_with_value`` authorities,
            the sums weighted by residents, and the members of the side.
        directions: the desired direction of each indicator: higher, lower or none.
        at_least: authorities with a figure on either side that a verdict (``gap_is``) needs.

    Returns:
        Two rows (``weighting`` unweighted, residents) for each indicator, period and definition
        of which both sides have a figure; means and gap in the unit of the indicator.
    """
    sums = sums.with_columns(
        (pl.col("weighted_sum") / pl.col("residents_with_value")).alias("weighted_mean")
    ).with_columns(
        unweighted_variance=pl.col("variance") / pl.col("settlements_with_value"),
        residents_variance=_ratio_variance(),
        settlement_coverage=pl.col("settlements_with_value") / pl.col("settlements"),
        residents_coverage=pl.col("residents_with_value") / pl.col("residents"),
    )
    periphery = sums.filter(pl.col("side") == "periphery")
    rest = sums.filter(pl.col("side") == "rest")
    pairs = periphery.join(rest, on=list(SIDE_KEYS), suffix="_rest", nulls_equal=True)
    return pl.concat(
        [
            _weighting(pairs, directions, at_least, "unweighted", "mean", "unweighted_variance"),
            _weighting(
                pairs, directions, at_least, "residents", "weighted_mean", "residents_variance"
            ),
        ]
    )


def _ratio_variance() -> pl.Expr:
    """Linearised variance of a weighted mean, from sums of w², w²x and w²x²."""
    n = pl.col("settlements_with_value")
    mean = pl.col("weighted_mean")
    spread = (
        pl.col("squared_weights_value_squared")
        - 2 * mean * pl.col("squared_weights_value")
        + mean**2 * pl.col("squared_weights")
    )
    # Rounding can leave a hair below zero where all values are alike.
    return (
        pl.when(n > 1)
        .then(pl.max_horizontal(spread, 0.0) / pl.col("residents_with_value") ** 2 * n / (n - 1))
        .otherwise(None)
    )


def _weighting(
    pairs: pl.DataFrame,
    directions: dict[str, str],
    at_least: int,
    weighting: str,
    mean: str,
    variance: str,
) -> pl.DataFrame:
    n, n_rest = pl.col("settlements_with_value"), pl.col("settlements_with_value_rest")
    own, other = pl.col(variance), pl.col(f"{variance}_rest")
    both = pairs.with_columns(
        gap=pl.col(mean) - pl.col(f"{mean}_rest"),
        error=(own + other).sqrt(),
        # Welch and Satterthwaite; two sides without any spread have no degrees of freedom.
        freedom=(own + other) ** 2 / (own**2 / (n - 1) + other**2 / (n_rest - 1)),
    )
    freedom = both["freedom"].fill_null(float("nan")).to_numpy()
    margin = pl.Series("quantile", stdtrit(freedom, np.full(len(freedom), _LEVEL))).fill_nan(None)
    direction = pl.col("indicator_id").replace_strict(
        directions, default="none", return_dtype=pl.String
    )
    sign = pl.when(direction == "lower").then(-1).otherwise(1)
    return (
        both.with_columns(margin * pl.col("error"))
        .with_columns(
            gap_low=pl.col("gap") - pl.col("quantile"), gap_high=pl.col("gap") + pl.col("quantile")
        )
        .select(
            *SIDE_KEYS,
            pl.lit(weighting).alias("weighting"),
            pl.col(mean).alias("periphery_mean"),
            pl.col(f"{mean}_rest").alias("rest_mean"),
            "gap",
            "gap_low",
            "gap_high",
            pl.when(direction == "none")
            .then(pl.lit("no_direction"))
            .when(pl.min_horizontal(n, n_rest) < at_least)
            .then(pl.lit("too_few"))
            .when(pl.col("gap_low").is_null())
            .then(pl.lit("unclear"))
            .when((pl.col("gap_low") <= 0) & (pl.col("gap_high") >= 0))
            .then(pl.lit("unclear"))
            .when(sign * pl.col("gap") > 0)
            .then(pl.lit("favourable"))
            .otherwise(pl.lit("unfavourable"))
            .alias("gap_is"),
            pl.col("median").alias("periphery_median"),
            pl.col("median_rest").alias("rest_median"),
            pl.col("settlements_with_value").alias("periphery_settlements"),
            pl.col("settlements_with_value_rest").alias("rest_settlements"),
            pl.col("settlement_coverage").alias("periphery_coverage"),
            pl.col("settlement_coverage_rest").alias("rest_coverage"),
            pl.col("residents_coverage").alias("periphery_residents_coverage"),
            pl.col("residents_coverage_rest").alias("rest_residents_coverage"),
        )
    )


def benchmarks_beside(benchmarks: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    """Published benchmarks beside the latest gap of the nearest indicator, under each definition.

    Args:
        benchmarks: as ``marts.published_benchmarks`` gives them.
        gaps: as ``periphery_gap`` returns them.

    Returns:
        The columns of ``marts.benchmarks_beside``. Nothing is computed from a benchmark.
    """
    latest = gaps.filter(
        pl.col("reference_year") == pl.col("reference_year").max().over("indicator_id")
    )
    return benchmarks.join(
        latest, left_on="nearest_indicator_id", right_on="indicator_id", suffix="_of_gap"
    ).select(
        "benchmark_id",
        "unit",
        pl.col("periphery_value").alias("published_periphery"),
        pl.col("rest_value").alias("published_rest"),
        pl.col("method").alias("published_method"),
        "nearest_indicator_id",
        pl.col("reference_year_of_gap").alias("reference_year"),
        "definition_id",
        "weighting",
        "periphery_mean",
        "rest_mean",
        "gap",
        "gap_low",
        "gap_high",
        "gap_is",
        "periphery_settlements",
        "rest_settlements",
        "why_not_the_same",
        "why_not_the_same_he",
    )
