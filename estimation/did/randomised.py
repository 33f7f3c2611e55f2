"""The estimate of a difference in differences among those of other choices of the treated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from estimation.did import kernel
from estimation.did.panel import Codes, Flags, Floats, UnitFlag, prepare, unit_codes
from estimation.randomisation import Deals, deal, judge

TOO_FEW_DEALS = "too_few_assignments"


@dataclass(frozen=True)
class RandomisationInference:
    """Estimates among those that other choices of the treated units would have given.

    Attributes:
        outcomes: one row an outcome: ``outcome, estimate, p_value, ci_low, ci_high, placebo_sd,
            assignments, treated_units, control_units, reason``; null where there is none.
            ``reason``: ``too_few_assignments`` where so few choices there are that none could be
            rejected at the level (the interval would be endless), ``empty_cell_or_collinear`` where
            there is no estimate.
        placebos: one row an assignment and a column of estimates for each outcome; the first row
            is what took place, null where an assignment allows no estimate.
        is_exact: all assignments were listed; otherwise they are a seeded draw.
    """

    outcomes: pl.DataFrame
    placebos: pl.DataFrame
    is_exact: bool


def randomisation_inference(
    panel: pl.DataFrame,
    *,
    unit: str = "unit",
    period: str = "period",
    outcome: str | Sequence[str] = "outcome",
    treated: UnitFlag = "treated",
    post: object = "post",
    strata: str | None = None,
    weights: str | None = None,
    method: kernel.Method = "cells",
    balanced: bool = False,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> RandomisationInference:
    """How unusual the estimate is among all choices of as many treated units.

    The start stays where it was; who is treated is dealt out anew, within strata if there are any.
    Valid with any number of treated units and any correlation over time: with one treated unit of
    n the least p-value is 1/n. The p-value is for no effect on any unit, the interval holds every
    effect, the same on all treated units, that the test does not reject.

    Args:
        outcome: one column or several; the same assignments serve all of them.
        strata: column, constant within units, within which assignments are exchanged.
        draws: all assignments are listed if they are no more, otherwise so many are drawn.
        seed: of the draw.
        others: as ``difference_in_differences``, whose estimate this is. ``balanced`` leaves out
            the units that lack any period of any outcome.

    Raises:
        ValueError: as ``difference_in_differences``; ``draws`` below 1; a level not between 0
            and 1.

    Source: Fisher (1935); Imbens and Rubin (2015), 5; Conley and Taber (2011).
    """
    outcomes = [outcome] if isinstance(outcome, str) else list(outcome)
    wide, of_units, of_periods, w = prepare(
        panel, (unit, period), outcomes, treated, post, weights, balanced
    )
    codes = None if strata is None else unit_codes(panel, wide, unit, strata)
    rows, placebos, exact = [], {}, True
    z = of_periods.astype(float)

    @cache
    def dealt(at_stake: bytes) -> tuple[Deals, Floats]:
        return deals_among(of_units, np.frombuffer(at_stake, bool), codes, draws, seed)

    for name, y in zip(outcomes, wide.values, strict=True):
        at_stake = kernel.informative(y, z, method)
        deals, chosen = dealt(at_stake.tobytes())
        exact = exact and deals.is_exact
        statistic, response = kernel.over_deals(y, w, z, chosen, method)
        placebos[name] = pl.Series(name, statistic).fill_nan(None)
        rows.append(
            {"outcome": name}
            | verdict(statistic, response, level)
            | {
                "treated_units": int((at_stake & of_units).sum()),
                "control_units": int((at_stake & ~of_units).sum()),
            }
        )
    # Outcomes with other units measured have other assignments, perhaps fewer.
    longest = max(map(len, placebos.values()))
    padded = [column.extend_constant(None, longest - len(column)) for column in placebos.values()]
    return RandomisationInference(pl.DataFrame(rows), pl.DataFrame(padded), exact)


def verdict(statistic: Floats, response: Floats, level: float) -> dict[str, Any]:
    """One statistic over its deals as the columns of a row; null where there is none."""
    found = judge(statistic[:, None], response[:, None], level)
    numbers = {
        name: None if np.isnan(value[0]) else float(value[0])
        for name, value in (
            ("estimate", found.estimate),
            ("p_value", found.p_value),
            ("ci_low", found.ci_low),
            ("ci_high", found.ci_high),
            ("placebo_sd", found.placebo_sd),
        )
    }
    reason = None
    if numbers["estimate"] is None:
        reason = kernel.NO_ESTIMATE
    elif numbers["ci_low"] is None or numbers["ci_high"] is None:
        reason = TOO_FEW_DEALS
    return numbers | {"assignments": int(found.deals[0]), "reason": reason}


def deals_among(
    treated: Flags, at_stake: Flags, strata: Codes | None, draws: int, seed: int
) -> tuple[Deals, Floats]:
    """Deals among the units at stake, and as deals × all units with 1 where treated."""
    members = np.flatnonzero(at_stake)
    deals = deal(
        treated[members].astype(np.int64),
        None if strata is None else strata[members],
        draws=draws,
        seed=seed,
    )
    chosen = np.zeros((len(deals.labels), len(treated)))
    chosen[:, members] = deals.labels
    return deals, chosen
