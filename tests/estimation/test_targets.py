"""What may be said of a target: worked cases, and why nothing can be said."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import polars as pl
import pytest
from scipy import stats

from estimation import thriving
from estimation.targets import assess_targets
from estimation.targets.path import LOW_RELIABILITY_ERROR
from tests.estimation.target_cases import (
    AS_OF,
    LIMITS,
    PATH_SCHEMA,
    SERIES_SCHEMA,
    SURE,
    TARGET,
    TARGET_SCHEMA,
    assessed,
    said,
    series,
    unsaid,
)


def test_a_target_on_its_path_worked_by_hand() -> None:
    row = assessed(series(SURE, error=0.5))
    assert row["published_baseline"] == 60 and row["baseline_agrees"] is True
    assert (row["latest_year"], row["latest_value"], row["latest_error"]) == (2024, 66, 0.5)
    # 31/12/2021 to 31/12/2026 are 1826 days, to 31/12/2024 1096.
    assert row["path_value"] == pytest.approx(60 + 10 * 1096 / 1826)
    assert row["distance"] == 4 and row["distance_share"] == pytest.approx(0.6)
    assert row["change_from_baseline"] == 6
    assert row["change_error"] == pytest.approx(math.sqrt(0.5))
    assert row["change_is"] == "improved"
    # (1.96 + 0.84) times the square root of 0.5 is 1.98.
    assert row["minimum_detectable_change"] == pytest.approx(1.981, abs=5e-4)
    assert row["mdc_from"] == "sampling" and row["goal_is_detectable"] is True
    assert row["trend_per_year"] is None and row["projection_reason"] == "too_few_points"
    assert said(row) == ("on_track", None)


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (66.5, ("on_track", None)),
        (65.1, ("on_track", None)),  # worse than 66.0, but by less than 1.96 times 0.5
        (64.9, ("off_track", None)),
        (61.0, ("off_track", None)),  # no significant change either: it did not move
        (50.0, ("off_track", None)),
    ],
)
def test_the_error_of_the_latest_figure_is_the_tolerance_of_the_path(
    latest: float, expected: tuple[str, str | None]
) -> None:
    assert said(assessed(series({2021: 60, 2024: latest}, error=0.5))) == expected


def test_a_change_within_its_error_is_none() -> None:
    row = assessed(series({2021: 60, 2022: 62.5}, error=1.0))
    assert row["change_from_baseline"] == 2.5
    assert row["change_is"] == "no_significant_change"  # 1.96 times 1.41 is 2.77
    assert said(row) == unsaid("change_within_error")


def test_without_sampling_errors_the_usual_swing_is_the_error() -> None:
    values = {2018: 60.0, 2019: 62, 2020: 59, 2021: 60, 2022: 62, 2023: 60, 2024: 63}
    row = assessed(series(values))
    line = stats.linregress(list(values), list(values.values()))
    residuals = [y - line.intercept - line.slope * x for x, y in values.items()]
    swing = math.sqrt(sum(r**2 for r in residuals) / 5)
    assert row["change_error"] == pytest.approx(math.sqrt(2) * swing)
    assert row["change_is"] == "within_usual_swing"
    assert row["mdc_from"] == "residual"
    power = stats.t.ppf(0.975, 5) + stats.t.ppf(0.8, 5)
    assert row["minimum_detectable_change"] == pytest.approx(power * math.sqrt(2) * swing)


def test_two_figures_without_an_error_tell_nothing() -> None:
    row = assessed(series(SURE))
    assert row["change_from_baseline"] == 6 and row["change_error"] is None
    assert row["change_is"] == "error_unknown"
    assert row["minimum_detectable_change"] is None and row["goal_is_detectable"] is None
    assert row["mdc_from"] == "unknown"
    assert said(row) == unsaid("too_few_points")


def test_a_figure_of_low_reliability_has_the_error_that_publishers_mark() -> None:
    assert LOW_RELIABILITY_ERROR == thriving.PUBLISHED_ERROR
    row = assessed(series(SURE, value_status="low_reliability"))
    assert row["latest_error"] == pytest.approx(0.225 * 66)
    assert said(row) == unsaid("change_within_error")


@pytest.mark.parametrize(
    ("changes", "reason", "change_is"),
    [
        ({"baseline_value": None}, "no_baseline", "no_baseline"),
        ({"baseline_year": None}, "no_baseline", "no_baseline"),
        ({"baseline_frozen_on": None}, "no_baseline", "no_baseline"),
        ({"baseline_frozen_on": dt.date(2025, 7, 1)}, "no_baseline", "no_baseline"),
        ({"goal_value": None}, "no_goal", "improved"),
        ({"due_date": None}, "no_due_date", "improved"),
        ({"due_date": dt.date(2021, 12, 31)}, "due_before_baseline", "improved"),
        ({"baseline_value": 61.0}, "baseline_differs", "not_comparable"),
        ({"baseline_year": 2024, "baseline_value": 66.0}, "data_before_baseline", "no_data"),
        ({"population_group": "female"}, "no_figure", "no_data"),
        (
            {"desired_direction": "none", "goal_value": 60.0},
            "direction_unknown",
            "direction_unknown",
        ),
        ({"goal_value": 50.0}, "goal_against_direction", "improved"),
        ({"comparability_rule": "relative_to_edition"}, "relative_measure", "not_comparable"),
    ],
)
def test_why_nothing_can_be_said(changes: dict[str, Any], reason: str, change_is: str) -> None:
    row = assessed(series(SURE, error=0.5), **changes)
    assert said(row) == unsaid(reason)
    assert row["change_is"] == change_is
    without = change_is in ("no_baseline", "no_data", "not_comparable")
    assert (row["change_from_baseline"] is None) == without
    assert (row["change_error"] is None) == without


def test_an_old_figure_is_no_standing() -> None:
    rows = series(SURE, error=0.5)
    due = {"due_date": dt.date(2031, 12, 31), "goal_value": 70.0}
    assert said(assessed(rows, as_of=dt.date(2027, 12, 31), **due)) == ("on_track", None)
    row = assessed(rows, as_of=dt.date(2028, 1, 1), **due)
    assert said(row) == unsaid("data_too_old") and row["change_is"] == "improved"


def test_figures_of_the_future_do_not_count() -> None:
    row = assessed(series(SURE | {2026: 99.0}, error=0.5))
    assert row["latest_year"] == 2024


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (70.0, ("reached", None)),
        (71.0, ("reached", None)),
        (69.5, unsaid("goal_within_error")),
        (69.0, ("missed", None)),
        (60.0, ("missed", None)),
    ],
)
def test_after_the_due_date_the_figure_of_its_year_decides(
    value: float, expected: tuple[str, str | None]
) -> None:
    past = dt.date(2028, 3, 1)
    at_due = series({2021: 60, 2026: value}, error=0.5)
    assert said(assessed(at_due, as_of=past)) == expected
    for later in (50.0, 80.0):
        row = assessed(at_due + series({2027: later}, error=0.5), as_of=past)
        assert said(row) == expected and row["latest_value"] == later
    assert said(assessed(at_due, as_of=dt.date(2035, 1, 1))) == expected  # never too old
    early = assessed(series({2021: 60, 2025: value}, error=0.5), as_of=past)
    assert said(early) == unsaid("no_figure_at_due")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (66.0, ("watch_worse", None)),
        (54.0, ("watch_not_worse", None)),
        (61.0, unsaid("change_within_error")),
    ],
)
def test_a_negative_effect_is_watched(value: float, expected: tuple[str, str | None]) -> None:
    watch = {"purpose": "watch", "desired_direction": "lower", "goal_value": None, "due_date": None}
    assert said(assessed(series({2021: 60, 2024: value}, error=0.5), **watch)) == expected
    assert said(assessed(series({2021: 60, 2024: value}), **watch)) == unsaid("too_few_points")
    none = watch | {"desired_direction": "none"}
    rows = series({2021: 60, 2024: value}, error=0.5)
    assert said(assessed(rows, **none)) == unsaid("direction_unknown")


def test_rows_that_stand_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="reference_year"):
        assessed(series(SURE) + series(SURE))
    targets = pl.DataFrame([TARGET, TARGET], schema=TARGET_SCHEMA)
    with pytest.raises(ValueError, match="target_key"):
        assess_targets(
            targets,
            pl.DataFrame(schema=PATH_SCHEMA),
            pl.DataFrame(schema=SERIES_SCHEMA),
            AS_OF,
            LIMITS,
        )


def test_series_of_others_and_no_targets() -> None:
    rows = pl.DataFrame(series(SURE) + series(SURE, settlement_code="0031"), schema=SERIES_SCHEMA)
    path = pl.DataFrame(schema=PATH_SCHEMA)
    targets = pl.DataFrame(
        [TARGET | {"settlement_code": "0031"}, TARGET | {"target_key": "a"}], schema=TARGET_SCHEMA
    )
    made = assess_targets(targets, path, rows, AS_OF, LIMITS)
    assert made.select("settlement_code", "target_key").rows() == [("0031", "t1"), ("8000", "a")]
    none = assess_targets(targets.clear(), path, rows, AS_OF, LIMITS)
    assert none.is_empty() and none.schema == made.schema
