"""How far ranks depend on choices that could have been others, and on sampling error.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7; Saisana, Saltelli
and Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality
assessment of composite indicators, J. R. Stat. Soc. A 168(2). Monte Carlo over all at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.composite.aggregation import (
    Aggregation,
    Aggregations,
    aggregate_array,
    coverage,
    rules_by_group,
)
from estimation.composite.frames import Floats, array_of, checked, numeric
from estimation.composite.framework import CompositeError, Framework
from estimation.composite.normalisation import (
    Normalisation,
    Normalisations,
    normalise_array,
    rules_for,
)
from estimation.composite.ranking import ranks


class Scenario(NamedTuple):
    """One way to make the index from the data."""

    normalisation: Normalisations = Normalisation()
    aggregation: Aggregations = Aggregation()


@dataclass(frozen=True)
class WeightNoise:
    """How the weights of every group vary.

    ``uniform``: each weight times 1 ± ``spread`` (0 to 1), independently. ``dirichlet``: the
    shares within a group are Dirichlet with the shares given as mean and ``concentration`` as the
    sum of the parameters (larger: closer to the mean). ``none``: as given.
    """

    law: Literal["uniform", "dirichlet", "none"] = "uniform"
    spread: float = 0.25
    concentration: float = 100.0

    def __post_init__(self) -> None:
        if self.law not in ("uniform", "dirichlet", "none"):
            raise CompositeError(f"weights: {self.law!r}; expected uniform, dirichlet or none")
        if not 0 <= self.spread <= 1 or not (
            math.isfinite(self.concentration) and self.concentration > 0
        ):
            raise CompositeError(
                f"weights: spread {self.spread}, concentration {self.concentration};"
                " expected 0 to 1, and above 0"
            )


class RankUncertainty(NamedTuple):
    """``table``: one row per unit; ``ranks``: replicates × units; ``scenario``: per replicate."""

    table: pl.DataFrame
    ranks: Floats
    scenario: npt.NDArray[np.int64]


SCENARIOS = (
    Scenario(Normalisation(low=1.0), Aggregation("arithmetic")),
    Scenario(Normalisation(low=1.0), Aggregation("geometric")),
    Scenario(Normalisation("zscore"), Aggregation("arithmetic")),
    Scenario(Normalisation("percentile_rank", low=1.0), Aggregation("arithmetic")),
)
"""Min-max onto 1 to 100 (not 0, for the geometric mean), z-scores, and percentile ranks."""


def uncertainty(
    data: pl.DataFrame,
    framework: Framework,
    *,
    unit: str,
    seed: int,
    replicates: int = 1000,
    scenarios: Sequence[Scenario] = SCENARIOS,
    weights: WeightNoise | None = None,
    standard_errors: pl.DataFrame | None = None,
    tail: float = 0.2,
    batch: int = 25,
) -> RankUncertainty:
    """The ranks of each unit over replicates, each with its scenario, weights and sampling error.

    Args:
        data: one row per unit, the indicators as they are before normalisation: the last
            preparatory frame of ``build_index``, such as ``index.steps["treated"].frame``.
        seed: the same seed gives the same ranks, whatever the ``batch``.
        scenarios: drawn with equal chance; the first is nominal. What a unit must have (the
            coverage rule) is the nominal scenario's, at the weights as given, in all replicates.
        weights: None is uniform within ± 25 %.
        standard_errors: the column ``unit`` and, for some or all indicators, the standard error
            of each value in the unit of ``data`` (after its transformation, if it had one).
            Normal and independent; null, no row or no column is no error. What is missing in
            ``data`` stays missing.
        tail: the share of the ranked units that are called top and bottom (rounded up).
        batch: replicates worked on at once; bounds the memory to some batch × units × indicators
            × 40 bytes.

    Returns:
        ``table``: the unit column, rank_nominal, rank_p05, rank_p50, rank_p95 (quantiles, linear),
        rank_mean, share_top, share_bottom (of replicates, 0 to 1), and reason. Ranks: 1 is the
        highest, ties share the best. A unit without an index has nulls, and a reason.

    Raises:
        CompositeError: as ``normalise`` and ``aggregate``; a negative standard error or one of an
            unknown unit; a geometric mean over a scale that is not bounded above 0.
    """
    if replicates < 1 or batch < 1 or not scenarios or not 0 < tail <= 0.5:
        raise CompositeError(
            f"uncertainty: {replicates} replicates in batches of {batch}, {len(scenarios)}"
            f" scenarios, tail {tail}; expected at least one of each, tail within 0 to 0.5"
        )
    frame = checked(data, framework, unit)
    values = array_of(frame, framework.indicators)
    errors = _errors(standard_errors, frame, framework, unit)
    rules = [rules_for(framework.indicators, scenario.normalisation) for scenario in scenarios]
    chosen = [rules_by_group(framework, scenario.aggregation) for scenario in scenarios]
    for ways, means in zip(rules, chosen, strict=True):
        _refuse_unbounded(ways, any(rule.mean == "geometric" for rule in means.values()))
    # Made once without noise: it refuses what is wrong by name, and serves where errors are none.
    scaled = [normalise_array(values, framework, ways)[np.newaxis] for ways in rules]
    there = ~np.isnan(scaled[0][0])
    for number, scale in enumerate(scaled):
        if lost := np.argwhere(there & np.isnan(scale[0])).tolist():
            raise CompositeError(
                f"scenario {number}: {framework.indicators[lost[0][0]]} has no place on its scale,"
                " but has one on the nominal scale"
            )
    present = coverage(framework, there, chosen[0])

    def ranked(scale: Floats, weighting: Floats, way: int) -> Floats:
        made = aggregate_array(scale, framework, weighting, present, chosen[way])
        return ranks(made[framework.root])

    nominal = ranked(scaled[0], np.array([[node.weight for node in framework.nodes]]), 0)[0]
    # A stream for each kind of draw, each read in the order of replicates: batches do not show.
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3)]
    drawn = streams[0].integers(len(scenarios), size=replicates)
    noisy = np.flatnonzero((errors > 0) & ~np.isnan(values))
    found = np.empty((replicates, frame.height))
    for start in range(0, replicates, batch):
        taken = drawn[start : start + batch]
        weighting = _weights(framework, weights or WeightNoise(), len(taken), streams[1])
        shift = streams[2].standard_normal((len(taken), len(noisy))) * errors.ravel()[noisy]
        for way in np.unique(taken).tolist():
            mine = np.flatnonzero(taken == way)
            scale = scaled[way]
            if len(noisy):
                moved = np.repeat(values.reshape(1, -1), len(mine), axis=0)
                moved[:, noisy] += shift[mine]
                scale = normalise_array(moved.reshape(-1, *values.shape), framework, rules[way])
            found[start + mine] = ranked(scale, weighting[mine], way)
    return RankUncertainty(_table(frame, framework, unit, nominal, found, tail), found, drawn)


def _table(
    frame: pl.DataFrame,
    framework: Framework,
    unit: str,
    nominal: Floats,
    found: Floats,
    tail: float,
) -> pl.DataFrame:
    ranked = int((~np.isnan(nominal)).sum())
    few = math.ceil(tail * ranked - 1e-9)
    low, middle, high = np.quantile(found, [0.05, 0.5, 0.95], axis=0)
    has = ~np.isnan(nominal)
    columns = {
        "rank_p05": low,
        "rank_p50": middle,
        "rank_p95": high,
        "rank_mean": found.mean(axis=0),
        "share_top": np.where(has, (found <= few).mean(axis=0), np.nan),
        # Units that tie share the best rank, so the worst ranks are counted from below.
        "share_bottom": np.where(has, (ranks(found, ties="min") <= few).mean(axis=0), np.nan),
    }
    why = f"less of {framework.root} is there than its aggregation needs"
    return frame.select(
        unit,
        pl.Series("rank_nominal", nominal).fill_nan(None).cast(pl.Int64),
        *(pl.Series(name, column).fill_nan(None) for name, column in columns.items()),
        pl.Series("reason", [None if yes else why for yes in has], dtype=pl.String),
    )


def _weights(
    framework: Framework, noise: WeightNoise, count: int, stream: np.random.Generator
) -> Floats:
    """Replicates × nodes."""
    given = np.array([node.weight for node in framework.nodes])
    if noise.law == "uniform":
        return given * (1 + noise.spread * stream.uniform(-1.0, 1.0, (count, len(given))))
    if noise.law == "none":
        return np.repeat(given[np.newaxis], count, axis=0)
    shares = given.copy()
    for group in framework.groups:
        at = [framework.position[code] for code in framework.children[group]]
        shares[at] /= shares[at].sum()
    # Gammas that are scaled within a group are Dirichlet; the means do the scaling. The least
    # number above 0 keeps a group from losing all of its weight by underflow.
    gammas = stream.standard_gamma(noise.concentration * shares, (count, len(given)))
    return gammas + np.where(shares > 0, np.finfo(np.float64).tiny, 0.0)


def _errors(
    table: pl.DataFrame | None, frame: pl.DataFrame, framework: Framework, unit: str
) -> Floats:
    """Indicators × units; 0 where none is given."""
    errors = np.zeros((len(framework.indicators), frame.height))
    if table is None:
        return errors
    if unit not in table.columns:
        raise CompositeError(f"standard errors: no column {unit!r} that names the units")
    codes = [code for code in framework.indicators if code in table.columns]
    if unknown := set(table.columns) - {unit, *codes}:
        raise CompositeError(f"standard errors of no indicator: {', '.join(sorted(unknown))}")
    strange = table.join(frame, on=unit, how="anti")[unit].to_list()
    if strange or table[unit].is_duplicated().any():
        what = f"for {strange[0]}, which has no data" if strange else "for one unit twice"
        raise CompositeError(f"standard errors: {what}")
    joined = frame.select(unit).join(
        numeric(table, codes), on=unit, how="left", maintain_order="left"
    )
    for code in codes:
        row = joined[code].fill_null(0.0).to_numpy()
        if not (np.isfinite(row) & (row >= 0)).all():
            raise CompositeError(f"standard errors: {code} has one that is negative or infinite")
        errors[framework.indicators.index(code)] = row
    return errors


def _refuse_unbounded(ways: Sequence[Normalisation], geometric: bool) -> None:
    for way in ways if geometric else ():
        bounded = way.method in ("minmax", "percentile_rank") or (
            way.method == "goalposts" and way.clip
        )
        if not bounded or not way.low > 0:
            raise CompositeError(
                f"scenario: geometric mean over {way.method} from {way.low:g}; expected a scale"
                " that is bounded above 0, such as min-max onto 1 to 100"
            )
