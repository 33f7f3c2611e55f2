"""Changes against a baseline: by hand, as the targets have it, and as scipy has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from estimation.change import classify_change, false_discovery_rate, minimum_detectable_effect
from estimation.targets.path import Error, Figure, Target, Trend, compared

AS_OF = dt.date(2025, 6, 30)


def one(
    baseline: float | None = 60.0,
    latest: float | None = 66.0,
    errors: tuple[float | None, float | None] = (1.5, 2.0),
    **changes: Any,
) -> dict[str, Any]:
    options: dict[str, Any] = {"comparable": True, "desired_direction": "higher"} | changes
    return classify_change([baseline], [latest], [errors[0]], [errors[1]], **options).row(
        0, named=True
    )


def test_a_change_of_six_with_an_error_of_two_and_a_half() -> None:
    row = one()
    assert row["change"] == 6.0
    assert row["change_error"] == pytest.approx(2.5)  # 3, 4, 5
    assert (row["change_low"], row["change_high"]) == pytest.approx((1.1000900, 10.8999100))
    assert row["p_value"] == pytest.approx(2 * stats.norm.sf(2.4))
    assert (row["error_from"], row["change_is"]) == ("sampling", "improved")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"desired_direction": "lower"}, "worsened"),
        ({"desired_direction": "none"}, "direction_unknown"),
        ({"latest": 54.0}, "worsened"),
        ({"latest": 64.0}, "no_significant_change"),
        ({"latest": 64.0, "desired_direction": "none"}, "no_significant_change"),
        ({"level": 0.99}, "no_significant_change"),
        ({"errors": (None, 2.0)}, "error_unknown"),
        ({"errors": (1.5, None)}, "error_unknown"),
        ({"errors": (0.0, 0.0), "latest": 60.001}, "improved"),
        ({"errors": (0.0, 0.0), "latest": 60.0}, "no_significant_change"),
        ({"errors": (0.0, 0.0), "baseline": 0.3, "latest": 0.1 + 0.2}, "no_significant_change"),
        ({"comparable": False}, "not_comparable"),
        ({"comparable": [None]}, "not_comparable"),
        ({"baseline": None}, "no_baseline"),
        ({"baseline": float("nan")}, "no_baseline"),
        ({"latest": None}, "no_data"),
        ({"baseline": None, "latest": None, "comparable": False}, "no_baseline"),
    ],
)
def test_classes(case: dict[str, Any], expected: str) -> None:
    row = one(**case)
    assert row["change_is"] == expected
    if expected in ("not_comparable", "no_baseline", "no_data"):
        assert {value for name, value in row.items() if name != "change_is"} == {None}
    if expected == "error_unknown":
        assert row["change"] == 6.0
        assert row["p_value"] is row["change_low"] is row["error_from"] is None


def test_the_usual_swing_stands_in_where_an_error_is_not_known() -> None:
    row = one(errors=(1.5, None), usual_swing=[2.0], swing_freedom=[5])
    assert row["change_error"] == pytest.approx(8**0.5)
    margin = stats.t.ppf(0.975, 5) * 8**0.5
    assert (row["change_low"], row["change_high"]) == pytest.approx((6 - margin, 6 + margin))
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(6 / 8**0.5, 5))
    assert (row["error_from"], row["change_is"]) == ("residual", "no_significant_change")
    assert one(usual_swing=[50.0])["error_from"] == "sampling"


def test_rows_do_not_touch_each_other() -> None:
    made = classify_change(
        [60, None, 60],
        [70, 70, 55],
        [1, 1, None],
        [1, 1, 1],
        comparable=pl.Series([True, True, True]),
        desired_direction=["higher", "higher", "lower"],
        usual_swing=[None, None, 1],
    )
    assert made["change_is"].to_list() == ["improved", "no_baseline", "improved"]
    empty = classify_change([], [], [], [], comparable=True, desired_direction="higher")
    assert empty.height == 0 and empty["change_is"].dtype == pl.String


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"errors": (-1.0, 1.0)}, "baseline_error: -1; expected at least 0"),
        ({"desired_direction": "up"}, "desired_direction: up"),
        ({"comparable": [True, False]}, "comparable: 2 rows; expected 1"),
        ({"usual_swing": [1.0, 2.0]}, "usual_swing: 2 rows; expected 1"),
        ({"level": 1.0}, "level 1.0"),
    ],
)
def test_what_cannot_be_worked_with_is_refused(case: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        one(**case)


numbers = st.floats(-100, 100).map(lambda value: round(value, 2))
sizes = st.none() | st.floats(0.01, 30)


@given(numbers, numbers, sizes, sizes, sizes, st.integers(2, 20), st.sampled_from([1, -1]))
def test_as_the_targets_have_it(
    baseline: float,
    latest: float,
    then: float | None,
    now: float | None,
    swing: float | None,
    freedom: int,
    sign: int,
) -> None:
    direction = "higher" if sign > 0 else "lower"
    target = Target(
        "goal", direction, "series", 2021, baseline, then, None, dt.date(2022, 1, 1), None, None
    )
    trend = Trend(freedom + 2, 2020.0, 50.0, 0.0, swing, 10.0) if swing is not None else None
    theirs = compared(
        target,
        AS_OF,
        {2021: 1, 2024: 1},
        Figure(2021, baseline, then, "observed", 1, None),
        Figure(2024, latest, now, "observed", 1, None),
        trend,
    )
    ours = one(
        baseline,
        latest,
        (then, now),
        usual_swing=[swing],
        swing_freedom=[freedom],
        desired_direction=direction,
    )
    assert ours["change_is"] == theirs.change_is.replace(
        "within_usual_swing", "no_significant_change"
    )
    assert ours["change"] == theirs.change
    if theirs.error:
        assert ours["change_error"] == pytest.approx(theirs.error.size, rel=1e-12)
        assert ours["error_from"] == theirs.error.source
        least = minimum_detectable_effect(theirs.error.size, theirs.error.freedom)
        assert float(least) == pytest.approx(theirs.error.detectable(), rel=1e-12)


@given(numbers, numbers, st.floats(0.01, 30), st.floats(0.5, 0.999))
def test_class_interval_and_p_value_say_the_same(
    baseline: float, latest: float, error: float, level: float
) -> None:
    row = one(baseline, latest, (error, error), level=level)
    moved = row["change_is"] != "no_significant_change"
    if abs(row["p_value"] - (1 - level)) > 1e-6:
        assert moved == (row["p_value"] < 1 - level)
        assert moved == (row["change_low"] > 0 or row["change_high"] < 0)


def test_of_no_change_one_in_twenty_is_called_one() -> None:
    draw = np.random.default_rng(11)
    rows = 20_000
    made = classify_change(
        50 + 3 * draw.standard_normal(rows),
        50 + 4 * draw.standard_normal(rows),
        [3.0] * rows,
        [4.0] * rows,
        comparable=True,
        desired_direction="higher",
    )
    share = made["change_is"].is_in(["improved", "worsened"]).mean()
    assert share == pytest.approx(0.05, abs=4 * (0.05 * 0.95 / rows) ** 0.5)


def test_false_discoveries_by_hand() -> None:
    # 4 tests: 0.01·4/1, 0.02·4/2, 0.03·4/3 → 0.04 each; 0.5·4/4. The untested one does not count.
    made = false_discovery_rate([0.5, 0.01, None, 0.03, 0.02])
    assert made["q_value"].to_list() == pytest.approx([0.5, 0.04, None, 0.04, 0.04])
    assert made["is_discovery"].to_list() == [False, True, None, True, True]
    assert false_discovery_rate([0.04])["is_discovery"].to_list() == [True]
    assert not false_discovery_rate([0.04, 0.9])["is_discovery"].any()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discoveries_as_scipy_has_them(p: list[float]) -> None:
    ours = false_discovery_rate(p)["q_value"].to_numpy()
    np.testing.assert_allclose(ours, stats.false_discovery_control(p), rtol=1e-12, atol=1e-300)


@given(st.lists(st.tuples(st.floats(0, 1) | st.none(), st.sampled_from("ab")), min_size=1))
def test_each_family_stands_by_itself(rows: list[tuple[float | None, str]]) -> None:
    frame = pl.DataFrame(rows, schema={"p": pl.Float64, "family": pl.String}, orient="row")
    whole = frame.with_columns(false_discovery_rate(frame["p"], groups=frame["family"]))
    for (_,), part in whole.group_by("family"):
        alone = false_discovery_rate(part["p"])
        assert part.select("q_value", "is_discovery").equals(alone)


def test_p_values_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        false_discovery_rate([1.2])
    with pytest.raises(ValueError, match="groups: 1 rows"):
        false_discovery_rate([0.1, 0.2], groups=["a"])


def test_the_least_effect_that_would_be_seen() -> None:
    assert float(minimum_detectable_effect(1.0)) == pytest.approx(2.8015, abs=1e-4)
    many = minimum_detectable_effect([1.0, 2.0, np.nan], [10, np.nan, 3])
    assert many == pytest.approx(
        [
            Error(1.0, 10, "residual").detectable(),
            Error(2.0, None, "sampling").detectable(),
            np.nan,
        ],
        nan_ok=True,
    )
    with pytest.raises(ValueError, match="at least 0"):
        minimum_detectable_effect(-1.0)
    with pytest.raises(ValueError, match=r"power 0\.2"):
        minimum_detectable_effect(1.0, power=0.2)


def test_at_the_least_effect_four_tests_of_five_see_it() -> None:
    draw, rows = np.random.default_rng(5), 20_000
    effect = float(minimum_detectable_effect(5.0))
    made = classify_change(
        3 * draw.standard_normal(rows),
        effect + 4 * draw.standard_normal(rows),
        [3.0] * rows,
        [4.0] * rows,
        comparable=True,
        desired_direction="higher",
    )
    seen = (made["change_is"] == "improved").mean()
    assert seen == pytest.approx(0.8, abs=4 * (0.8 * 0.2 / rows) ** 0.5)
