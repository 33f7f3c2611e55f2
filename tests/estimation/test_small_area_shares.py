"""Smoothed variances by their formula, benchmarking by what it has to keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from estimation.small_area import benchmark, fay_herriot, smoothed_variance

AREAS = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1000)), min_size=1, max_size=12).map(
    lambda rows: tuple(np.array(column) for column in zip(*rows, strict=True))
)


def test_areas_share_the_design_effect_and_the_share() -> None:
    found = smoothed_variance([0.0, 0.5, 1.0, None], [10, 30, 20, 0], [None, 2.0, 0.5, None])
    share = (15 + 20) / 60
    effect = (30 * 2.0 + 20 * 0.5) / 50
    spread = effect * share * (1 - share)
    assert found.to_list() == pytest.approx([spread / 10, spread / 30, spread / 20, None])


def test_a_synthetic_share_is_the_areas_own() -> None:
    found = smoothed_variance([0.0, 0.4], [10, 20], 1.5, synthetic=[0.1, 0.3])
    assert found.to_list() == pytest.approx([1.5 * 0.09 / 10, 1.5 * 0.21 / 20])


def test_shares_of_zero_no_longer_stop_the_model() -> None:
    generator = np.random.default_rng(1)
    n = generator.integers(3, 40, 40)
    shares = generator.binomial(n, generator.beta(2, 10, 40)) / n
    direct = shares * (1 - shares) / n
    assert (direct == 0).any()
    with pytest.raises(ValueError, match="smooth the variances first"):
        fay_herriot(shares, direct)
    areas = fay_herriot(shares, smoothed_variance(shares, n, 1.0)).areas
    assert areas["mse"].min() > 0


@pytest.mark.parametrize(
    ("match", "given"),
    [
        ("outside 0 to 1", ([40.0, 50.0], [5, 5], 1.0)),
        ("n: negative", ([0.4], [-5], 1.0)),
        ("1 and 2 values for 2", ([0.4, 0.5], [5], [1.0, 1.0])),
        ("none above 0", ([0.4, 0.5], [5, 5], [None, None])),
        ("none above 0", ([0.4, 0.5], [0, None], 1.0)),
        ("none above 0", ([], [], 1.0)),
        ("share of all respondents is 0", ([0.0, 0.0], [5, 5], 1.0)),
    ],
)
def test_what_has_no_variance_says_why(match: str, given: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=match):
        smoothed_variance(*given)
    with pytest.raises(ValueError, match="above 0 and below 1"):
        smoothed_variance([0.4], [5], 1.0, synthetic=[1.0])


def test_the_factor_by_hand() -> None:
    found = benchmark([10.0, 20.0], [3, 1], 15.0)
    assert found["factor"].to_list() == pytest.approx([1.2, 1.2])
    assert found["value"].to_list() == pytest.approx([12.0, 24.0])
    assert found["is_bounded"].to_list() == [False, False]


def test_what_a_share_may_not_exceed_goes_to_the_others() -> None:
    found = benchmark([0.9, 0.3, -0.1], [1, 1, 1], 0.5, upper=1)
    assert found["value"].to_list() == pytest.approx([1.0, 0.5, 0.0])
    assert found["is_bounded"].to_list() == [True, False, True]
    assert found["factor"].to_list() == pytest.approx([5 / 3] * 3)


@given(AREAS, st.floats(0, 1, allow_subnormal=False))
@example((np.array([1.0] * 4 + [0.5]), np.array([849.38, 808.39, 315.43, 888.84, 0.03])), 1.0)
@settings(deadline=None)
def test_the_areas_come_to_the_national_estimate_within_bounds_and_in_order(
    areas: tuple[Any, Any], national: float
) -> None:
    values, weights = areas
    found = benchmark(values, weights, national, upper=1)["value"].to_numpy()
    assert np.average(found, weights=weights) == pytest.approx(national, abs=1e-9)
    assert found.min() >= 0 and found.max() <= 1
    assert (np.diff(found[np.argsort(values, kind="stable")]) >= 0).all()
    free = benchmark(values, weights / weights.sum(), national)["value"].to_numpy()
    np.testing.assert_allclose(
        free, values * national / np.average(values, weights=weights), atol=1e-300
    )


def test_a_benchmark_that_is_met_changes_nothing() -> None:
    found = benchmark([0.2, 0.6], [1, 3], 0.5, upper=1)
    assert found["value"].to_list() == pytest.approx([0.2, 0.6])
    assert found["factor"][0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("match", "given", "upper"),
    [
        ("missing for some areas", ([0.2, None], [1, 1], 0.3), None),
        ("missing for some areas", ([0.2, 0.3], [1, None], 0.3), None),
        ("1 for 2 values", ([0.2, 0.3], [1], 0.3), None),
        ("weights not below 0", ([0.2, 0.3], [1, -1], 0.3), None),
        ("a finite estimate", ([0.2, 0.3], [1, 1], float("nan")), None),
        ("40; expected 0 to 1", ([0.2, 0.3], [1, 1], 40.0), 1),
        ("nothing above 0", ([0.0, 0.0], [1, 1], 0.3), None),
        ("nothing above 0", ([0.5, 0.0], [1, 1], 0.6), 1),
        ("nothing above 0", ([0.5, 0.2], [0, 0], 0.3), None),
        ("nothing above 0", ([], [], 0.3), None),
    ],
)
def test_what_cannot_be_benchmarked_says_why(
    match: str, given: tuple[Any, ...], upper: float | None
) -> None:
    with pytest.raises(ValueError, match=match):
        benchmark(*given, upper=upper)


def test_lists_arrays_and_series_are_alike() -> None:
    expected = benchmark([1.0, 2.0], [1, 1], 3.0)
    for kind in (np.array, pl.Series):
        assert benchmark(kind([1.0, 2.0]), kind([1, 1]), 3.0).equals(expected)


def test_a_frame_of_one_column_is_a_column() -> None:
    direct, variance = pl.DataFrame({"y": [1.0, 2.0, 4.0, 3.0]}), pl.DataFrame({"v": [0.5] * 4})
    of_frames = fay_herriot(direct, variance)
    assert of_frames.areas.equals(fay_herriot(direct["y"], variance["v"]).areas)
    with pytest.raises(ValueError, match="2 columns; expected one"):
        fay_herriot(direct.with_columns(z=pl.lit(1.0)), variance["v"])
