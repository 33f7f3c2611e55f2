"""The path to a target and the trend of its series, against scipy and a textbook."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from estimation.targets.path import path_value, trend_of
from tests.estimation.target_cases import assessed, said, series


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
