"""Two groups, before and after: the estimate, and its clustered error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import stdtr, stdtrit

from estimation.did import kernel
from estimation.did.panel import (
    Flags,
    Floats,
    UnitFlag,
    prepare,
    unit_codes,
)
from estimation.randomisation import check_level

TOO_FEW = "too_few_clusters"


@dataclass(frozen=True)
class DifferenceInDifferences:
    """What changed in the treated more than in the others, in the unit of the outcome.

    Attributes:
        estimate: NaN where a cell is empty (``reason``).
        standard_error, ci_low, ci_high, p_value: clustered, NaN with fewer than two treated or two
            untreated clusters (``reason``): then only ``randomisation_inference`` can tell.
        degrees_of_freedom: clusters less 1.
        observations, units, treated_units, clusters, treated_clusters: what it rests on.
        cells: ``treated, post, mean, observations``, the four means.
        reason: ``too_few_clusters``, ``empty_cell_or_collinear`` or none.
    """

    estimate: float
    standard_error: float
    ci_low: float
    ci_high: float
    p_value: float
    degrees_of_freedom: int
    observations: int
    units: int
    treated_units: int
    clusters: int
    treated_clusters: int
    cells: pl.DataFrame
    reason: str | None


def difference_in_differences(
    panel: pl.DataFrame,
    *,
    unit: str = "unit",
    period: str = "period",
    outcome: str = "outcome",
    treated: UnitFlag = "treated",
    post: object = "post",
    cluster: str | None = None,
    weights: str | None = None,
    method: kernel.Method = "cells",
    balanced: bool = False,
    level: float = 0.95,
) -> DifferenceInDifferences:
    """Difference in differences with an error that allows for correlation within clusters.

    The error is the sandwich of Liang and Zeger with the correction CR1 of statsmodels and Stata,
    ``G/(G-1) * (N-1)/(N-K)`` for G clusters, N observations and K coefficients; effects of units
    are nested in the clusters and not counted in K. The interval is Student's with G - 1 degrees
    of freedom. With few treated clusters it is too narrow: see ``randomisation_inference``.

    Args:
        panel: one row for each unit and period; a null outcome was not measured.
        treated: column that is true (1) on all rows of a treated unit, or the treated units.
        post: column (if text) that is true (1) on all rows of a period after the start, or the
            first of those periods.
        cluster: column, constant within units; without it each unit is its own.
        weights: column, above 0; without it all observations count the same.
        method: ``cells`` compares the four means of whatever was measured (the regression on
            group, time and their product); ``two_way`` has an effect for each unit and each period,
            so that units seen on one side only do not move it. Equal on a balanced panel.
        balanced: only units measured in every period.
        level: of the interval.

    Raises:
        ValueError: a panel that is not one (``estimation.did.panel.widen``), an unknown unit, no
            treated or no untreated unit, no period before or after the start, no unit left.

    Source: Card and Krueger (1994); Cameron and Miller (2015) for the error.
    """
    check_level(level)
    wide, of_units, of_periods, w = prepare(
        panel, (unit, period), [outcome], treated, post, weights, balanced
    )
    codes = (
        np.arange(len(wide.units)) if cluster is None else unit_codes(panel, wide, unit, cluster)
    )
    y = wide.values[0]
    found = kernel.fit(y, w, of_periods.astype(float), of_units.astype(float), method)
    seen = ~np.isnan(y)
    used = seen.any(axis=1)
    clusters = len(np.unique(codes[used]))
    of_treated = len(np.unique(codes[used & of_units]))
    of_others = len(np.unique(codes[used & ~of_units]))
    estimate, error, reason = found.estimate, np.nan, None
    observations = int(seen.sum())
    if np.isnan(estimate):
        reason = kernel.NO_ESTIMATE
    elif min(of_treated, of_others) < 2 or observations <= found.parameters:
        reason = TOO_FEW
    else:
        scores = np.bincount(codes, found.influence.sum(axis=1))
        correction = (clusters / (clusters - 1)) * (
            (observations - 1) / (observations - found.parameters)
        )
        error = float(np.sqrt(correction * (scores**2).sum()))
    freedom = max(clusters - 1, 0)
    margin = float(stdtrit(max(freedom, 1), (1 + level) / 2)) * error
    p_value = 2 * float(stdtr(max(freedom, 1), -abs(estimate) / error)) if error > 0 else np.nan
    return DifferenceInDifferences(
        estimate=estimate,
        standard_error=error,
        ci_low=estimate - margin,
        ci_high=estimate + margin,
        p_value=p_value,
        degrees_of_freedom=freedom,
        observations=observations,
        units=int(used.sum()),
        treated_units=int((used & of_units).sum()),
        clusters=clusters,
        treated_clusters=of_treated,
        cells=_cells(y, w, of_units, of_periods),
        reason=reason,
    )


def _cells(y: Floats, w: Floats, treated: Flags, post: Flags) -> pl.DataFrame:
    seen = ~np.isnan(y)
    rows = []
    for of_group in (True, False):
        for of_side in (False, True):
            cell = seen & np.outer(treated == of_group, post == of_side)
            total = w[cell].sum()
            mean = float((w[cell] * y[cell]).sum() / total) if total > 0 else None
            rows.append((of_group, of_side, mean, int(cell.sum())))
    schema = {"treated": pl.Boolean, "post": pl.Boolean, "mean": pl.Float64}
    return pl.DataFrame(rows, schema=schema | {"observations": pl.Int64}, orient="row")
