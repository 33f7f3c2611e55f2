"""Cohorts of a staggered start: their cells, who may be compared, the estimates of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import polars as pl

from estimation.did.panel import Codes, Floats, Wide, constant_within

NEVER = 0
"""Label of the never-treated; cohorts are 1, 2 … by their start."""


@dataclass(frozen=True)
class Cell:
    """One cohort in one period; ``base`` is none where the cohort has no period before its start.

    ``at`` and ``base`` are positions among the periods, ``label`` is the cohort's.
    """

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "first_treated",
        "period",
        "base_period",
        "event_time",
        "group_units",
        "treated_units",
        "control_units",
    )

    label: int
    at: int
    base: int | None
    first_treated: int
    period: int
    base_period: int | None
    group_units: int
    treated_units: int
    control_units: int

    @property
    def event_time(self) -> int:
        return self.period - self.first_treated

    @property
    def reason(self) -> str | None:
        """Why there is no estimate."""
        if self.base is None:
            return "no_base_period"
        if self.treated_units == 0:
            return "no_treated_in_both_periods"
        return "no_controls" if self.control_units == 0 else None

    def row(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in self.COLUMNS}


@dataclass(frozen=True)
class Cohorts:
    """A panel with its cohorts.

    Attributes:
        y: units × periods, NaN where nothing was measured.
        labels: cohort of each unit.
        starts: start of each cohort, by label less 1.
        horizon: by cell, the last period in which a control may not yet be affected; infinite where
            only the never-treated are compared with.
    """

    y: Floats
    labels: Codes
    starts: Floats
    underway: Floats
    """Units × periods: 1 from the unit's start on."""
    cells: tuple[Cell, ...]
    horizon: tuple[float, ...]


def cohorts_of(
    panel: pl.DataFrame,
    wide: Wide,
    unit: str,
    first_treated: str,
    never_only: bool,
    anticipation: int,
) -> Cohorts:
    """The cohorts with all their cells; errors as ``group_time_effects`` lists them."""
    if anticipation < 0:
        raise ValueError(f"anticipation cannot be below 0: {anticipation}")
    periods = _whole(wide.periods, "periods")
    given = constant_within(panel, unit, first_treated, wide.units, nulls=True)
    if given.dtype.is_float():
        given = given.set(given.is_infinite() | given.is_nan(), None)
    start_of = _whole(given, f"starts in {first_treated!r}")
    start_of[start_of > periods[-1] + anticipation] = np.inf
    starts = np.unique(start_of[np.isfinite(start_of)])
    if not len(starts):
        raise ValueError("no unit is treated within the panel")
    if starts[-1] - anticipation <= periods[0]:
        raise ValueError(
            "no cohort has a period before its start: nothing to measure a change from"
        )
    labels = np.where(np.isfinite(start_of), np.searchsorted(starts, start_of) + 1, NEVER)
    if never_only and not (labels == NEVER).any():
        raise ValueError("no unit is never treated: use control='not_yet'")
    y, cells, horizons = wide.values[0], [], []
    for label, start in enumerate(starts, 1):
        before = np.flatnonzero(periods + anticipation < start)
        for at in range(len(periods)):
            is_lead = periods[at] + anticipation < start
            base = None
            if len(before) and not (is_lead and at == 0):
                base = at - 1 if is_lead else int(before[-1])
            if is_lead and base is None:
                continue  # the first period has nothing before it to be compared with
            horizon = np.inf if never_only else periods[at] + anticipation
            both = np.zeros(len(labels), dtype=bool)
            if base is not None:
                both = ~np.isnan(y[:, at]) & ~np.isnan(y[:, base])
            compared = _is_control(labels, starts, horizon, label)
            cells.append(
                Cell(
                    label=label,
                    at=at,
                    base=base,
                    first_treated=int(start),
                    period=int(periods[at]),
                    base_period=None if base is None else int(periods[base]),
                    group_units=int((labels == label).sum()),
                    treated_units=int((both & (labels == label)).sum()),
                    control_units=int((both & compared).sum()),
                )
            )
            horizons.append(float(horizon))
    underway = (periods >= start_of[:, None]).astype(float)
    return Cohorts(y, labels.astype(np.int64), starts, underway, tuple(cells), tuple(horizons))


def estimates(cohorts: Cohorts, dealt: Codes, shares: Floats) -> tuple[Floats, Floats]:
    """All cells for all deals of the cohorts, and their responses to a constant effect.

    Args:
        dealt: deals × units, the labels; one row serves all rows of ``shares``.
        shares: replicates × units, how often each unit counts; one row serves all deals.

    Returns:
        Deals × cells each; NaN where a cell has no estimate.
    """
    rows = max(len(dealt), len(shares))
    statistic, response = (np.full((rows, len(cohorts.cells)), np.nan) for _ in range(2))
    members: dict[tuple[int, float], Floats] = {}
    for k, (cell, horizon) in enumerate(zip(cohorts.cells, cohorts.horizon, strict=True)):
        if cell.reason is not None or cell.base is None:
            continue
        own, key = (cell.label, -1.0), (cell.label, horizon)
        if own not in members:
            members = {own: shares * (dealt == cell.label)}  # the cells come cohort by cohort
        if key not in members:
            members[key] = shares * _is_control(dealt, cohorts.starts, horizon, cell.label)
        change = cohorts.y[:, cell.at] - cohorts.y[:, cell.base]
        both = ~np.isnan(change)
        effect = cohorts.underway[:, cell.at] - cohorts.underway[:, cell.base]
        columns = np.column_stack([both, np.where(both, change, 0.0), both * effect])
        of_cohort, of_controls = members[own] @ columns, members[key] @ columns
        with np.errstate(invalid="ignore", divide="ignore"):
            means = of_cohort[:, 1:] / of_cohort[:, :1] - of_controls[:, 1:] / of_controls[:, :1]
        statistic[:, k], response[:, k] = means.T
    return statistic, response


def _is_control(labels: Codes, starts: Floats, horizon: float, cohort: int) -> Any:
    """Never treated, or of another cohort that starts after the horizon."""
    late = np.concatenate([[True], starts > horizon])
    late[cohort] = False
    return late[labels]


def _whole(values: pl.Series, what: str) -> Floats:
    """Whole numbers as floats, null as infinity."""
    floats = values.cast(pl.Float64, strict=False) if values.dtype.is_numeric() else None
    if values.null_count() == len(values):
        floats = values.cast(pl.Float64)
    if floats is None or (floats != floats.round()).any():
        raise ValueError(f"{what} must be whole numbers, not {values.dtype}")
    return np.array(floats.fill_null(float("inf")).to_numpy())
