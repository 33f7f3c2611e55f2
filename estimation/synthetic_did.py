"""Synthetic difference in differences: weighted donors and weighted periods before the start.

The donors' weights make them move as the treated unit did before the start, the periods' weights
make the time before the start predict the donors' time after it; the estimate is the difference in
differences under both (Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from estimation.did.panel import Flags, Floats
from estimation.synthetic_donors import donors_of, simplex_weights

TIME_RIDGE = 1e-6
"""Of the noise: only so much that the weights of the periods are unique."""


@dataclass(frozen=True)
class SyntheticDifferenceInDifferences:
    """The effect on the treated unit, in the unit of the outcome.

    Attributes:
        effect: mean over the periods after the start.
        placebo_sd: standard deviation of the placebos, the standard error if the donors vary as the
            treated unit does; none with fewer than three donors.
        p_value: share of the placebos and the effect itself that are at least as far from 0; none
            with fewer than three donors.
        unit_weights: ``unit, weight`` of every donor, largest first.
        time_weights: ``period, weight`` of every period before the start.
        placebos: ``unit, effect``: each donor treated in its turn by the others.
        dropped_donors, dropped_periods: as in ``estimation.synthetic_control``.
    """

    effect: float
    placebo_sd: float | None
    p_value: float | None
    unit_weights: pl.DataFrame
    time_weights: pl.DataFrame
    placebos: pl.DataFrame
    dropped_donors: tuple[Any, ...]
    dropped_periods: tuple[Any, ...]


def synthetic_difference_in_differences(
    panel: pl.DataFrame,
    *,
    treated_unit: Any,
    first_post: Any,
    donors: Collection[Any] | None = None,
    unit: str = "unit",
    period: str = "period",
    outcome: str = "outcome",
) -> SyntheticDifferenceInDifferences:
    """Synthetic difference in differences of one treated unit, with placebos over the donors.

    Args:
        as ``estimation.synthetic_control.synthetic_control``.

    Raises:
        ValueError: as there; fewer than two donors or three periods before the start, from which
            the noise that sets the ridge could not be told.

    Source: Arkhangelsky et al. (2021), algorithms 1 and 4. The weights are the optimum; the
    authors' R package stops its search a little before it.
    """
    given = donors_of(panel, treated_unit, first_post, donors, (unit, period, outcome))
    if len(given.units) < 2 or int((~given.post).sum()) < 3:
        raise ValueError(
            "synthetic difference in differences needs two donors and three periods before the"
            f" start: there are {len(given.units)} and {int((~given.post).sum())}"
        )
    effect, of_units, of_periods = _estimate(given.own, given.others, given.post)
    rows = np.arange(len(given.units)) if len(given.units) > 2 else np.arange(0)
    turns = np.array(
        [
            _estimate(given.others[i], np.delete(given.others, i, axis=0), given.post)[0]
            for i in rows
        ]
    )
    as_far = int((np.abs(turns) >= abs(effect)).sum())
    return SyntheticDifferenceInDifferences(
        effect=effect,
        placebo_sd=float(turns.std(ddof=1)) if len(turns) else None,
        p_value=(1 + as_far) / (1 + len(turns)) if len(turns) else None,
        unit_weights=given.weighted(of_units),
        time_weights=pl.DataFrame(
            {"period": given.periods.filter(pl.Series(~given.post)), "weight": of_periods}
        ),
        placebos=pl.DataFrame(
            [given.units.gather(rows).alias("unit"), pl.Series("effect", turns, pl.Float64)]
        ),
        dropped_donors=given.dropped_donors,
        dropped_periods=given.dropped_periods,
    )


def _estimate(own: Floats, others: Floats, post: Flags) -> tuple[float, Floats, Floats]:
    """Effect, weights of the donors, weights of the periods before the start."""
    before, after = others[:, ~post], others[:, post]
    noise = float(np.diff(before, axis=1).std(ddof=1))
    ridge = np.sqrt(post.sum()) * noise**2
    of_units = _weights(own[~post], before, ridge)
    of_periods = _weights(after.mean(axis=1), before.T, (TIME_RIDGE * noise) ** 2)
    own_change = own[post].mean() - of_periods @ own[~post]
    others_change = after.mean(axis=1) - before @ of_periods
    return float(own_change - of_units @ others_change), of_units, of_periods


def _weights(target: Floats, others: Floats, ridge: float) -> Floats:
    """Weights under an intercept and a ridge, which is as many rows whose targets are 0."""
    count, rows = others.shape
    centred = others - others.mean(axis=1, keepdims=True)
    penalty = np.sqrt(rows * ridge) * np.eye(count)
    return simplex_weights(
        np.append(target - target.mean(), np.zeros(count)), np.hstack([centred, penalty])
    )
