"""What a target is held against: the path agreed on, the trend of its series, its baseline.

* path: straight lines between dated values.
* trend: a least-squares line over the years of one segment, with the intervals of simple linear
  regression (Draper and Smith 1998, Applied Regression Analysis, 1.4 and 3.1).
* error of a change: ``sqrt(se_baseline² + se_figure²)``, as of two independent samples. Where
  either is not known, ``sqrt(2) s``, with ``s`` the residual standard deviation of the trend: what
  a figure usually swings from year to year.
* minimum detectable change: ``(z_0.975 + z_0.80)`` times that error, for a test at 5 % with 80 %
  power (``estimation.change.minimum_detectable_effect``); with ``s``, quantiles of ``t`` with n - 2
  degrees of freedom for ``z``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy.special import ndtri, stdtrit

from estimation.change import minimum_detectable_effect

CONFIDENCE = 0.975
"""Upper point of the two-sided 95 % interval."""
RELATIVE = "relative_to_edition"
LOW_RELIABILITY_ERROR = 0.225
"""Standard error, as a share of the value, of a figure published as of low reliability: the middle
of the 15-30 % that publishers mark so."""
_ARITHMETIC = 1e-9
"""Differences below this share of the values are those of the arithmetic, not of the data."""


def quantile(level: float, freedom: int | None) -> float:
    """Of Student's t with ``freedom`` degrees; of the normal distribution where that is None."""
    return float(ndtri(level) if freedom is None else stdtrit(freedom, level))


def year_end(year: int) -> dt.date:
    """Figures of a year are held against the path at its last day."""
    return dt.date(year, 12, 31)


def path_value(
    start: tuple[dt.date, float],
    steps: Sequence[tuple[dt.date, float]],
    goal: tuple[dt.date, float],
    on: dt.date,
) -> float | None:
    """What the path expects on a day, in the unit of the target.

    Args:
        start: end of the baseline year, and the baseline.
        steps: values agreed for days between; those at or outside the two ends do not count.
        goal: due date and goal; later than ``start``.
        on: the day asked for.

    Returns:
        Linear between the points by days, the goal after the due date, None before the start.
    """
    if on < start[0]:
        return None
    between = sorted(step for step in steps if start[0] < step[0] < goal[0])
    points = [start, *between, goal]
    days = [day.toordinal() for day, _ in points]
    return float(np.interp(on.toordinal(), days, [value for _, value in points]))


@dataclass(frozen=True)
class Trend:
    """A least-squares line: ``level`` at ``mean_year``, ``slope`` a year, ``residual`` the standard
    deviation around it (n - 2 in the denominator), ``spread`` the sum of squares of the years."""

    points: int
    mean_year: float
    level: float
    slope: float
    residual: float
    spread: float

    @property
    def freedom(self) -> int:
        return self.points - 2

    def slope_margin(self) -> float:
        """Half the 95 % interval of the slope: t s / sqrt(Sxx)."""
        return float(quantile(CONFIDENCE, self.freedom) * self.residual / np.sqrt(self.spread))

    def at(self, year: int) -> tuple[float, float]:
        """Value of the line at a year, and half the 95 % interval of a new figure there.

        t s sqrt(1 + 1/n + (year - mean)² / Sxx): the residual variance is part of it.
        """
        away = year - self.mean_year
        width = np.sqrt(1 + 1 / self.points + away**2 / self.spread)
        margin = quantile(CONFIDENCE, self.freedom) * self.residual * width
        return self.level + self.slope * away, float(margin)


def trend_of(years: Sequence[int], values: Sequence[float], at_least: int) -> Trend | None:
    """The line through figures of different years; None below ``at_least`` (3 or more) figures."""
    if len(years) < at_least:
        return None
    x, y = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    mean, level = x.mean(), y.mean()
    spread = float(((x - mean) ** 2).sum())
    slope = float(((x - mean) * (y - level)).sum() / spread)
    residuals = y - level - slope * (x - mean)
    exact = np.abs(residuals).max() <= _ARITHMETIC * np.abs(y).max()
    residual = 0.0 if exact else float(np.sqrt((residuals**2).sum() / (len(x) - 2)))
    return Trend(len(x), float(mean), float(level), slope, residual, spread)


@dataclass(frozen=True)
class Target:
    """A row of ``targets``, as far as the verdict needs it."""

    purpose: str
    desired_direction: str
    comparability_rule: str | None
    baseline_year: int | None
    baseline_value: float | None
    baseline_error: float | None
    baseline_edition: str | None
    baseline_frozen_on: dt.date | None
    goal_value: float | None
    due_date: dt.date | None

    @property
    def sign(self) -> int:
        """1: more is better, -1: less is better, 0: not known."""
        if self.desired_direction in ("higher", "lower"):
            return 1 if self.desired_direction == "higher" else -1
        if self.goal_value is None or self.baseline_value is None:
            return 0
        return (self.goal_value > self.baseline_value) - (self.goal_value < self.baseline_value)

    def baseline(self, as_of: dt.date) -> tuple[int, float] | None:
        """Year and value, once they are frozen."""
        if self.baseline_year is None or self.baseline_value is None:
            return None
        if self.baseline_frozen_on is None or self.baseline_frozen_on > as_of:
            return None
        return self.baseline_year, self.baseline_value


@dataclass(frozen=True)
class Figure:
    """A row of ``series`` that has a value; one of a year without is kept for its segment."""

    reference_year: int
    value: float
    standard_error: float | None
    value_status: str | None
    series_segment: int
    edition: str | None

    @property
    def error(self) -> float | None:
        if self.standard_error is None and self.value_status == "low_reliability":
            return LOW_RELIABILITY_ERROR * abs(self.value)
        return self.standard_error


@dataclass(frozen=True)
class Error:
    """A standard error, its degrees of freedom (None: normal) and what it is known from."""

    size: float
    freedom: int | None
    source: str

    def margin(self) -> float:
        return quantile(CONFIDENCE, self.freedom) * self.size

    def detectable(self) -> float:
        return float(minimum_detectable_effect(self.size, self.freedom))


@dataclass(frozen=True)
class Comparison:
    """A figure against the baseline. ``reason``: why they cannot be compared; ``error``: of the
    change, or where there is none yet, of the change to come."""

    change_is: str
    reason: str | None = None
    change: float | None = None
    error: Error | None = None


def own_error(figure: Figure, trend: Trend | None) -> Error | None:
    """Of one figure: its sampling error, else the usual swing."""
    if figure.error is not None:
        return Error(figure.error, None, "sampling")
    return Error(trend.residual, trend.freedom, "residual") if trend else None


def exceeds(difference: float, margin: float, *values: float) -> bool:
    """Whether a difference of values is greater than a margin, and not by arithmetic alone."""
    return difference > margin + _ARITHMETIC * max(abs(value) for value in values)


def agrees(given: float, published: float) -> bool:
    """Whether a number that a person wrote is the published one, to the digits written.

    They may differ by half a unit of the last digit given (61.5 stands for 61.45 to 61.55), or of
    the ones where it has no decimals, or by 1e-9 of the value.
    """
    exponent = Decimal(repr(given)).normalize().as_tuple().exponent
    unit = 10.0 ** min(int(exponent), 0)
    return not exceeds(abs(published - given), unit / 2, published, given)


def compared(
    target: Target,
    as_of: dt.date,
    segments: dict[int, int],
    published: Figure | None,
    figure: Figure | None,
    trend: Trend | None,
) -> Comparison:
    """The change from the baseline to a figure, and whether it is one.

    Args:
        target, as_of: a baseline counts from the day it was frozen.
        segments: of each year of the series, with a value or not.
        published: the figure of the baseline year.
        figure: the later one.
        trend: of the segment of the later one.
    """
    error_then = target.baseline_error
    if error_then is None and published:
        error_then = published.error
    baseline = target.baseline(as_of)
    if baseline is None or figure is None or figure.reference_year <= baseline[0]:
        to_come = _change_error(error_then, error_then, trend)
        if baseline is None:
            return Comparison("no_baseline", "no_baseline", error=to_come)
        return Comparison(
            "no_data", "data_before_baseline" if figure else "no_figure", error=to_come
        )
    year, value = baseline
    if published and not agrees(value, published.value):
        return Comparison("not_comparable", "baseline_differs")
    broken = _broken(target, year, segments, published, figure)
    if broken:
        return Comparison("not_comparable", broken)
    change, error = figure.value - value, _change_error(error_then, figure.error, trend)
    if error is None:
        return Comparison("error_unknown", None, change)
    # A baseline that was written rounded is uncertain by what was rounded off.
    rounded_off = abs(published.value - value) if published else 0.0
    if not exceeds(abs(change), error.margin() + rounded_off, figure.value, value):
        within = "no_significant_change" if error.source == "sampling" else "within_usual_swing"
        return Comparison(within, None, change, error)
    if target.sign == 0:
        return Comparison("direction_unknown", None, change, error)
    better = change * target.sign > 0
    return Comparison("improved" if better else "worsened", None, change, error)


def _change_error(then: float | None, now: float | None, trend: Trend | None) -> Error | None:
    if then is not None and now is not None:
        return Error(math.hypot(then, now), None, "sampling")
    return Error(math.sqrt(2) * trend.residual, trend.freedom, "residual") if trend else None


def _broken(
    target: Target,
    year: int,
    segments: dict[int, int],
    published: Figure | None,
    figure: Figure,
) -> str | None:
    """Why a figure does not compare with the baseline year; None where it does."""
    segment = segments.get(year)
    if segment is None:
        # A year that is not in the series belongs to the segment that lies on both sides of it.
        earlier = segments[max(years)] if (years := [y for y in segments if y < year]) else None
        segment = earlier if earlier == figure.series_segment else None
    if target.comparability_rule == RELATIVE:
        edition = target.baseline_edition or (published and published.edition)
        same = edition == figure.edition and segment == figure.series_segment
        return None if same else "relative_measure"
    if segment is None:
        return "baseline_not_in_series"
    return None if segment == figure.series_segment else "series_broken"
