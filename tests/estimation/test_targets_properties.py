"""What holds of every target and series."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.estimation.target_cases import AS_OF, Values, assessed, series


def mostly(common: Any, *rare: Any) -> st.SearchStrategy[Any]:
    """Seven times of eight the first: else every case ends at what is missing."""
    return st.integers(0, 7).flatmap(lambda i: st.sampled_from(rare) if i == 7 else common)


NUMBER = st.integers(-400, 400).map(lambda quarters: quarters / 4)
FIGURES = st.dictionaries(st.integers(2015, 2024), mostly(NUMBER, None), min_size=3)
ERROR = st.sampled_from([0.5, None, 0.0, 4.0, 16.0])
DIFFERS = mostly(st.just(False), True)
CASE = st.fixed_dictionaries(
    {
        "purpose": mostly(st.just("goal"), "watch"),
        "desired_direction": st.sampled_from(["higher", "lower", "none"]),
        "baseline_year": mostly(st.integers(2015, 2020), None, 2024),
        "baseline_error": ERROR,
        "baseline_frozen_on": mostly(st.just(dt.date(2022, 1, 1)), None),
        "goal_value": mostly(NUMBER, None),
        "due_date": mostly(st.sampled_from([dt.date(2027, 12, 31), dt.date(2024, 6, 30)]), None),
    }
)
TURNED = {"higher": "lower", "lower": "higher", "none": "none"}
CODES = ("baseline_agrees", "latest_year", "change_is", "trend_points", "projection_reason")
CODES += ("mdc_from", "goal_is_detectable", "status", "reason", "distance_share")
SCALED = ("published_baseline", "latest_value", "path_value", "distance", "change_from_baseline")
SCALED += ("trend_per_year", "projected_value")
WIDTHS = ("latest_error", "change_error", "minimum_detectable_change")
INTERVALS = (("trend_low", "trend_high"), ("projected_low", "projected_high"))


def scaled(case: dict[str, Any], factor: float) -> dict[str, Any]:
    """A target in another unit, or, by a negative factor, with the desired direction turned."""
    numbers = {
        name: None if case[name] is None else case[name] * factor
        for name in ("baseline_value", "goal_value")
    }
    error = case["baseline_error"]
    direction = case["desired_direction"]
    return (
        case
        | numbers
        | {
            "baseline_error": None if error is None else error * abs(factor),
            "desired_direction": direction if factor > 0 else TURNED[direction],
        }
    )


def with_baseline(case: dict[str, Any], values: Values, differs: bool) -> dict[str, Any]:
    """The baseline as published, or far from it; 30 where there is none."""
    published = values.get(case["baseline_year"])
    value = 30.0 if published is None else published
    return case | {"baseline_value": value + 64 if differs else value}


@settings(deadline=None, max_examples=300)
@given(FIGURES, ERROR, CASE, DIFFERS, st.sampled_from([-1.0, 0.25, 8.0, -64.0]))
def test_units_and_signs_do_not_matter(
    values: Values, error: float | None, case: dict[str, Any], differs: bool, factor: float
) -> None:
    """Powers of two, which no arithmetic rounds."""
    case = with_baseline(case, values, differs)
    turned = {year: None if v is None else v * factor for year, v in values.items()}
    width = None if error is None else error * abs(factor)
    one = assessed(series(values, error), **case)
    other = assessed(series(turned, width), **scaled(case, factor))
    for name in CODES:
        assert one[name] == other[name], name
    for name in SCALED:
        expected = None if one[name] is None else pytest.approx(one[name] * factor, abs=1e-9)
        assert other[name] == expected, name
    for name in WIDTHS:
        expected = None if one[name] is None else pytest.approx(one[name] * abs(factor))
        assert other[name] == expected, name
    for low, high in INTERVALS:
        if one[low] is not None:
            ends = sorted((one[low] * factor, one[high] * factor))
            assert [other[low], other[high]] == pytest.approx(ends, abs=1e-9)


@settings(deadline=None, max_examples=300)
@given(FIGURES, ERROR, CASE, DIFFERS)
def test_nothing_is_said_beyond_the_data(
    values: Values, error: float | None, case: dict[str, Any], differs: bool
) -> None:
    row = assessed(series(values, error), **with_baseline(case, values, differs))
    assert (row["reason"] is not None) == (row["status"] == "cannot_be_said")
    frozen = case["baseline_year"] is not None and case["baseline_frozen_on"] is not None
    if not frozen:
        assert row["status"] == "cannot_be_said"
        assert row["change_from_baseline"] is None and row["distance_share"] is None
    if row["status"] != "cannot_be_said":
        assert row["baseline_agrees"] is not False
        assert row["latest_year"] > case["baseline_year"]
        assert row["status"].startswith("watch") == (case["purpose"] == "watch")
        assert (row["status"] in ("reached", "missed")) == (
            case["purpose"] == "goal" and case["due_date"] < AS_OF
        )
    if row["status"] in ("watch_worse", "watch_not_worse"):
        assert row["change_is"] == ("worsened" if row["status"] == "watch_worse" else "improved")
    if row["change_is"] in ("improved", "worsened"):
        assert abs(row["change_from_baseline"]) > row["change_error"]
    if row["trend_per_year"] is None:
        assert row["projected_value"] is None and row["mdc_from"] != "residual"
    if row["projected_value"] is not None:
        assert row["projected_low"] <= row["projected_value"] <= row["projected_high"]
        assert case["due_date"].year - row["latest_year"] <= row["trend_points"]
