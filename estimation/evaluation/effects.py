"""Did a settlement change more than those it is compared with: one outcome, every horizon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from estimation.change import minimum_detectable_effect
from estimation.did import kernel
from estimation.did.randomised import deals_among, verdict
from estimation.evaluation.horizons import LATEST
from estimation.evaluation.panels import Flags, Floats, Outcome, Stretch, Years
from estimation.randomisation import SLACK
from estimation.synthetic_control import NOTHING, SyntheticControl, control_of
from estimation.synthetic_donors import Donors

LEVEL = 0.95
CONTROL_YEARS = 3
"""Years before the start that a synthetic control needs: fewer are met by any mixture."""
DRAWS = 9999
ROUNDING = 1e-12
"""Relative to the figures; differences below it are those of the arithmetic."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A settlement of a programme, an outcome, and with whom it is compared.

    ``windows``: first and last year by horizon.
    """

    settlement_code: str
    start_year: int
    windows: dict[str, tuple[int, int]]
    comparisons: Sequence[str]
    seed: int


@dataclass
class Effects:
    """Columns of the marts: ``by_horizon``, and rows of the series and of the placebos."""

    by_horizon: dict[str, Row] = field(default_factory=dict)
    series: list[Row] = field(default_factory=list)
    placebos: list[Row] = field(default_factory=list)


def effects_of(case: Case, outcome: Outcome | None) -> Effects:
    """Difference in differences and synthetic control of one outcome, up to every horizon.

    Both compare years of the one stretch of the series that holds the last figure before the
    start. Whether a comparison settlement could as well have been the treated one is asked of all
    of them: with twenty, the least p value there is is 1/21.

    Returns:
        ``by_horizon``: the columns ``outcome_scale`` to ``control_reason`` of pilot_evaluation but
        q values and verdict. ``series`` and ``placebos``: of the latest horizon; the columns of
        evaluation_series and evaluation_placebos but their keys.
    """
    if outcome is None:
        return nothing(case, None, "no_series")
    stretch = outcome.stretch(case.settlement_code, case.start_year)
    if stretch is None:
        return nothing(case, outcome.scale, "no_pre_period")
    found = Effects()
    comparisons = [code for code in case.comparisons if code in outcome.rows]
    trends = _trends(case, outcome, stretch, comparisons)
    units = [case.settlement_code, *comparisons]
    # Two horizons with the same figures, as the latest and that of the stage it falls in, are one.
    told: dict[bytes, _Told] = {}
    for horizon, (first, last) in case.windows.items():
        within = (outcome.years >= first) & (outcome.years <= last)
        post = stretch.since & within
        row: Row = {
            "outcome_scale": outcome.scale,
            "pre_years": int(stretch.before.sum()),
            "post_years": int(post.sum()),
            **trends,
        }
        reason = _why_not(stretch, within, post, comparisons)
        key = post.tobytes()
        if reason is not None:
            told[key] = _Told({"did_reason": reason, "control_reason": reason}, [], None)
        elif key not in told:
            years = stretch.before | post
            figures = outcome.cut(units, years, stretch.segment)
            told[key] = _told(figures, outcome.years[years], units, case)
        found.by_horizon[horizon] = row | told[key].columns
        if horizon == LATEST and comparisons:
            found.series = _series(case, outcome, stretch, comparisons, told[key].control)
            found.placebos = told[key].placebos
    return found


@dataclass(frozen=True)
class _Told:
    columns: Row
    placebos: list[Row]
    control: SyntheticControl | None


def _told(figures: Floats, years: Years, units: Sequence[str], case: Case) -> _Told:
    """Both methods over the same figures: units × years, the treated unit first."""
    did, placebos = _did(figures, years, years >= case.start_year, units, case.seed)
    columns, control = _control(figures, years, units, case.start_year)
    if control is not None:
        placebos = placebos + _control_placebos(control)
    return _Told(did | columns, placebos, control)


def nothing(case: Case, scale: str | None, reason: str) -> Effects:
    """No effect of an outcome at any horizon, for one reason."""
    row = {"outcome_scale": scale, "did_reason": reason, "control_reason": reason}
    return Effects(by_horizon={horizon: dict(row) for horizon in case.windows})


def _why_not(
    stretch: Stretch, within: Flags, post: Flags, comparisons: Sequence[str]
) -> str | None:
    if not post.any():
        return "series_broken" if (stretch.since_at_all & within).any() else "no_post_period"
    return None if comparisons else "no_comparison"


def _compared(own: Floats, since: Flags, years: Years) -> Row:
    """First and last year in which the settlement has a figure, on either side of the start."""
    seen = ~np.isnan(own)
    before, after = years[seen & ~since], years[seen & since]
    return {
        "before_from": int(before[0]),
        "before_to": int(before[-1]),
        "since_from": int(after[0]),
        "since_to": int(after[-1]),
    }


def _did(
    figures: Floats, years: Years, since: Flags, units: Sequence[str], seed: int
) -> tuple[Row, list[Row]]:
    """The estimate among those of the other placements, and these."""
    z = since.astype(float)
    at_stake = kernel.informative(figures, z, "two_way")
    if not at_stake[1:].any():
        return {"did_reason": "no_comparison"}, []
    treated = np.arange(len(units)) == 0
    _, chosen = deals_among(treated, at_stake, None, DRAWS, seed)
    statistic, response = _over_deals(figures, z, chosen)
    found = verdict(statistic, response, LEVEL)
    placebos: list[Row] = [
        {
            "method": "did",
            "comparison_code": units[int(deal.argmax())],
            "placebo_effect": float(effect),
        }
        for deal, effect in zip(chosen[1:], statistic[1:], strict=True)
        if not np.isnan(effect)
    ]
    spread = found["placebo_sd"]
    least = (
        None
        if spread is None or found["assignments"] < 4
        else float(minimum_detectable_effect(spread, found["assignments"] - 2))
    )
    return {
        "did_effect": found["estimate"],
        "did_low": found["ci_low"],
        "did_high": found["ci_high"],
        "did_p_value": found["p_value"],
        "did_placebo_sd": spread,
        "did_detectable_effect": least,
        "did_reason": found["reason"],
        "comparisons": int(at_stake[1:].sum()),
        **_compared(figures[0], since, years),
    }, placebos


def _over_deals(figures: Floats, z: Floats, chosen: Floats) -> tuple[Floats, Floats]:
    statistic, response = kernel.over_deals(figures, np.ones_like(figures), z, chosen, "two_way")
    # Where nothing moved, what is left of rounding must not be ranked.
    noise = np.abs(statistic) <= ROUNDING * np.nanmax(np.abs(figures))
    return np.where(noise, 0.0, statistic), response


def _trends(case: Case, outcome: Outcome, stretch: Stretch, comparisons: Sequence[str]) -> Row:
    """Whether settlement and comparison rose alike before the start."""
    nothing: Row = {"parallel_trends": "untestable"}
    if stretch.before.sum() < 2 or not comparisons:
        return nothing
    units = [case.settlement_code, *comparisons]
    figures = outcome.cut(units, stretch.before, stretch.segment)
    years = outcome.years[stretch.before].astype(float)
    z = years - years[0]
    at_stake = kernel.informative(figures, z, "two_way")
    if not at_stake[0] or not at_stake[1:].any():
        return nothing
    _, chosen = deals_among(np.arange(len(units)) == 0, at_stake, None, DRAWS, case.seed)
    found = verdict(*_over_deals(figures, z, chosen), LEVEL)
    if found["estimate"] is None:
        return nothing
    told = {"trend_difference": found["estimate"], "trend_p_value": found["p_value"]}
    if found["reason"] is not None:
        return {"parallel_trends": "untestable", **told}
    broken = found["p_value"] <= 1 - LEVEL + SLACK
    return {"parallel_trends": "broken" if broken else "not_rejected", **told}


def _control(
    figures: Floats, years: Years, units: Sequence[str], start_year: int
) -> tuple[Row, SyntheticControl | None]:
    complete: Flags = np.asarray(~np.isnan(figures).any(axis=1))
    if (years < start_year).sum() < CONTROL_YEARS:
        return {"control_reason": "too_few_pre_years"}, None
    if complete[1:].sum() < 2:
        return {"control_reason": "no_complete_donors"}, None
    names = np.array(units)
    found = control_of(
        Donors(
            own=figures[0],
            others=figures[1:][complete[1:]],
            post=years >= start_year,
            units=pl.Series("unit", names[1:][complete[1:]]),
            periods=pl.Series("period", years),
            dropped_donors=tuple(names[1:][~complete[1:]].tolist()),
            dropped_periods=(),
        )
    )
    return {
        "control_effect": found.effect,
        "control_pre_fit": found.pre_rmspe,
        "control_post_gap": found.post_rmspe,
        "control_p_value": found.p_value,
        "control_donors": int((found.weights["weight"] > NOTHING).sum()),
        "control_notes": ", ".join(found.notes) or None,
        "control_reason": None,
    }, found


def _control_placebos(control: SyntheticControl) -> list[Row]:
    """Every donor: its weight, and what was found where it was treated in its turn."""
    found = control.weights.join(control.placebos, on="unit", how="left")
    return [
        {
            "method": "synthetic_control",
            "comparison_code": row["unit"],
            "placebo_effect": row["effect"],
            "placebo_pre_fit": row["pre_rmspe"],
            "placebo_post_gap": row["post_rmspe"],
            "donor_weight": row["weight"],
        }
        for row in found.iter_rows(named=True)
    ]


def _series(
    case: Case,
    outcome: Outcome,
    stretch: Stretch,
    comparisons: Sequence[str],
    control: SyntheticControl | None,
) -> list[Row]:
    """Every year in which the settlement has a figure of the stretch."""
    years = stretch.before | stretch.since
    own = outcome.cut([case.settlement_code], years, stretch.segment)[0]
    others = outcome.cut(comparisons, years, stretch.segment)
    twin: dict[int, Row] = {}
    if control is not None:
        twin = {row["period"]: row for row in control.gaps.iter_rows(named=True)}
    rows = []
    for at, year in enumerate(outcome.years[years].tolist()):
        known = others[~np.isnan(others[:, at]), at]
        gap = twin.get(year, {})
        rows.append(
            {
                "reference_year": year,
                "outcome_scale": outcome.scale,
                "is_since_start": year >= case.start_year,
                "observed": float(own[at]),
                "comparison_mean": float(known.mean()) if len(known) else None,
                "comparison_low": float(np.quantile(known, 0.05)) if len(known) else None,
                "comparison_high": float(np.quantile(known, 0.95)) if len(known) else None,
                "comparisons_known": len(known),
                "synthetic_value": gap.get("synthetic"),
                "control_gap": gap.get("gap"),
            }
        )
    return rows
