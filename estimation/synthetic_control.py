"""Synthetic control: the treated unit beside a weighted mean of others that moved as it did before.

The weights are those of least squares on the outcomes before the start, none below 0 and together
1; no other variables. How unusual the gap after the start is, is told by treating every donor as if
it had been the treated one (Abadie, Diamond and Hainmueller 2010).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from estimation.did.panel import Flags, Floats
from estimation.synthetic_donors import Donors, donors_of, simplex_weights

NOTHING = 1e-6
"""Below this a weight is none, and an error relative to the outcomes' size is no error."""
LEAST_P = 0.05


@dataclass(frozen=True)
class SyntheticControl:
    """The gap between the treated unit and its synthetic twin, in the unit of the outcome.

    Attributes:
        effect: mean gap after the start.
        pre_rmspe, post_rmspe: root mean squared gap before and after the start.
        p_value: rank of the ratio of the two among the used placebos and the treated unit itself,
            so never below 1 / (placebos + 1); none without placebos.
        weights: ``unit, weight`` of every donor, largest first.
        gaps: ``period, post, observed, synthetic, gap``.
        placebos: each donor treated in its turn by the other donors: ``unit, effect, pre_rmspe,
            post_rmspe, ratio, is_used``.
        placebo_gaps: ``unit, period, gap``.
        leave_one_out: ``unit, effect, pre_rmspe`` without each donor that has a weight.
        dropped_donors: donors not measured in every period in which the treated unit was.
        dropped_periods: periods in which the treated unit was not measured.
        notes: any of ``no_perfect_fit``; ``perfect_fit`` (with more donors than periods before the
            start other weights may fit as well); ``poor_pre_fit`` (before the start the gap is
            larger than the treated unit's own variation); ``few_donors`` (too few used placebos for
            a p-value of 0.05); ``one_pre_period``.
    """

    effect: float
    pre_rmspe: float
    post_rmspe: float
    p_value: float | None
    weights: pl.DataFrame
    gaps: pl.DataFrame
    placebos: pl.DataFrame
    placebo_gaps: pl.DataFrame
    leave_one_out: pl.DataFrame
    dropped_donors: tuple[Any, ...]
    dropped_periods: tuple[Any, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Fit:
    weights: Floats
    gaps: Floats
    effect: float
    pre_rmspe: float
    post_rmspe: float
    ratio: float


def synthetic_control(
    panel: pl.DataFrame,
    *,
    treated_unit: Any,
    first_post: Any,
    donors: Collection[Any] | None = None,
    unit: str = "unit",
    period: str = "period",
    outcome: str = "outcome",
    intercept: bool = False,
    max_pre_fit_ratio: float | None = None,
) -> SyntheticControl:
    """The treated unit against the mixture of donors that is nearest to it before the start.

    Args:
        panel: one row for each unit and period; a null outcome was not measured. Periods in which
            the treated unit was not measured are left out, then donors that lack any other.
        treated_unit: one unit; for several, hand in their mean as a unit of its own.
        first_post: first period after the start.
        donors: units to mix; without it all others. None of them may have been treated.
        intercept: lets the twin lie a constant above or below the treated unit, so that only the
            movement before the start is matched.
        max_pre_fit_ratio: placebos whose error before the start is more than this many times that
            of the treated unit are not used for the p-value.

    Raises:
        ValueError: a panel that is not one (``estimation.did.panel.widen``), an unknown unit, the
            treated unit among the donors, no (complete) donor, no period before or after the start
            in which the treated unit was measured, a ratio that is not above 0.

    Source: Abadie, Diamond and Hainmueller (2010); Doudchenko and Imbens (2016) for outcomes only
    and the intercept.
    """
    if max_pre_fit_ratio is not None and not max_pre_fit_ratio > 0:
        raise ValueError(f"max_pre_fit_ratio must be above 0, not {max_pre_fit_ratio}")
    given = donors_of(panel, treated_unit, first_post, donors, (unit, period, outcome))
    return control_of(given, intercept=intercept, max_pre_fit_ratio=max_pre_fit_ratio)


def control_of(
    given: Donors, *, intercept: bool = False, max_pre_fit_ratio: float | None = None
) -> SyntheticControl:
    """``synthetic_control`` of what is there to mix, for those who have it as matrices."""
    own, others, post = given.own, given.others, given.post
    found = _fit(own, others, post, intercept)
    rows = np.arange(len(others)) if len(others) > 1 else np.arange(0)
    turns = [_fit(others[i], np.delete(others, i, axis=0), post, intercept) for i in rows]
    without = rows[found.weights[rows] > NOTHING]
    left = [_fit(own, np.delete(others, i, axis=0), post, intercept) for i in without]
    placebos = _table(
        given.units.gather(rows), turns, ("effect", "pre_rmspe", "post_rmspe", "ratio")
    )
    limit = np.inf if max_pre_fit_ratio is None else max_pre_fit_ratio * found.pre_rmspe
    placebos = placebos.with_columns(is_used=pl.col("pre_rmspe") <= limit)
    ratios = placebos.filter("is_used")["ratio"].to_numpy()
    return SyntheticControl(
        effect=found.effect,
        pre_rmspe=found.pre_rmspe,
        post_rmspe=found.post_rmspe,
        p_value=(1 + int((ratios >= found.ratio).sum())) / (1 + len(ratios))
        if len(ratios)
        else None,
        weights=given.weighted(found.weights),
        gaps=pl.DataFrame(
            {
                "period": given.periods,
                "post": post,
                "observed": own,
                "synthetic": own - found.gaps,
                "gap": found.gaps,
            }
        ),
        placebos=placebos,
        placebo_gaps=_long_gaps(given.units.gather(rows), given.periods, turns),
        leave_one_out=_table(given.units.gather(without), left, ("effect", "pre_rmspe")),
        dropped_donors=given.dropped_donors,
        dropped_periods=given.dropped_periods,
        notes=_notes(found, own[~post], len(ratios)),
    )


def _fit(target: Floats, others: Floats, post: Flags, intercept: bool) -> _Fit:
    if intercept:
        target = target - target[~post].mean()
        others = others - others[:, ~post].mean(axis=1, keepdims=True)
    weights = simplex_weights(target[~post], others[:, ~post])
    gaps = target - weights @ others
    before, after = (float(np.sqrt((gaps[side] ** 2).mean())) for side in (~post, post))
    # A fit without any error is as good as one at the limit of precision, not infinitely better.
    floor = NOTHING * float(np.abs(target).max())
    ratio = after / max(before, floor) if max(before, floor) > 0 else 0.0
    return _Fit(weights, gaps, float(gaps[post].mean()), before, after, ratio)


def _table(units: pl.Series, fits: Sequence[_Fit], columns: Sequence[str]) -> pl.DataFrame:
    values = {name: [getattr(one, name) for one in fits] for name in columns}
    return pl.DataFrame(
        [units.alias("unit")]
        + [pl.Series(name, found, pl.Float64) for name, found in values.items()]
    )


def _long_gaps(units: pl.Series, periods: pl.Series, fits: Sequence[_Fit]) -> pl.DataFrame:
    gaps = [one.gaps for one in fits]
    return pl.DataFrame(
        [
            units.gather(np.repeat(np.arange(len(fits)), len(periods))).alias("unit"),
            periods.gather(np.tile(np.arange(len(periods)), len(fits))).alias("period"),
            pl.Series("gap", np.concatenate(gaps) if gaps else [], pl.Float64),
        ]
    )


def _notes(found: _Fit, before: Floats, placebos: int) -> tuple[str, ...]:
    perfect = found.pre_rmspe <= NOTHING * float(np.abs(before).max())
    said = {
        "perfect_fit": perfect,
        "no_perfect_fit": not perfect,
        "poor_pre_fit": not perfect and found.pre_rmspe > float(before.std()),
        "few_donors": 1 / (placebos + 1) > LEAST_P,
        "one_pre_period": len(before) == 1,
    }
    return tuple(note for note, holds in said.items() if holds)
