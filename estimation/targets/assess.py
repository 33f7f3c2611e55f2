"""Targets of a programme against the published series: how far, which way, and how sure.

A verdict is given only where the figures bear it; else the status is ``cannot_be_said``, with the
first reason that stands in the way. The formulas stand in ``estimation.targets.path``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import polars as pl

from estimation.targets.path import RELATIVE, Comparison, Figure, Target, agrees
from estimation.targets.status import Case, TargetLimits, verdict

TARGET_KEY = ("settlement_code", "target_key")
SERIES_KEY = ("settlement_code", "indicator_id", "population_group")

_SCHEMA: dict[str, type[pl.DataType]] = {
    "settlement_code": pl.String,
    "target_key": pl.String,
    "published_baseline": pl.Float64,
    "baseline_agrees": pl.Boolean,
    "latest_year": pl.Int32,
    "latest_value": pl.Float64,
    "latest_error": pl.Float64,
    "path_value": pl.Float64,
    "distance": pl.Float64,
    "distance_share": pl.Float64,
    "change_from_baseline": pl.Float64,
    "change_error": pl.Float64,
    "change_is": pl.String,
    "trend_points": pl.Int32,
    "trend_per_year": pl.Float64,
    "trend_low": pl.Float64,
    "trend_high": pl.Float64,
    "projected_value": pl.Float64,
    "projected_low": pl.Float64,
    "projected_high": pl.Float64,
    "projection_reason": pl.String,
    "minimum_detectable_change": pl.Float64,
    "mdc_from": pl.String,
    "goal_is_detectable": pl.Boolean,
    "status": pl.String,
    "reason": pl.String,
}


def assess_targets(
    targets: pl.DataFrame,
    path: pl.DataFrame,
    series: pl.DataFrame,
    as_of: dt.date,
    limits: TargetLimits,
) -> pl.DataFrame:
    """What may be said of each target on a day.

    Args:
        targets: one row for each ``settlement_code, target_key``: ``purpose`` (goal, watch),
            ``indicator_id, population_group``, ``desired_direction`` (higher, lower, none:
            then the goal tells it), ``comparability_rule``, ``baseline_year,
            baseline_value, baseline_error`` (standard error), ``baseline_edition,
            baseline_frozen_on, goal_value, due_date``; values in the unit of the indicator, null
            where not given. A baseline counts from the day it was frozen.
        path: ``settlement_code, target_key, by_date, value``: steps agreed between.
        series: one row for each ``settlement_code, indicator_id, population_group,
            reference_year``, of the latest vintage: ``value, standard_error, value_status,
            series_segment, edition``. Years after ``as_of`` do not count.
        as_of: the day.
        limits: see there.

    Returns:
        One row for each target, sorted by key. Values in the unit of the indicator:
        ``published_baseline`` and whether it is, to the digits given, the baseline
        (``baseline_agrees``; null: not published); ``latest_year, latest_value, latest_error``
        (standard error); ``path_value`` at the end of the latest year (null for a relative
        measure); ``distance`` (goal less latest), null after a break of the series;
        ``distance_share`` (1: all the way done), null where baseline and latest do not compare;
        ``change_from_baseline`` with its standard error; ``change_is`` improved,
        worsened, no_significant_change (within its sampling error), within_usual_swing,
        error_unknown, direction_unknown, not_comparable, no_baseline, no_data; the trend a year in
        the latest segment with its 95 % interval; the projection to the due year with the 95 %
        interval of a new figure, never further than as many years as there are figures, else
        ``projection_reason`` (no_due_date, no_figure, due_year_reached, too_few_points,
        horizon_too_far); ``minimum_detectable_change``, what it is known from (sampling,
        residual, unknown), and whether the goal is at least as far from the baseline; ``status``
        (on_track, off_track; reached, missed after the due date, by the figure of the due year;
        watch_worse, watch_not_worse; cannot_be_said) and the ``reason`` of the last: no_baseline,
        no_goal, no_due_date, due_before_baseline, no_figure, no_figure_at_due, baseline_differs,
        data_before_baseline, relative_measure, series_broken, baseline_not_in_series,
        data_too_old, direction_unknown, goal_against_direction, too_few_points (neither an error
        nor a usual swing is known), change_within_error, goal_within_error.

    Raises:
        ValueError: a target, or a year of a series, that stands twice.
    """
    _once(targets, TARGET_KEY)
    series = series.join(targets, on=list(SERIES_KEY), how="semi")
    _once(series, (*SERIES_KEY, "reference_year"))
    steps = defaultdict(list)
    for row in _numbers(path, "value").drop_nulls(["by_date", "value"]).iter_rows(named=True):
        steps[_key(row, TARGET_KEY)].append((row["by_date"], row["value"]))
    known = defaultdict(list)
    until = series.filter(pl.col("reference_year") <= as_of.year).sort("reference_year")
    for row in _numbers(until, "value", "standard_error").iter_rows(named=True):
        known[_key(row, SERIES_KEY)].append(row)
    rows = []
    numbers = ("baseline_value", "baseline_error", "goal_value")
    for row in _numbers(targets, *numbers).sort(TARGET_KEY).iter_rows(named=True):
        of_target, of_series = _key(row, TARGET_KEY), known[_key(row, SERIES_KEY)]
        case = Case(
            target=Target(**_named(Target, row)),
            steps=steps[of_target],
            figures=[Figure(**_named(Figure, r)) for r in of_series if r["value"] is not None],
            segments={r["reference_year"]: r["series_segment"] for r in of_series},
            as_of=as_of,
            limits=limits,
        )
        rows.append(dict(zip(TARGET_KEY, of_target, strict=True)) | _assessed(case))
    return pl.DataFrame(rows, schema=_SCHEMA)


def _once(frame: pl.DataFrame, key: Sequence[str]) -> None:
    double = frame.filter(frame.select(key).is_duplicated()).select(key).unique().sort(key)
    if double.height:
        raise ValueError(f"more than one row for {key}: {double.head(5).rows()}")


def _numbers(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(*names).cast(pl.Float64).fill_nan(None))


def _key(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def _named(kind: type, row: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(kind)}


def _assessed(case: Case) -> dict[str, object]:
    target = case.target
    latest = case.figures[-1] if case.figures else None
    published = case.of_year(target.baseline_year)
    found = case.compared(latest)
    status, reason = verdict(case, latest)
    comparable = found.change_is != "not_comparable"
    relative = target.comparability_rule == RELATIVE
    return {
        "published_baseline": published and published.value,
        "baseline_agrees": (
            agrees(target.baseline_value, published.value)
            if published and target.baseline_value is not None
            else None
        ),
        "latest_year": latest and latest.reference_year,
        "latest_value": latest and latest.value,
        "latest_error": latest and latest.error,
        # Between two editions of a relative measure there is no way, though there is a distance.
        "path_value": None if latest is None or relative else case.expected(latest.reference_year),
        "distance": (
            target.goal_value - latest.value
            if latest and (comparable or relative) and target.goal_value is not None
            else None
        ),
        "distance_share": _share_done(case, found),
        "change_from_baseline": found.change,
        "change_error": found.error.size if found.error and found.change is not None else None,
        "change_is": found.change_is,
        **_trend(case, latest),
        **_detectable(case, found),
        "status": status,
        "reason": reason,
    }


def _way(case: Case) -> float | None:
    """From the frozen baseline to the goal."""
    baseline = case.target.baseline(case.as_of)
    if baseline is None or case.target.goal_value is None:
        return None
    return case.target.goal_value - baseline[1]


def _share_done(case: Case, found: Comparison) -> float | None:
    way = _way(case)
    # A goal that is worse than the baseline is no way to go.
    if not way or found.change is None or way * case.target.sign < 0:
        return None
    return found.change / way


def _detectable(case: Case, found: Comparison) -> dict[str, object]:
    least = found.error.detectable() if found.error else None
    way = _way(case)
    return {
        "minimum_detectable_change": least,
        "mdc_from": found.error.source if found.error else "unknown",
        "goal_is_detectable": None if least is None or way is None else abs(way) >= least,
    }


def _trend(case: Case, latest: Figure | None) -> dict[str, object]:
    trend, due = case.trend(latest), case.target.due_date
    found: dict[str, object] = {}
    if trend:
        margin = trend.slope_margin()
        found = {
            "trend_points": trend.points,
            "trend_per_year": trend.slope,
            "trend_low": trend.slope - margin,
            "trend_high": trend.slope + margin,
        }
    if due is None or latest is None:
        reason = "no_figure" if due else "no_due_date"
    elif due.year <= latest.reference_year:
        reason = "due_year_reached"
    elif trend is None:
        reason = "too_few_points"
    elif due.year - latest.reference_year > trend.points:
        reason = "horizon_too_far"
    else:
        value, margin = trend.at(due.year)
        return found | {
            "projected_value": value,
            "projected_low": value - margin,
            "projected_high": value + margin,
        }
    return found | {"projection_reason": reason}
