"""What may be said of a target: on its path, reached, worse; or nothing, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from estimation.targets.path import (
    Comparison,
    Figure,
    Target,
    Trend,
    compared,
    exceeds,
    own_error,
    path_value,
    trend_of,
    year_end,
)

Verdict = tuple[str, str | None]


@dataclass(frozen=True)
class TargetLimits:
    """``max_age_years``: years after the end of its own that a figure may still be spoken of;
    ``trend_points``: figures that a trend needs."""

    max_age_years: int
    trend_points: int = 4


@dataclass(frozen=True)
class Case:
    """A target with all that is known of it; figures by year, those with a value only."""

    target: Target
    steps: Sequence[tuple[dt.date, float]]
    figures: Sequence[Figure]
    segments: dict[int, int]
    as_of: dt.date
    limits: TargetLimits

    def of_year(self, year: int | None) -> Figure | None:
        return next((figure for figure in self.figures if figure.reference_year == year), None)

    def trend(self, figure: Figure | None) -> Trend | None:
        """Of the segment of a figure."""
        there = [f for f in self.figures if figure and f.series_segment == figure.series_segment]
        years, values = [f.reference_year for f in there], [f.value for f in there]
        return trend_of(years, values, self.limits.trend_points)

    def compared(self, figure: Figure | None) -> Comparison:
        published = self.of_year(self.target.baseline_year)
        trend = self.trend(figure)
        return compared(self.target, self.as_of, self.segments, published, figure, trend)

    def expected(self, year: int) -> float | None:
        """By the path at the end of a year; None where there is none."""
        baseline, target = self.target.baseline(self.as_of), self.target
        if baseline is None or target.goal_value is None or target.due_date is None:
            return None
        start = (year_end(baseline[0]), baseline[1])
        if target.due_date <= start[0]:
            return None
        return path_value(start, self.steps, (target.due_date, target.goal_value), year_end(year))


def _unsaid(reason: str) -> Verdict:
    return "cannot_be_said", reason


def verdict(case: Case, latest: Figure | None) -> Verdict:
    """Status of a target, and the reason where nothing can be said; as ``assess_targets`` has it.

    Args:
        case: the target with its series.
        latest: the last figure of the series.
    """
    return _watched(case, latest) if case.target.purpose == "watch" else _judged(case, latest)


def _too_old(case: Case, figure: Figure) -> bool:
    return year_end(figure.reference_year + case.limits.max_age_years) < case.as_of


def _watched(case: Case, latest: Figure | None) -> Verdict:
    """Whether a negative effect grew. No change beyond its error is no proof that it did not."""
    found = case.compared(latest)
    if found.reason or latest is None:
        return _unsaid(found.reason or "no_figure")
    if _too_old(case, latest):
        return _unsaid("data_too_old")
    if case.target.sign == 0:
        return _unsaid("direction_unknown")
    if found.change_is in ("improved", "worsened"):
        return "watch_worse" if found.change_is == "worsened" else "watch_not_worse", None
    return _unsaid(_in_doubt(found))


def _in_doubt(found: Comparison) -> str:
    return "too_few_points" if found.change_is == "error_unknown" else "change_within_error"


def _judged(case: Case, latest: Figure | None) -> Verdict:
    """A goal: after its due date by the figure of the due year, before it by the path.

    A figure that is worse than the path by more than its error is off the path, whether it moved
    or not. One that is not is on it only if it moved by more than the error of the change, where
    the path asks it to move.
    """
    target, baseline = case.target, case.target.baseline(case.as_of)
    if baseline is None:
        return _unsaid("no_baseline")
    if target.goal_value is None:
        return _unsaid("no_goal")
    if target.due_date is None:
        return _unsaid("no_due_date")
    if target.due_date <= year_end(baseline[0]):
        return _unsaid("due_before_baseline")
    past = case.as_of > target.due_date
    figure = case.of_year(target.due_date.year) if past and latest else latest
    if latest and figure is None:
        return _unsaid("no_figure_at_due")
    found = case.compared(figure)
    expected = case.expected(figure.reference_year) if figure else None
    if found.reason or figure is None or expected is None:
        return _unsaid(found.reason or "no_figure")
    if not past and _too_old(case, figure):
        return _unsaid("data_too_old")
    if target.sign == 0:
        return _unsaid("direction_unknown")
    if target.sign * (target.goal_value - baseline[1]) < 0:
        return _unsaid("goal_against_direction")
    error = own_error(figure, case.trend(figure))
    if error is None:
        return _unsaid("too_few_points")
    short = target.sign * (expected - figure.value)
    if exceeds(short, error.margin(), expected, figure.value):
        return "missed" if past else "off_track", None
    if past and exceeds(short, 0.0, expected, figure.value):
        return _unsaid("goal_within_error")
    must_move = target.sign * (expected - baseline[1]) > 0
    if must_move and found.change_is != "improved":
        return _unsaid(_in_doubt(found))
    return "reached" if past else "on_track", None
