"""Flags of the leapfrog index: growth that lasts, growth that all share in, and the stage."""

from __future__ import annotations

import polars as pl

STAGES = ((1, 1), (2, 3), (4, 10))
"""First and last year of each stage of the local leapfrog; the year of the start is the first."""

_NOT_A_GAIN = ("no_significant_change", "worsened")


def sustained(table: pl.DataFrame, gains: int, of_last: int) -> pl.Series:
    """Whether enough of the latest periods since the reference year brought a significant gain.

    Args:
        table: sorted by ``settlement_code, index_year``; ``reference_year, gain_is`` and
            ``gain_since`` (null: no period ends in this row, which then is passed over).
        gains: significant ones that are needed among the ``of_last`` latest.

    Returns:
        ``sustained_growth``: null where periods that are not known, or not yet there, decide.
    """
    period = pl.col("gain_since").is_not_null()
    counts = pl.col("index_year") > pl.col("reference_year")
    rose = counts & (pl.col("gain_is") == "improved")
    fell = counts & pl.col("gain_is").is_in(_NOT_A_GAIN)

    def lately(flag: pl.Expr) -> pl.Expr:
        numbers = flag.fill_null(False).cast(pl.Int32)
        return numbers.rolling_sum(of_last, min_samples=1).over("settlement_code", period)

    # Periods of which neither is known could have been either.
    return table.select(
        sustained_growth=pl.when((counts & period).fill_null(False)).then(
            pl.when(lately(rose) >= gains)
            .then(True)
            .when(of_last - lately(fell) < gains)
            .then(False)
        )
    ).to_series()


def inclusive(table: pl.DataFrame) -> pl.DataFrame:
    """Whether what the whole gained, the lower group gained too.

    Args:
        table: ``change_is, lower_change_is`` as ``classify_change`` has them, null where there is
            no change to speak of.

    Returns:
        The table with ``inclusive_growth`` (null where there is no growth, or it is not known) and
        ``inclusive_reason``.
    """
    whole, lower = pl.col("change_is"), pl.col("lower_change_is")
    reason = (
        pl.when(whole.is_in(_NOT_A_GAIN))
        .then(pl.lit("no_growth"))
        .when(whole.ne_missing("improved"))
        .then(pl.lit("change_not_known"))
        .when(~lower.is_in(["improved", *_NOT_A_GAIN]).fill_null(False))
        .then(pl.lit("lower_group_not_known"))
    )
    return table.with_columns(inclusive_reason=reason).with_columns(
        inclusive_growth=pl.when(pl.col("inclusive_reason").is_null()).then(lower == "improved")
    )


def stages(keys: pl.DataFrame) -> list[pl.Series]:
    """``programme_year`` (the year of the start is 1; null before it and without one) and the
    ``stage`` reached by the calendar; after the last stage it stays the last."""
    since = pl.col("index_year") - pl.col("start_year") + 1
    year = pl.when(since >= 1).then(since).cast(pl.Int32)
    stage = pl.sum_horizontal((year >= first).cast(pl.Int32) for first, _ in STAGES)
    return keys.select(
        programme_year=year, stage=pl.when(year.is_not_null()).then(stage)
    ).get_columns()
