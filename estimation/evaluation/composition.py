"""Changes since the frozen baseline, split into movers and incumbents as far as the files go.

The publishers count births, moves within the country and the balance of all moves, by year. Deaths
are births less natural increase. Of moves abroad only the balance is known: what follows holds if
those who came from abroad and those who left for it were no more than that balance says, and each
row that rests on it says so. Moves of several years are summed: who moved twice counts twice, so
that the sums are at least the movers, and the bounds at least as wide as they must be.
"""

from __future__ import annotations

import polars as pl

from estimation.composition import composition_change
from estimation.evaluation.outcomes import RELATIVE

_KEY = ["programme_id", "settlement_code", "indicator_id"]
_PLACE = ["settlement_code", "reference_year"]
_RATES = (
    "births_per_1000",
    "natural_increase_per_1000",
    "arrivals_per_1000",
    "departures_per_1000",
    "internal_migration_balance_per_1000",
    "balance_migration_per_1000",
)
POPULATION = "population_total"
FLOW_INDICATORS = (POPULATION, *_RATES)


def yearly_flows(figures: pl.DataFrame, last_year: int) -> pl.DataFrame:
    """Who came and who left in a year, by settlement.

    Args:
        figures: ``settlement_code, indicator_id, reference_year, value, series_segment`` of
            ``FLOW_INDICATORS``, one a year: residents at its end, rates per 1,000 of them (natural
            increase: of the mean of two ends of years).
        last_year: the last whose rates are of the residents that the population counts.

    Returns:
        ``settlement_code, reference_year, population, series_segment`` (of the population),
        ``arrivals`` (born, moved in) and ``departures`` (died, moved out), null where any part is
        not known. Deaths below 0, by the rounding of rates in small places, are 0.
    """
    wide = (
        figures.filter(pl.col("indicator_id").is_in(_RATES))
        .select(*_PLACE, "indicator_id", "value")
        .pivot("indicator_id", index=_PLACE, values="value")
    )
    missing = [pl.lit(None, pl.Float64).alias(name) for name in _RATES if name not in wide.columns]
    people = figures.filter(pl.col("indicator_id") == POPULATION).select(
        *_PLACE, population="value", series_segment="series_segment"
    )
    before = people.select(
        "settlement_code",
        "series_segment",
        reference_year=pl.col("reference_year") + 1,
        population_before="population",
    )
    known = people.join(wide.with_columns(missing), on=_PLACE, how="left").join(
        before, on=[*_PLACE, "series_segment"], how="left"
    )
    births, increase, arrived, left, within, balance = (pl.col(name) for name in _RATES)
    thousands = pl.col("population") / 1000
    mean_thousands = (pl.col("population") + pl.col("population_before")) / 2000
    deaths = (births * thousands - increase * mean_thousands).clip(0)
    abroad = balance - within
    counted = pl.col("reference_year") <= last_year
    arrivals = (births + arrived + abroad.clip(0)) * thousands
    departures = deaths + (left + (-abroad).clip(0)) * thousands
    whole = arrivals.is_not_null() & departures.is_not_null() & counted
    return known.select(
        *_PLACE,
        "population",
        "series_segment",
        arrivals=pl.when(whole).then(arrivals),
        departures=pl.when(whole).then(departures),
    ).sort(_PLACE)


def frozen_composition(
    frozen: pl.DataFrame, figures: pl.DataFrame, flows: pl.DataFrame, catalogue: pl.DataFrame
) -> pl.DataFrame:
    """How much of each change since the baseline is people who came and left.

    Args:
        frozen: ``programme_id, settlement_code, indicator_id, baseline_id, baseline_version``;
            ``baseline_year, baseline_value, series_segment`` of the figure frozen for all
            residents; a row for each of the first three.
        figures: ``settlement_code, indicator_id, reference_year, value, series_segment``, one a
            year, of all residents, as published now.
        flows: as ``yearly_flows`` gives them.
        catalogue: ``indicator_id, comparability_rule, persons`` (``of_persons``).

    Returns:
        A row for each of ``frozen``: its columns but the segment; ``now_year, now_value, change``
        (the latest later figure of the same stretch of the series); ``population_before``,
        ``population_after, arrivals, departures`` (sums over the years between, all known),
        ``flow_years``; ``incumbents_low`` to ``composition_high`` and ``method`` as
        ``composition_change``; ``condition``: external_moves_net where bounds are given;
        ``reason`` where not: relative_measure, no_later_figure, series_broken,
        not_a_share_of_residents, denominator_not_counted (a share of some residents, of whom
        nobody counts who came and left), population_not_comparable, and those of
        ``incumbent_bounds``, but turnover_exceeds_residents for its nobody_stayed: moves are sums.
    """
    compared = _now(frozen, figures).join(catalogue, on="indicator_id", how="left")
    peopled = _with_flows(compared, flows)
    split = composition_change(
        peopled.select(
            *_KEY,
            "population_before",
            "population_after",
            "arrivals",
            "departures",
            value_before="baseline_value",
            value_after="now_value",
        ),
        by=_KEY,
    ).drop("interaction", "change", "method")
    found = peopled.join(split, on=_KEY, how="left")
    reason = (
        pl.when(pl.col("comparability_rule") == RELATIVE)
        .then(pl.lit("relative_measure"))
        .when(~pl.col("is_followed"))
        .then(pl.lit("no_later_figure"))
        .when(pl.col("now_year").is_null())
        .then(pl.lit("series_broken"))
        .when((pl.col("persons") == "none").fill_null(True))
        .then(pl.lit("not_a_share_of_residents"))
        .when(pl.col("persons") == "some_residents")
        .then(pl.lit("denominator_not_counted"))
        .when(pl.col("segment_before") != pl.col("segment_after"))
        .then(pl.lit("population_not_comparable"))
        .when(pl.col("reason") == "nobody_stayed")
        .then(pl.lit("turnover_exceeds_residents"))
        .otherwise("reason")
    )
    bounds = ("incumbents_low", "incumbents_high", "composition_low", "composition_high")
    now = ("now_year", "now_value")
    compares = pl.col("comparability_rule") != RELATIVE
    said = pl.col("reason").is_null()
    return (
        found.with_columns(reason=reason)
        .with_columns(*(pl.when(said).then(pl.col(name)).alias(name) for name in bounds))
        .with_columns(
            *(pl.when(compares).then(pl.col(name)).alias(name) for name in now),
            change=pl.when(compares).then(pl.col("now_value") - pl.col("baseline_value")),
            method=pl.when(said).then(pl.lit("bounds")).otherwise(pl.lit("cannot_be_said")),
            condition=pl.when(said).then(pl.lit("external_moves_net")),
        )
        .select(
            *_KEY,
            "baseline_id",
            "baseline_version",
            "baseline_year",
            "baseline_value",
            "now_year",
            "now_value",
            "change",
            "population_before",
            "population_after",
            "arrivals",
            "departures",
            "flow_years",
            *bounds,
            "method",
            "condition",
            "reason",
        )
        .sort(_KEY)
    )


def _now(frozen: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The frozen figures with the latest later one that compares; ``is_followed``: by any."""
    later = frozen.join(
        figures.filter(pl.col("value").is_not_null()).rename({"series_segment": "segment"}),
        on=["settlement_code", "indicator_id"],
        how="inner",
    ).filter(pl.col("reference_year") > pl.col("baseline_year"))
    latest = (
        later.filter(pl.col("segment") == pl.col("series_segment"))
        .sort("reference_year")
        .unique(_KEY, keep="last")
        .select(*_KEY, now_year="reference_year", now_value="value")
    )
    followed = later.select(_KEY).unique().with_columns(is_followed=pl.lit(True))
    return (
        frozen.join(latest, on=_KEY, how="left")
        .join(followed, on=_KEY, how="left")
        .with_columns(pl.col("is_followed").fill_null(False))
    )


def _with_flows(compared: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """Residents at both ends, and who came and left in the years between if all are known."""
    for name, year in (("before", "baseline_year"), ("after", "now_year")):
        ends = flows.select(
            "settlement_code",
            pl.col("reference_year").alias(year),
            pl.col("population").alias(f"population_{name}"),
            pl.col("series_segment").alias(f"segment_{name}"),
        )
        compared = compared.join(ends, on=["settlement_code", year], how="left")
    between = (
        compared.select(*_KEY, "baseline_year", "now_year")
        .join(flows, on="settlement_code", how="inner")
        .filter(
            pl.col("reference_year") > pl.col("baseline_year"),
            pl.col("reference_year") <= pl.col("now_year"),
            pl.col("arrivals").is_not_null(),
        )
        .group_by(_KEY)
        .agg(pl.col("arrivals", "departures").sum(), flow_years=pl.len().cast(pl.Int32))
    )
    whole = pl.col("flow_years") == pl.col("now_year") - pl.col("baseline_year")
    known = pl.col("now_year").is_not_null()
    return compared.join(between, on=_KEY, how="left").with_columns(
        *(pl.when(whole).then(pl.col(name)).alias(name) for name in ("arrivals", "departures")),
        flow_years=pl.when(known).then(pl.col("flow_years").fill_null(0)),
    )
