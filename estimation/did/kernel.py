"""Differences in differences as functions of who is treated: a few matrix products for all deals.

Both estimators are linear in the outcomes. What a unit brings to them does not depend on whether it
is treated, so it is summed up once, and thousands of ways to choose the treated units cost one
product of deals × units with units × few columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Method = Literal["cells", "two_way"]
NO_ESTIMATE = "empty_cell_or_collinear"
"""Why there is none: nobody measured in one of the four cells, or nothing left of the regressor."""
COLLINEAR = 1e-10
"""Share of the regressor's variation that must be left beside the effects of units and periods."""
SMALLEST = 1e-12
"""A sum of weights below this is a sum over nobody."""


@dataclass(frozen=True)
class Fit:
    """The estimate and what each observation adds to its error.

    Attributes:
        estimate: NaN where the panel does not allow one.
        influence: units × periods; summed over independent clusters and squared it is the
            sandwich variance. 0 where nothing was measured.
        parameters: coefficients that the regression estimates, not counting effects of units,
            which are nested in the clusters.
    """

    estimate: float
    influence: Floats
    parameters: int


@dataclass(frozen=True)
class _Within:
    """A panel net of unit and period effects; sums per unit of the regressor ``z`` (of periods)."""

    rest: Floats
    """Units × periods: outcomes net of both effects."""
    slope: Floats
    """Units × periods: ``z`` less its mean in the unit."""
    weights: Floats
    score: Floats
    """Per unit: ``z`` times the rest."""
    square: Floats
    cross: Floats
    """Units × periods: what the unit's ``z`` shares with the period effects."""
    inverse: Floats


def fit(y: Floats, weights: Floats, z: Floats, treated: Floats, method: Method) -> Fit:
    """One estimate with its influences.

    Args:
        y: units × periods, NaN where nothing was measured.
        weights: units × periods, above 0.
        z: per period 1 after the start and 0 before; of ``two_way`` any regressor.
        treated: per unit 1 or 0.
    """
    return (_fit_cells if method == "cells" else _fit_two_way)(y, weights, z, treated)


def over_deals(
    y: Floats, weights: Floats, z: Floats, deals: Floats, method: Method
) -> tuple[Floats, Floats]:
    """The estimate for each deal, and its response to an effect on the truly treated (row 0).

    Args:
        deals: deals × units, 1 where treated; others as in ``fit``.

    Returns:
        Two arrays, one value a deal, NaN where the deal allows no estimate; the second is what
        ``estimation.randomisation.judge`` takes as responses.
    """
    return (_cells_over if method == "cells" else _two_way_over)(y, weights, z, deals)


def informative(y: Floats, z: Floats, method: Method) -> npt.NDArray[np.bool_]:
    """Units whose being treated makes a difference: with unit effects, those seen on both sides."""
    seen = ~np.isnan(y)
    if method == "cells":
        return np.asarray(seen.any(axis=1))
    least = np.where(seen, z, np.inf).min(axis=1)
    most = np.where(seen, z, -np.inf).max(axis=1)
    return np.asarray(most > least)


def _measured(y: Floats, weights: Floats) -> tuple[Floats, Floats]:
    seen = ~np.isnan(y)
    return np.where(seen, y, 0.0), np.where(seen, weights, 0.0)


def _fit_cells(y: Floats, weights: Floats, z: Floats, treated: Floats) -> Fit:
    filled, w = _measured(y, weights)
    influence, estimate = np.zeros_like(w), 0.0
    for group, sign_of_group in ((treated, 1.0), (1 - treated, -1.0)):
        for side, sign in ((z, sign_of_group), (1 - z, -sign_of_group)):
            cell = w * np.outer(group, side)
            total = cell.sum()
            if total <= 0:
                return Fit(np.nan, influence, 4)
            mean = float((cell * filled).sum() / total)
            influence += sign * cell * (filled - mean) / total
            estimate += sign * mean
    return Fit(estimate, influence, 4)


def _cells_over(y: Floats, weights: Floats, z: Floats, deals: Floats) -> tuple[Floats, Floats]:
    filled, w = _measured(y, weights)
    sides = [(w * side).sum(axis=1) for side in (z, 1 - z)]
    outcomes = [(w * filled * side).sum(axis=1) for side in (z, 1 - z)]
    effect = deals[0] * sides[0]
    columns = np.column_stack([*sides, *outcomes, effect])
    inside = deals @ columns
    outside = columns.sum(axis=0) - inside

    def difference(numerator: int, denominator: int) -> Floats:
        return _ratio(inside[:, numerator], inside[:, denominator]) - _ratio(
            outside[:, numerator], outside[:, denominator]
        )

    before = difference(3, 1)
    # A deal without anything measured before has no estimate, so no response either.
    return difference(2, 0) - before, difference(4, 0) + 0 * before


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    some = denominator > SMALLEST
    return np.where(some, numerator / np.where(some, denominator, 1.0), np.nan)


def _within(y: Floats, weights: Floats, z: Floats) -> _Within:
    filled, w = _measured(y, weights)
    total = w.sum(axis=1, keepdims=True)
    share = w / np.where(total > 0, total, 1.0)
    slope = z - (share * z).sum(axis=1, keepdims=True)
    rest = filled - (share * filled).sum(axis=1, keepdims=True)
    # Period dummies net of unit means: their cross product is singular by the constant.
    inverse = np.asarray(np.linalg.pinv(np.diag(w.sum(axis=0)) - w.T @ share, hermitian=True))
    effects = inverse @ (w * rest).sum(axis=0)
    rest = rest - (effects - (share * effects).sum(axis=1, keepdims=True))
    cross = w * slope
    return _Within(
        rest,
        slope,
        w,
        (cross * rest).sum(axis=1),
        (cross * slope).sum(axis=1),
        cross,
        inverse,
    )


def _fit_two_way(y: Floats, weights: Floats, z: Floats, treated: Floats) -> Fit:
    within = _within(y, weights, z)
    w = within.weights
    share = w / np.where(w.sum(axis=1) > 0, w.sum(axis=1), 1.0)[:, None]
    effects = within.inverse @ (treated @ within.cross)
    regressor = treated[:, None] * within.slope - (
        effects - (share * effects).sum(axis=1, keepdims=True)
    )
    squares = float((w * regressor**2).sum())
    parameters = int((w.sum(axis=0) > 0).sum()) + 1
    if squares <= COLLINEAR * max(float(treated @ within.square), SMALLEST):
        return Fit(np.nan, np.zeros_like(w), parameters)
    estimate = float((w * regressor * within.rest).sum()) / squares
    influence = w * regressor * (within.rest - estimate * regressor) / squares
    return Fit(estimate, influence, parameters)


def _two_way_over(y: Floats, weights: Floats, z: Floats, deals: Floats) -> tuple[Floats, Floats]:
    within = _within(y, weights, z)
    actual = deals[0]
    own = np.column_stack([within.score, within.square, within.square * actual, within.cross])
    sums = deals @ own
    shared = sums[:, 3:]
    squares = sums[:, 1] - ((shared @ within.inverse) * shared).sum(axis=1)
    squares = np.where(squares > COLLINEAR * np.maximum(sums[:, 1], SMALLEST), squares, np.nan)
    response = sums[:, 2] - shared @ (within.inverse @ (actual @ within.cross))
    return sums[:, 0] / squares, response / squares
