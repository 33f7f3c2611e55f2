"""Did the treated and the others move alike before the start?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from estimation.did import kernel
from estimation.did.panel import (
    Floats,
    UnitFlag,
    period_flags,
    unit_codes,
    unit_flags,
    widen,
)
from estimation.did.randomised import deals_among, verdict
from estimation.randomisation import SLACK, Deals, check_level

UNTESTABLE = "fewer_than_two_pre_periods"
_LEADS: dict[str, type[pl.DataType]] = {
    "estimate": pl.Float64,
    "p_value": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
    "placebo_sd": pl.Float64,
    "assignments": pl.Int64,
    "reason": pl.String,
}


@dataclass(frozen=True)
class PreTrends:
    """Whether the trends were parallel before the start; numbers are NaN where it cannot be told.

    Attributes:
        slope_difference: by how much more the treated rose per unit of the period than the others.
        p_value, ci_low, ci_high: by randomisation.
        is_broken: whether a test at 1 - level rejects parallel slopes; none where it cannot be
            tested (``reason``). False is no proof: look at the width of the interval.
        pre_periods: periods before the start in which treated and others were measured.
        leads: a row for each of them but the last: ``period, base_period`` (the last), and the
            difference in differences between the two with its randomisation.
        assignments, is_exact: as in ``randomisation_inference``.
        reason: ``fewer_than_two_pre_periods``, ``too_few_assignments``,
            ``empty_cell_or_collinear`` or none.
    """

    slope_difference: float
    p_value: float
    ci_low: float
    ci_high: float
    is_broken: bool | None
    pre_periods: int
    leads: pl.DataFrame
    assignments: int
    is_exact: bool
    reason: str | None


def pretrends(
    panel: pl.DataFrame,
    *,
    unit: str = "unit",
    period: str = "period",
    outcome: str = "outcome",
    treated: UnitFlag = "treated",
    post: object = "post",
    strata: str | None = None,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> PreTrends:
    """Tests for parallel trends before the start: the difference of slopes, and every lead.

    The slopes are those of a regression with effects of units and periods on the periods before
    the start. Periods that are no numbers count 0, 1, 2 in their order. One test decides, that of
    the slopes, so that it errs at its level; the leads show where a break lies.

    Args:
        as ``randomisation_inference``; ``panel`` may end before the start.

    Raises:
        ValueError: as ``randomisation_inference``, but for a missing period after the start.
    """
    check_level(level)
    wide = widen(panel, unit, period, [outcome])
    of_units = unit_flags(panel, wide, unit, treated)
    before = ~period_flags(panel, wide, period, post)
    codes = None if strata is None else unit_codes(panel, wide, unit, strata)
    seen = ~np.isnan(wide.values[0])
    usable = before & seen[of_units].any(axis=0) & seen[~of_units].any(axis=0)
    y = wide.values[0][:, usable]
    periods = wide.periods.filter(pl.Series(usable))
    leads_schema: dict[str, Any] = {
        "period": wide.periods.dtype,
        "base_period": wide.periods.dtype,
        **_LEADS,
    }
    if len(periods) < 2:
        nothing = pl.DataFrame(schema=leads_schema)
        nan = float("nan")
        return PreTrends(nan, nan, nan, nan, None, len(periods), nothing, 0, True, UNTESTABLE)

    @cache
    def dealt(at_stake: bytes) -> tuple[Deals, Floats]:
        return deals_among(of_units, np.frombuffer(at_stake, bool), codes, draws, seed)

    def tested(values: Floats, z: Floats) -> tuple[dict[str, Any], bool]:
        deals, chosen = dealt(kernel.informative(values, z, "two_way").tobytes())
        found = kernel.over_deals(values, np.ones_like(values), z, chosen, "two_way")
        return verdict(*found, level), deals.is_exact

    last = len(periods) - 1
    slope, is_exact = tested(y, _numbers(periods))
    leads = [
        {"period": periods[at], "base_period": periods[last]}
        | tested(y[:, [at, last]], np.array([1.0, 0.0]))[0]
        for at in range(last)
    ]
    estimate, p_value, low, high = (
        float("nan") if slope[name] is None else float(slope[name])
        for name in ("estimate", "p_value", "ci_low", "ci_high")
    )
    return PreTrends(
        slope_difference=estimate,
        p_value=p_value,
        ci_low=low,
        ci_high=high,
        is_broken=None if slope["reason"] else bool(p_value <= 1 - level + SLACK),
        pre_periods=len(periods),
        leads=pl.DataFrame(leads, schema=leads_schema),
        assignments=slope["assignments"],
        is_exact=is_exact,
        reason=slope["reason"],
    )


def _numbers(periods: pl.Series) -> Floats:
    """The periods as numbers from 0, with the gaps between them where they are numbers."""
    if not periods.dtype.is_numeric():
        return np.arange(len(periods), dtype=float)
    values: Floats = periods.cast(pl.Float64).to_numpy()
    return np.asarray(values - values[0])
