"""What changed since the frozen baseline, for the whole of a settlement and for its groups."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from estimation.change import classify_change, false_discovery_rate, minimum_detectable_effect
from estimation.index.growth import inclusive
from estimation.targets.path import LOW_RELIABILITY_ERROR, RELATIVE

LEVEL = 0.05
"""Rate of false discoveries among what is called a change or an effect."""
SWING_FIGURES = 4
"""Figures of one stretch that a usual swing needs."""
ROW = ("programme_id", "settlement_code", "indicator_id", "population_group", "horizon")
SERIES = ("settlement_code", "indicator_id", "population_group")
_ARITHMETIC = 1e-9
_DISCOVERIES = ("improved", "worsened", "direction_unknown")


def changes(
    frozen: pl.DataFrame, figures: pl.DataFrame, catalogue: pl.DataFrame, horizons: pl.DataFrame
) -> pl.DataFrame:
    """The change of every frozen figure up to every horizon, and what may be said of it.

    Args:
        frozen: a row for each ``baseline_id, indicator_id, population_group``: ``programme_id,
            settlement_code, reference_year, value, standard_error, value_status, series_segment,
            edition, indicator_version``; null values where nothing was frozen.
        figures: as ``outcomes.yearly`` gives them: ``reference_year, value, standard_error,
            value_status, series_segment, edition`` beside the keys of the series.
        catalogue: ``indicator_id, desired_direction, comparability_rule, version``.
        horizons: as ``horizons_of`` gives them.

    Returns:
        A row for each of ``ROW``: the frozen figure (``baseline_*``), the last figure of the window
        (``now_*``), and the columns ``change`` to ``detectable_change`` of pilot_evaluation. A
        measure that is relative to its edition, a break of the series and a new definition are not
        comparable. Significant is what keeps the rate of false discoveries over the indicators and
        horizons of a settlement at ``LEVEL``, groups of residents apart from the whole.
    """
    known = figures.filter(pl.col("value").is_not_null())
    rows = (
        frozen.join(horizons, on="baseline_id", how="inner")
        .join(_now(frozen, known, horizons), on=["baseline_id", *SERIES[1:], "horizon"], how="left")
        .join(
            known.select(*SERIES, "reference_year", segment_now="series_segment"),
            on=[*SERIES, "reference_year"],
            how="left",
        )
        .join(_swings(known), on=[*SERIES, "now_segment"], how="left")
        .join(catalogue, on="indicator_id", how="left")
        .sort(ROW)
    )
    # Numbers of stretches move when a break is entered later: of the frozen year's own figure the
    # present number counts, if it is still published.
    segment = pl.coalesce("segment_now", "series_segment")
    alike = (
        (pl.col("comparability_rule") != RELATIVE)
        & (segment == pl.col("now_segment"))
        & (pl.col("indicator_version") == pl.col("version"))
    )
    rows = rows.with_columns(
        comparable=alike.fill_null(False), baseline_error=_error("standard_error", "value_status")
    )
    told = classify_change(
        rows["value"],
        rows["now_value"],
        rows["baseline_error"],
        rows["now_error"],
        comparable=rows["comparable"],
        desired_direction=rows["desired_direction"].fill_null("none"),
        usual_swing=rows["swing"],
        swing_freedom=rows["freedom"],
    )
    found = rows.drop("freedom").hstack(told).with_columns(freedom=rows["freedom"])
    return _shown(_with_rate(found).with_columns(detectable_change=_detectable(found)))


def with_lower_groups(table: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Beside the whole, the group that stood worst at the baseline, and whether both gained.

    Args:
        table: as ``changes`` gives it.
        catalogue: ``indicator_id, desired_direction``.

    Returns:
        The table with ``lower_group, lower_change, lower_change_is, is_inclusive,
        inclusive_reason``; null in the rows of groups.
    """
    sign = pl.col("desired_direction").replace_strict({"higher": 1, "lower": -1}, default=None)
    own = [name for name in ROW if name != "population_group"]
    lowest = (
        table.join(catalogue.select("indicator_id", "desired_direction"), on="indicator_id")
        .filter(
            pl.col("population_group") != "all",
            ~pl.col("population_group").str.ends_with("_not_stated"),
            pl.col("baseline_value").is_not_null(),
            sign.is_not_null(),
        )
        .sort(sign * pl.col("baseline_value"), "population_group")
        .unique(own, keep="first", maintain_order=True)
        .select(
            *own,
            lower_group="population_group",
            lower_change="change",
            lower_change_is="change_is",
            population_group=pl.lit("all"),
        )
    )
    beside = table.join(lowest, on=list(ROW), how="left", maintain_order="left")
    whole = pl.col("population_group") == "all"
    return (
        inclusive(beside)
        .with_columns(
            is_inclusive=pl.when(whole).then("inclusive_growth"),
            inclusive_reason=pl.when(whole).then("inclusive_reason"),
        )
        .drop("inclusive_growth")
    )


def _error(error: str, status: str) -> pl.Expr:
    unreliable = pl.col(error).is_null() & (pl.col(status) == "low_reliability")
    value = pl.col("value")
    return pl.when(unreliable).then(LOW_RELIABILITY_ERROR * value.abs()).otherwise(pl.col(error))


def _now(frozen: pl.DataFrame, known: pl.DataFrame, horizons: pl.DataFrame) -> pl.DataFrame:
    """The last figure of each window."""
    year = pl.col("now_year")
    return (
        frozen.select("baseline_id", *SERIES)
        .join(
            known.select(
                *SERIES,
                pl.col("reference_year").alias("now_year"),
                pl.col("value").alias("now_value"),
                _error("standard_error", "value_status").alias("now_error"),
                pl.col("value_status").alias("now_status"),
                pl.col("edition").alias("now_edition"),
                pl.col("series_segment").alias("now_segment"),
            ),
            on=list(SERIES),
        )
        .join(horizons, on="baseline_id")
        .filter(year.is_between("from_year", "to_year"))
        .sort("now_year")
        .unique(["baseline_id", *SERIES, "horizon"], keep="last", maintain_order=True)
        .drop("settlement_code", "from_year", "to_year")
    )


def _swings(known: pl.DataFrame) -> pl.DataFrame:
    """Residual standard deviation around the trend of each stretch, and its degrees of freedom."""
    stretch = (*SERIES, "series_segment")
    x, y = pl.col("reference_year").cast(pl.Float64), pl.col("value")
    apart = x - x.mean().over(stretch)
    slope = (apart * y).sum().over(stretch) / (apart**2).sum().over(stretch)
    rest = y - y.mean().over(stretch) - slope * apart
    return (
        known.filter(pl.len().over(stretch) >= SWING_FIGURES)
        .with_columns(rest=rest)
        .group_by(stretch)
        .agg(
            swing=((pl.col("rest") ** 2).sum() / (pl.len() - 2)).sqrt(),
            freedom=(pl.len() - 2).cast(pl.Float64),
            exact=pl.col("rest").abs().max() <= _ARITHMETIC * pl.col("value").abs().max(),
        )
        .select(
            *SERIES,
            pl.col("series_segment").alias("now_segment"),
            swing=pl.when("exact").then(0.0).otherwise("swing"),
            freedom="freedom",
        )
    )


def q_values(
    table: pl.DataFrame, p_value: str, family: Sequence[str], test: Sequence[str]
) -> pl.Series:
    """False discovery rates over families in which a test that stands in several rows counts once.

    The latest figure is often that of a stage too: one test, which must not have two answers.

    Args:
        table: with the column ``p_value``; null is no test.
        family: columns within which the rate is held.
        test: columns that tell the tests of a family apart.
    """
    key = [*family, *test]
    tests = table.filter(pl.col(p_value).is_not_null()).unique(key, maintain_order=True)
    names = tests.select(pl.concat_str(family, separator="/")).to_series()
    rate = false_discovery_rate(tests[p_value], LEVEL, names)
    found = tests.select(key).with_columns(q_value=rate["q_value"])
    beside = table.select(*key, p_value).join(
        found, on=key, how="left", nulls_equal=True, maintain_order="left"
    )
    return beside.select(pl.when(pl.col(p_value).is_not_null()).then("q_value")).to_series()


def _with_rate(found: pl.DataFrame) -> pl.DataFrame:
    """What is no discovery once all indicators are looked at together is no change."""
    whole = found.with_columns(is_whole=pl.col("population_group") == "all")
    family = ("programme_id", "settlement_code", "is_whole")
    test = ("indicator_id", "population_group", "now_year")
    seen = found.with_columns(change_q_value=q_values(whole, "p_value", family, test))
    return seen.with_columns(
        change_is=pl.when(
            pl.col("change_is").is_in(_DISCOVERIES) & (pl.col("change_q_value") > LEVEL)
        )
        .then(pl.lit("no_significant_change"))
        .otherwise("change_is")
    )


def _detectable(found: pl.DataFrame) -> pl.Series:
    """Of the change there is; of the one to come, as if its error were that of the baseline."""
    to_come = (2**0.5) * pl.coalesce("baseline_error", "swing")
    error = found.select(pl.coalesce("change_error", to_come)).to_series()
    by_sampling = pl.coalesce("error_from", pl.lit("")) == "sampling"
    none_yet = pl.col("change_error").is_null() & pl.col("baseline_error").is_not_null()
    freedom = found.select(pl.when(~(by_sampling | none_yet)).then("freedom")).to_series()
    least = minimum_detectable_effect(
        error.cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        freedom.cast(pl.Float64).fill_null(float("nan")).to_numpy(),
    )
    return pl.Series("detectable_change", least).fill_nan(None)


def _shown(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(
        *ROW,
        "baseline_id",
        "baseline_version",
        "start_year",
        pl.col("reference_year").alias("baseline_year"),
        pl.col("value").alias("baseline_value"),
        "baseline_error",
        pl.col("edition").alias("baseline_edition"),
        "now_year",
        "now_value",
        "now_error",
        "now_status",
        "now_edition",
        "change",
        "change_error",
        "error_from",
        "change_low",
        "change_high",
        pl.col("p_value").alias("change_p_value"),
        "change_q_value",
        "change_is",
        "detectable_change",
    )
