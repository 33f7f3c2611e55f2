"""The baseline of a target: what was frozen, what was published, and what compares with it."""

from __future__ import annotations

import math

import pytest

from estimation.targets.path import agrees
from tests.estimation.target_cases import SURE, assessed, said, series, unsaid


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
