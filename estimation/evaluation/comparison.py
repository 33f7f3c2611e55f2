"""With whom a settlement of a programme is compared, outcome by outcome: those alike before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from estimation.matching import balance, match, pre_trend

COVARIATES = {
    "population_total": "size",
    "age_0_17_pct": "age structure",
    "age_65_plus_pct": "age structure",
    "sei_index": "socio-economic standing",
    "peripherality_index": "peripherality",
}
"""Indicators of before the programme that settlements are matched on, and what each stands for."""
LEVEL, TREND = "pre_level", "pre_trend"
SIZE = "population_total"
"""Towns are alike by how many times as large one is, so its logarithm is the variable."""
KNOWN_BY = 5
"""A variable needs as many authorities that know it, or it tells nobody apart."""

MATCHES: dict[str, type[pl.DataType]] = {
    "indicator_id": pl.String,
    "comparison_code": pl.String,
    "match_rank": pl.Int32,
    "match_distance": pl.Float64,
    "variables_used": pl.Int32,
}
BALANCE: dict[str, type[pl.DataType]] = {
    "indicator_id": pl.String,
    "variable": pl.String,
    "variable_year": pl.Int32,
    "own_value": pl.Float64,
    "comparison_mean": pl.Float64,
    "pool_mean": pl.Float64,
    "comparisons_known": pl.Int32,
    "pool_known": pl.Int32,
    "difference_before": pl.Float64,
    "difference_after": pl.Float64,
    "is_balanced": pl.Boolean,
}


@dataclass(frozen=True)
class Comparison:
    """Who is compared with a settlement.

    ``matches``: a row for each outcome and comparison settlement (``MATCHES``); an outcome without
    a figure before the start, or of which nobody else has one, has none. ``balance``: a row for
    each of these outcomes and variables (``BALANCE``).
    """

    matches: pl.DataFrame
    balance: pl.DataFrame


def comparison_of(
    settlement: str,
    start_year: int,
    outcomes: pl.DataFrame,
    kinds: pl.DataFrame,
    members: Sequence[str],
    k: int,
) -> Comparison:
    """The nearest authorities of the same kind, for each outcome known before the programme.

    Matched on level and trend (with three years or more) of the outcome, in the stretch of the
    series that the last figure before the start belongs to, and on the latest figures before the
    start of ``COVARIATES``. What the settlement itself does not know nobody is matched on.

    Args:
        settlement: the settlement of the programme.
        start_year: first year of the programme there; nothing of it or later is looked at.
        outcomes: as ``estimation.evaluation.outcomes`` gives them.
        kinds: ``settlement_code, kind`` of all authorities; donors are of the same kind.
        members: settlements of any programme, which are never compared with.
        k: comparison settlements for each outcome, at most.
    """
    before = outcomes.filter(pl.col("reference_year") < start_year)
    covariates, years = _covariates(settlement, before)
    table = kinds.join(covariates, on="settlement_code", how="left")
    if settlement not in table["settlement_code"]:
        return Comparison(pl.DataFrame(schema=MATCHES), pl.DataFrame(schema=BALANCE))
    matches, alike = [pl.DataFrame(schema=MATCHES)], [pl.DataFrame(schema=BALANCE)]
    for (indicator,), series in before.group_by("indicator_id", maintain_order=True):
        own = series.filter(pl.col("settlement_code") == settlement)
        if own.is_empty():
            continue
        stretch = series.filter(pl.col("segment") == own.sort("reference_year")["segment"][-1])
        levels = pre_trend(stretch.select("settlement_code", "reference_year", "value"), start_year)
        candidates = table.join(
            levels.select("settlement_code", LEVEL, TREND), on="settlement_code", how="left"
        )
        # The outcome's own level says what it would say as a covariate.
        names = [LEVEL, TREND, *(name for name in years if name != indicator)]
        usable = _usable(candidates, names, settlement, members)
        if LEVEL not in usable:
            continue
        found = match(
            candidates,
            [settlement],
            usable,
            exact=["kind"],
            donors_exclude=[code for code in members if code != settlement],
            k=k,
            method="standardised",
        )
        matches.append(
            found.matches.select(
                pl.lit(indicator).alias("indicator_id"),
                pl.col("donor").alias("comparison_code"),
                pl.col("rank").alias("match_rank"),
                pl.col("distance").alias("match_distance"),
                "variables_used",
            )
        )
        if found.matches.height:
            alike.append(
                balance(candidates, found, names).select(
                    pl.lit(indicator).alias("indicator_id"),
                    "variable",
                    pl.col("variable")
                    .replace_strict(years, default=None, return_dtype=pl.Int32)
                    .alias("variable_year"),
                    pl.col("mean_treated").alias("own_value"),
                    pl.col("mean_matched").alias("comparison_mean"),
                    pl.col("mean_donors").alias("pool_mean"),
                    pl.col("matched_known").cast(pl.Int32).alias("comparisons_known"),
                    pl.col("donors_known").cast(pl.Int32).alias("pool_known"),
                    "difference_before",
                    "difference_after",
                    "is_balanced",
                )
            )
    return Comparison(pl.concat(matches), pl.concat(alike))


def _covariates(settlement: str, before: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The covariates of all settlements in the last year that the one knows, and these years."""
    found = before.select("settlement_code").unique()
    years: dict[str, int] = {}
    for name in COVARIATES:
        figures = before.filter(pl.col("indicator_id") == name)
        own = figures.filter(pl.col("settlement_code") == settlement)["reference_year"].max()
        if not isinstance(own, int):
            continue
        value = pl.col("value")
        variable, value = (f"log_{name}", value.log()) if name == SIZE else (name, value)
        years[variable] = own
        found = found.join(
            figures.filter(pl.col("reference_year") == own).select(
                "settlement_code", value.alias(variable)
            ),
            on="settlement_code",
            how="left",
        )
    return found, years


def _usable(
    candidates: pl.DataFrame, names: Sequence[str], settlement: str, members: Sequence[str]
) -> list[str]:
    """The variables that the settlement knows and in which the others differ."""
    own = candidates.filter(pl.col("settlement_code") == settlement)
    kind = own["kind"][0]
    others = candidates.filter(
        pl.col("kind") == kind, ~pl.col("settlement_code").is_in([settlement, *members])
    )
    return [
        name
        for name in names
        if own[name][0] is not None
        and others[name].count() >= KNOWN_BY
        and others[name].drop_nulls().n_unique() > 1
    ]
