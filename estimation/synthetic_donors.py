"""What a synthetic twin is mixed of, and the weights with which it comes nearest to its target."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import nnls

from estimation.did.panel import Flags, Floats, since, widen


@dataclass(frozen=True)
class Donors:
    """One treated unit and its donors, over the periods in which it was measured.

    Attributes:
        own: periods.
        others: donors × periods, without holes.
        post: per period whether it is after the start.
        units, periods: names of the donors and the periods.
        dropped_donors: donors not measured in every period in which the treated unit was.
        dropped_periods: periods in which the treated unit was not measured.
    """

    own: Floats
    others: Floats
    post: Flags
    units: pl.Series
    periods: pl.Series
    dropped_donors: tuple[Any, ...]
    dropped_periods: tuple[Any, ...]

    def weighted(self, weights: Floats) -> pl.DataFrame:
        """``unit, weight`` of every donor, largest first."""
        found = pl.DataFrame({"unit": self.units, "weight": weights})
        return found.sort("weight", descending=True, maintain_order=True)


def donors_of(
    panel: pl.DataFrame,
    treated_unit: Any,
    first_post: Any,
    donors: Collection[Any] | None,
    columns: tuple[str, str, str],
) -> Donors:
    """What there is to mix; arguments and errors as of ``synthetic_control.synthetic_control``.

    Args:
        columns: names of the columns of units, periods and outcomes.
    """
    unit, period, outcome = columns
    wide = widen(panel, unit, period, [outcome])
    units = wide.units.to_list()
    pool = _pool(units, treated_unit, donors)
    own = wide.values[0, units.index(treated_unit)]
    measured = ~np.isnan(own)
    periods = wide.periods.filter(pl.Series(measured))
    post = since(periods, first_post)
    if not len(post) or post.all():
        raise ValueError(f"{treated_unit!r} was not measured in any period before {first_post!r}")
    if not post.any():
        raise ValueError(f"{treated_unit!r} was not measured in any period from {first_post!r} on")
    others = wide.values[0][[units.index(name) for name in pool]][:, measured]
    complete = ~np.isnan(others).any(axis=1)
    if not complete.any():
        raise ValueError(f"no donor was measured in every period in which {treated_unit!r} was")
    names = pl.Series("unit", pool, dtype=wide.units.dtype)
    return Donors(
        own=own[measured],
        others=others[complete],
        post=post,
        units=names.filter(pl.Series(complete)),
        periods=periods,
        dropped_donors=tuple(names.filter(pl.Series(~complete)).to_list()),
        dropped_periods=tuple(wide.periods.filter(pl.Series(~measured)).to_list()),
    )


def simplex_weights(target: Floats, others: Floats) -> Floats:
    """Weights, none below 0 and together 1, with which the others come nearest to the target.

    With weights that sum to 1 the error is ``Z w``, ``Z`` being the others less the target. Along
    any direction ``w >= 0`` the smallest ``|Z u|² + (sum(u) - 1)²`` over the lengths of ``u`` grows
    with ``|Z w|``, so that non-negative least squares with one more row, scaled to sum to 1
    afterwards, solves the problem exactly and the same way every time.

    Args:
        target: values of the unit to be matched.
        others: donors × values.
    """
    errors = (others - target).T
    size = float(np.sqrt((errors**2).mean()))
    rows = np.vstack([errors / (size or 1.0), np.ones(len(others))])
    found, _ = nnls(rows, np.append(np.zeros(len(target)), 1.0))
    return np.asarray(found / found.sum())


def _pool(units: Sequence[Any], treated: Any, donors: Collection[Any] | None) -> list[Any]:
    if treated not in units:
        raise ValueError(f"the treated unit {treated!r} is not in the panel")
    if donors is None:
        pool = [name for name in units if name != treated]
    else:
        unknown = [name for name in donors if name not in units]
        if unknown:
            raise ValueError(f"donors that are not in the panel: {unknown}")
        if treated in donors:
            raise ValueError(f"the treated unit {treated!r} is among the donors")
        chosen = set(donors)
        pool = [name for name in units if name in chosen]
    if not pool:
        raise ValueError("there is no donor")
    return pool
