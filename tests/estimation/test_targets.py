"""Targets against series: worked cases, what scipy and a textbook give, and what must always hold.

The case of most tests: 60 % in 2021, frozen; 70 % by the end of 2026; so two points a year.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from estimation import thriving
from estimation.targets import TargetLimits, assess_targets
from estimation.targets.path import (
    LOW_RELIABILITY_ERROR,
    agrees,
    path_value,
    trend_of,
)

AS_OF = dt.date(2025, 6, 30)
LIMITS = TargetLimits(max_age_years=3)
TARGET: dict[str, Any] = {
    "settlement_code": "8000",
    "target_key": "t1",
    "purpose": "goal",
    "indicator_id": "matriculation_eligibility_pct",
    "population_group": "all",
    "desired_direction": "higher",
    "comparability_rule": "series",
    "unit": "percent",
    "baseline_year": 2021,
    "baseline_value": 60.0,
    "baseline_error": None,
    "baseline_edition": "2022",
    "baseline_frozen_on": dt.date(2023, 3, 1),
    "goal_value": 70.0,
    "due_date": dt.date(2026, 12, 31),
}
TARGET_SCHEMA = {
    "settlement_code": pl.String,
    "target_key": pl.String,
    "purpose": pl.String,
    "indicator_id": pl.String,
    "population_group": pl.String,
    "desired_direction": pl.String,
    "comparability_rule": pl.String,
    "unit": pl.String,
    "baseline_year": pl.Int32,
    "baseline_value": pl.Float64,
    "baseline_error": pl.Float64,
    "baseline_edition": pl.String,
    "baseline_frozen_on": pl.Date,
    "goal_value": pl.Float64,
    "due_date": pl.Date,
}
SERIES_SCHEMA = {
    "settlement_code": pl.String,
    "indicator_id": pl.String,
    "population_group": pl.String,
    "reference_year": pl.Int32,
    "value": pl.Float64,
    "standard_error": pl.Float64,
    "value_status": pl.String,
    "series_segment": pl.Int32,
    "vintage": pl.String,
    "edition": pl.String,
}
PATH_SCHEMA = {
    "settlement_code": pl.String,
    "target_key": pl.String,
    "by_date": pl.Date,
    "value": pl.Float64,
}
Values = dict[int, float | None]
SURE = {2021: 60.0, 2024: 66.0}


def series(values: Values, error: float | None = None, **changes: Any) -> list[dict[str, Any]]:
    return [
        {
            "settlement_code": "8000",
            "indicator_id": "matriculation_eligibility_pct",
            "population_group": "all",
            "reference_year": year,
            "value": value,
            "standard_error": error,
            "value_status": "observed",
            "series_segment": 1,
            "vintage": f"{year + 1}",
            "edition": f"{year + 1}",
            **changes,
        }
        for year, value in values.items()
    ]


def assessed(
    rows: list[dict[str, Any]],
    steps: dict[dt.date, float] | None = None,
    as_of: dt.date = AS_OF,
    limits: TargetLimits = LIMITS,
    **changes: Any,
) -> dict[str, Any]:
    """The one row of a target, ``TARGET`` but for the changes."""
    path = [("8000", "t1", day, value) for day, value in (steps or {}).items()]
    made = assess_targets(
        pl.DataFrame([TARGET | changes], schema=TARGET_SCHEMA),
        pl.DataFrame(path, schema=PATH_SCHEMA, orient="row"),
        pl.DataFrame(rows, schema=SERIES_SCHEMA),
        as_of,
        limits,
    )
    assert made.height == 1
    return made.row(0, named=True)


def said(row: dict[str, Any]) -> tuple[str, str | None]:
    return row["status"], row["reason"]


def unsaid(reason: str) -> tuple[str, str]:
    return "cannot_be_said", reason


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


def test_the_error_of_the_frozen_baseline_goes_before_the_published_one() -> None:
    row = assessed(series(SURE, error=0.5), baseline_error=1.2)
    assert row["change_error"] == pytest.approx(1.3)


def test_what_was_rounded_off_the_baseline_is_no_change() -> None:
    """1.7 is more than the 1.39 that the samples leave open, but not than 1.39 and 0.4."""
    assert assessed(series({2021: 60.0, 2024: 61.7}, error=0.5))["change_is"] == "improved"
    rounded = assessed(series({2021: 60.4, 2024: 61.7}, error=0.5))
    assert rounded["baseline_agrees"] is True
    assert rounded["change_from_baseline"] == pytest.approx(1.7)
    assert rounded["change_is"] == "no_significant_change"


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


def test_the_trend_is_that_of_scipy() -> None:
    values = {2017: 58.0, 2019: 61.5, 2020: 59.9, 2021: 60.0, 2024: 65.2}
    row = assessed(series(values))
    line = stats.linregress(list(values), list(values.values()))
    margin = stats.t.ppf(0.975, 3) * line.stderr
    assert row["trend_points"] == 5
    assert row["trend_per_year"] == pytest.approx(line.slope)
    assert row["trend_low"] == pytest.approx(line.slope - margin)
    assert row["trend_high"] == pytest.approx(line.slope + margin)
    assert row["projected_value"] == pytest.approx(line.intercept + line.slope * 2026)


def test_the_prediction_interval_worked_by_hand() -> None:
    """x 1 to 5, y 1 1 2 2 4: slope 0.7, level 2 at 3, Sxx 10, squared residuals 1.1."""
    trend = trend_of([1, 2, 3, 4, 5], [1.0, 1, 2, 2, 4], 4)
    assert trend is not None
    value, margin = trend.at(4)
    assert value == pytest.approx(2.7)
    # 3.1824 (t of 3 degrees) times sqrt(1.1 / 3) times sqrt(1 + 1/5 + 1/10)
    assert margin == pytest.approx(3.1824 * 0.60553 * 1.14018, abs=1e-3)


def test_the_line_runs_through_the_latest_segment_only() -> None:
    old = series(dict.fromkeys(range(2010, 2021), 90.0), series_segment=1)
    new = series({2021: 60, 2022: 61, 2023: 62, 2024: 63}, series_segment=2)
    row = assessed(old + new)
    assert row["trend_points"] == 4 and row["trend_per_year"] == pytest.approx(1)
    assert row["projected_value"] == pytest.approx(65)


def test_nothing_is_projected_further_than_there_are_figures() -> None:
    rows = series({2021: 60, 2022: 61, 2023: 62, 2024: 63})
    near = assessed(rows, due_date=dt.date(2028, 6, 30))
    far = assessed(rows, due_date=dt.date(2029, 1, 1))
    assert near["projected_value"] == pytest.approx(67) and near["projection_reason"] is None
    assert far["projected_value"] is None and far["projection_reason"] == "horizon_too_far"
    assert far["trend_per_year"] == pytest.approx(1)
    assert assessed(rows, due_date=None)["projection_reason"] == "no_due_date"
    assert assessed(rows, due_date=dt.date(2024, 9, 1))["projection_reason"] == "due_year_reached"
    assert assessed([])["projection_reason"] == "no_figure"


def test_steps_bend_the_path() -> None:
    late = {dt.date(2024, 12, 31): 61.0, dt.date(2023, 12, 31): 60.0}
    row = assessed(series({2021: 60, 2024: 63}, error=0.5), late)
    assert row["path_value"] == 61 and said(row) == ("on_track", None)
    assert said(assessed(series({2021: 60, 2024: 63}, error=0.5))) == ("off_track", None)


def test_where_the_path_asks_for_no_change_none_is_needed() -> None:
    flat = {dt.date(2024, 12, 31): 60.0}
    assert said(assessed(series({2021: 60, 2024: 60.4}, error=0.5), flat)) == ("on_track", None)
    assert said(assessed(series({2021: 60, 2024: 58.4}, error=0.5), flat)) == ("off_track", None)
    held = assessed(series({2021: 60, 2024: 60.4}, error=0.5), goal_value=60.0)
    assert said(held) == ("on_track", None) and held["distance_share"] is None


def test_the_path_between_its_points() -> None:
    start, goal = (dt.date(2021, 1, 1), 10.0), (dt.date(2021, 1, 11), 20.0)
    step = (dt.date(2021, 1, 3), 18.0)
    outside = [(dt.date(2020, 1, 1), 99.0), (dt.date(2022, 1, 1), 99.0)]
    found = [
        path_value(start, [*outside, step], goal, dt.date(2021, 1, day)) for day in (1, 2, 3, 7)
    ]
    assert found == pytest.approx([10, 14, 18, 19])
    assert path_value(start, [], goal, dt.date(2020, 12, 31)) is None
    assert path_value(start, [], goal, dt.date(2025, 1, 1)) == 20


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


def test_a_baseline_that_differs_is_shown_and_not_reckoned_with() -> None:
    row = assessed(series(SURE, error=0.5), baseline_value=61.0)
    assert row["published_baseline"] == 60 and row["baseline_agrees"] is False
    assert row["latest_value"] == 66 and row["distance"] is None and row["distance_share"] is None


def test_a_goal_worse_than_the_baseline_is_no_way_to_go() -> None:
    row = assessed(series({2021: 60, 2024: 55}, error=0.5), goal_value=50.0)
    assert row["change_is"] == "worsened" and row["distance_share"] is None


def test_a_baseline_that_is_not_published_is_not_said_to_differ() -> None:
    hidden = series({2021: None}, value_status="suppressed") + series({2024: 66.0}, error=0.5)
    row = assessed(hidden, baseline_error=0.5)
    assert row["published_baseline"] is None and row["baseline_agrees"] is None
    assert said(row) == ("on_track", None)


def test_a_baseline_year_outside_the_series_may_be_of_another_definition() -> None:
    later = series({2022: 61, 2024: 66}, error=0.5)
    assert said(assessed(later, baseline_error=0.5)) == unsaid("baseline_not_in_series")
    both_sides = series({2019: 58}, error=0.5) + later
    assert said(assessed(both_sides, baseline_error=0.5)) == ("on_track", None)
    broken = series({2019: 58}, error=0.5) + series({2022: 61, 2024: 66}, 0.5, series_segment=2)
    assert said(assessed(broken, baseline_error=0.5)) == unsaid("baseline_not_in_series")


def test_no_change_runs_across_a_break() -> None:
    row = assessed(series({2021: 60}, 0.5) + series({2024: 66}, 0.5, series_segment=2))
    assert said(row) == unsaid("series_broken")
    assert row["change_is"] == "not_comparable" and row["distance"] is None
    assert row["mdc_from"] == "unknown"


def test_a_cluster_of_another_edition_is_another_measure() -> None:
    """Each edition ranks anew: cluster 3 and cluster 4 of two editions are no improvement."""
    editions = [
        series({year: value}, series_segment=no)[0]
        for no, (year, value) in enumerate({2015: 2.0, 2017: 2.0, 2019: 3.0, 2021: 4.0}.items())
    ]
    row = assessed(
        editions,
        comparability_rule="relative_to_edition",
        baseline_year=2019,
        baseline_value=3.0,
        baseline_edition="2020",
        goal_value=6.0,
    )
    assert said(row) == unsaid("relative_measure")
    assert row["change_is"] == "not_comparable" and row["trend_per_year"] is None


def test_within_one_edition_a_relative_measure_compares() -> None:
    rows = series(SURE, error=0.5, edition="2025")
    relative = {"comparability_rule": "relative_to_edition"}
    assert said(assessed(rows, **relative, baseline_edition="2025")) == ("on_track", None)
    assert said(assessed(rows, **relative, baseline_edition=None)) == ("on_track", None)
    assert said(assessed(rows, **relative, baseline_edition="2022")) == unsaid("relative_measure")


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


def test_before_there_is_a_change_the_error_of_the_baseline_tells_what_can_be_detected() -> None:
    row = assessed(series({2021: 60}), baseline_error=4.0)
    assert said(row) == unsaid("data_before_baseline") and row["change_error"] is None
    assert row["minimum_detectable_change"] == pytest.approx(2.8016 * 4 * math.sqrt(2), abs=1e-3)
    assert row["mdc_from"] == "sampling" and row["goal_is_detectable"] is False


@pytest.mark.parametrize(
    ("given", "published", "same"),
    [
        (61.5, 61.5, True),
        (61.5, 61.45, True),
        (61.5, 61.5499, True),
        (61.5, 61.56, False),
        (61.0, 61.4, True),
        (61.0, 61.6, False),
        (1200.0, 1201.0, False),
        (0.123, 0.1226, True),
        (0.123, 0.1236, False),
        (-0.5, 0.5, False),
    ],
)
def test_a_baseline_agrees_to_the_digits_given(given: float, published: float, same: bool) -> None:
    assert agrees(given, published) is same
    assert agrees(-given, -published) is same


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


@given(
    st.lists(st.integers(1990, 2024), min_size=4, max_size=20, unique=True),
    st.floats(-1e4, 1e4),
    st.floats(-500, 500),
    st.integers(2025, 2040),
)
def test_an_exact_line_is_projected_exactly(
    years: list[int], level: float, slope: float, due: int
) -> None:
    trend = trend_of(years, [level + slope * (year - 2000) for year in years], 4)
    assert trend is not None
    value, margin = trend.at(due)
    assert value == pytest.approx(level + slope * (due - 2000), rel=1e-9, abs=1e-6)
    assert margin == 0 and trend.slope_margin() == 0


@given(
    st.dictionaries(st.integers(1990, 2024), st.floats(-1e3, 1e3), min_size=4, max_size=15),
)
def test_every_line_is_that_of_scipy(values: dict[int, float]) -> None:
    trend = trend_of(list(values), list(values.values()), 4)
    line = stats.linregress(list(values), list(values.values()))
    size = max(abs(value) for value in values.values()) + 1e-9
    assert trend is not None
    assert trend.slope == pytest.approx(line.slope, rel=1e-6, abs=1e-9 * size)
    # scipy knows no error of a line without any slope and noise.
    margin = stats.t.ppf(0.975, len(values) - 2) * np.nan_to_num(line.stderr)
    assert trend.slope_margin() == pytest.approx(margin, rel=1e-4, abs=1e-6 * size)


def test_the_projection_covers_as_often_as_it_says() -> None:
    """Of 2000 series of known noise, 95 % of the figures to come are within (three errors: 1.5)."""
    generator = np.random.default_rng(5)
    years, within = list(range(2018, 2024)), 0
    for _ in range(2000):
        noise = generator.normal(0, 2, 7)
        trend = trend_of(years, [50 + 1.5 * i + noise[i] for i in range(6)], 4)
        assert trend is not None
        value, margin = trend.at(2026)
        within += abs(50 + 1.5 * 8 + noise[6] - value) <= margin
    assert within / 2000 == pytest.approx(0.95, abs=0.015)
