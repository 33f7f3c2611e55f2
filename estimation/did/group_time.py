"""Effects by cohort and period where units start at different times, and what they add up to.

Each cohort is compared with units that have not started (Callaway and Sant'Anna 2021, without
covariates), never with units that started before, as a regression with two-way effects would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from estimation.did.cohorts import Cell, Cohorts, cohorts_of, estimates
from estimation.did.panel import Codes, Floats, unit_codes, widen
from estimation.did.randomised import verdict
from estimation.randomisation import check_level, deal

Control = Literal["never", "not_yet"]
Inference = Literal["randomisation", "bootstrap"]
_NUMBERS: dict[str, type[pl.DataType]] = dict.fromkeys(
    ("estimate", "standard_error", "p_value", "ci_low", "ci_high", "placebo_sd"), pl.Float64
)
_TAIL: dict[str, type[pl.DataType]] = {"assignments": pl.Int64, "reason": pl.String}


@dataclass(frozen=True)
class GroupTimeEffects:
    """Effects in the unit of the outcome; null where there is none, ``reason`` says why.

    Attributes:
        cells: a row for each cohort and period: ``first_treated, period, base_period,
            event_time, group_units, treated_units, control_units`` (measured in both periods),
            then the columns of the inference: ``estimate, standard_error`` (bootstrap),
            ``p_value, ci_low, ci_high, placebo_sd`` (randomisation), ``assignments`` (or
            replicates), ``reason``: ``no_base_period``, ``no_treated_in_both_periods``,
            ``no_controls``, ``too_few_assignments``, ``cohort_of_one``. Before the start the base
            is the period before, so that these rows are leads; from the start on it is the last
            period before it.
        aggregates: ``aggregation, at`` and the columns of the inference. ``simple``: mean of all
            cells from the start on, by units of the cohort; ``group``: mean over the periods of
            the cohort that started at ``at``; ``event``: mean at ``at`` periods after the start,
            by units of the cohort; ``overall_group``, ``overall_event``: means of those rows, the
            first by units of the cohort, the second over ``at >= 0`` alike.
        is_exact: all assignments were listed (randomisation).
    """

    cells: pl.DataFrame
    aggregates: pl.DataFrame
    is_exact: bool


def group_time_effects(
    panel: pl.DataFrame,
    *,
    unit: str = "unit",
    period: str = "period",
    outcome: str = "outcome",
    first_treated: str = "first_treated",
    control: Control = "never",
    anticipation: int = 0,
    strata: str | None = None,
    inference: Inference = "randomisation",
    level: float = 0.95,
    draws: int = 1999,
    seed: int = 0,
) -> GroupTimeEffects:
    """Effect of each cohort in each period, and their means.

    An effect is the mean change since the base period of the cohort's units less that of the
    controls, each over the units measured in both periods. The base is the last period of the panel
    before the start less the anticipation: with gaps between the years, or years without the
    outcome, it may lie further back, and ``base_period`` says where.

    Args:
        panel: one row for each unit and period, periods as whole numbers; a null outcome was not
            measured.
        first_treated: column, constant within units: the first period of treatment; null (or an
            infinity) for never. After the panel's end is never too.
        control: ``never`` compares with units that are never treated in the panel, ``not_yet``
            also with those that start later.
        anticipation: periods (in units of ``period``) before the start in which an effect is
            possible.
        strata: column, constant within units, within which cohorts are exchanged.
        inference: ``randomisation`` deals the cohorts out anew over the units: p-value for no
            effect on any unit, interval of constant effects; no standard error. ``bootstrap``
            draws units within cohorts (n - 1 of n, which makes the variance unbiased): normal
            intervals, for many units in each cohort; none for a cohort of one.
        draws: of either; all assignments are listed if they are no more.
        seed: of the draw.

    Raises:
        ValueError: a panel that is not one (``estimation.did.panel.widen``), periods or starts that
            are not whole numbers, a start that changes within a unit, no unit treated, no cohort
            with a period before its start, no never-treated unit for ``never``, an anticipation
            below 0, an unknown ``control`` or ``inference``.

    Source: Callaway and Sant'Anna (2021), 2.3 and 3; McCarthy and Snowden (1985) for n - 1.
    """
    if control not in ("never", "not_yet"):
        raise ValueError(f"control is 'never' or 'not_yet', not {control!r}")
    if inference not in ("randomisation", "bootstrap"):
        raise ValueError(f"inference is 'randomisation' or 'bootstrap', not {inference!r}")
    check_level(level)
    wide = widen(panel, unit, period, [outcome])
    cohorts = cohorts_of(panel, wide, unit, first_treated, control == "never", anticipation)
    labels = cohorts.labels
    if inference == "randomisation":
        codes = None if strata is None else unit_codes(panel, wide, unit, strata)
        deals = deal(labels, codes, draws=draws, seed=seed)
        dealt, shares, is_exact = deals.labels, np.ones((1, 1)), deals.is_exact
    else:
        shares = np.vstack([np.ones(len(labels)), _resampled(labels, draws, seed)])
        dealt, is_exact = labels[None, :], False
    statistic, response = estimates(cohorts, dealt, shares)
    kinds, weights = _aggregations(cohorts, statistic[0])
    judged = _by_deals if inference == "randomisation" else _by_bootstrap
    rows = [
        cell.row() | _row(judged, statistic[:, k], response[:, k], level, cell.reason)
        for k, cell in enumerate(cohorts.cells)
    ]
    sums = []
    for (kind, at), weight in zip(kinds, weights, strict=True):
        used = weight > 0
        column, answer = statistic[:, used] @ weight[used], response[:, used] @ weight[used]
        sums.append({"aggregation": kind, "at": at} | _row(judged, column, answer, level, None))
    head: dict[str, type[pl.DataType]] = dict.fromkeys(Cell.COLUMNS, pl.Int64)
    return GroupTimeEffects(
        pl.DataFrame(rows, schema=head | _NUMBERS | _TAIL),
        pl.DataFrame(sums, schema={"aggregation": pl.String, "at": pl.Int64, **_NUMBERS, **_TAIL}),
        is_exact,
    )


def _resampled(labels: Codes, draws: int, seed: int) -> Floats:
    """Replicates × units: how often each unit was drawn, n - 1 times from each cohort of n."""
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    generator = np.random.default_rng(seed)
    times = np.zeros((draws, len(labels)))
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        n = len(members)
        times[:, members] = generator.multinomial(n - 1, np.full(n, 1 / n), size=draws)
    return times


def _aggregations(
    cohorts: Cohorts, actual: Floats
) -> tuple[list[tuple[str, int | None]], list[Floats]]:
    """Names of the means and, for each, its weights over the cells; only cells with an estimate."""
    size = np.array([cell.group_units for cell in cohorts.cells], dtype=float)
    start = np.array([cell.first_treated for cell in cohorts.cells])
    event = np.array([cell.event_time for cell in cohorts.cells])
    known = ~np.isnan(actual)
    after = known & (event >= 0)
    groups = [(int(g), (after & (start == g)) * 1.0) for g in np.unique(start[after])]
    events = [(int(e), (known & (event == e)) * size) for e in np.unique(event[known])]
    kinds: list[tuple[str, int | None]] = []
    weights: list[Floats] = []

    def add(kind: str, at: int | None, weight: Floats) -> Floats:
        kinds.append((kind, at))
        weights.append(weight / weight.sum())
        return weights[-1]

    if not after.any():
        return kinds, weights
    add("simple", None, after * size)
    of_groups = [add("group", at, weight) for at, weight in groups]
    units = [size[start == at][0] for at, _ in groups]
    of_events = [add("event", at, weight) for at, weight in events]
    add("overall_group", None, np.average(of_groups, axis=0, weights=units))
    later = [weight for weight, (at, _) in zip(of_events, events, strict=True) if at >= 0]
    add("overall_event", None, np.mean(later, axis=0))
    return kinds, weights


def _row(
    judged: Any, statistic: Floats, response: Floats, level: float, reason: str | None
) -> dict[str, Any]:
    if reason is not None:
        return dict.fromkeys(_NUMBERS) | {"assignments": 0, "reason": reason}
    found: dict[str, Any] = dict.fromkeys(_NUMBERS) | judged(statistic, response, level)
    return found


def _by_deals(statistic: Floats, response: Floats, level: float) -> dict[str, Any]:
    return verdict(statistic, response, level)


def _by_bootstrap(statistic: Floats, response: Floats, level: float) -> dict[str, Any]:
    replicates = statistic[1:][~np.isnan(statistic[1:])]
    found: dict[str, Any] = {
        "estimate": float(statistic[0]),
        "assignments": len(replicates),
        "reason": None,
    }
    if len(replicates) < 2:
        return found | {"reason": "cohort_of_one"}
    error = float(np.std(replicates, ddof=1))
    margin = float(ndtri((1 + level) / 2)) * error
    return found | {
        "standard_error": error,
        "ci_low": found["estimate"] - margin,
        "ci_high": found["estimate"] + margin,
        "p_value": 2 * float(ndtr(-abs(found["estimate"]) / error)) if error > 0 else None,
    }
