"""Normalisation: what each scale keeps, clips and refuses."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estimation.composite import (
    CompositeError,
    Node,
    Normalisation,
    build_index,
    framework_of,
    goalposts_from,
    normalise,
)
from tests.estimation.small import COLUMN, flat, towns, values

# --- normalisation ------------------------------------------------------------------------------


@given(COLUMN, st.floats(0.001, 1000), st.floats(-1000, 1000), st.sampled_from([1, -1]))
def test_a_linear_change_of_unit_changes_no_min_max(
    column: list[int], scale: float, shift: float, direction: int
) -> None:
    assume(len(set(column)) > 1)
    tree = flat(a=direction)
    one = values(normalise(towns(a=column), tree, unit="u").frame)
    moved = [scale * value + shift for value in column]
    other = values(normalise(towns(a=moved), tree, unit="u").frame)
    assert other == pytest.approx(one, abs=1e-6)
    best = max(column) if direction == 1 else min(column)
    assert one[column.index(best)] == 100
    assert min(value for value in one if value is not None) == 0


@given(COLUMN, st.sampled_from(["minmax", "zscore", "percentile_rank"]))
def test_a_rising_change_of_unit_changes_no_rank(column: list[int], method: Any) -> None:
    assume(len(set(column)) > 1)
    cubed = [value**3 + 7 * value for value in column]

    def ranked(data: list[int]) -> list[int]:
        rule = Normalisation(method)
        return (
            build_index(towns(a=data), flat(a=1), unit="u", normalisation=rule)
            .scores["rank"]
            .to_list()
        )

    assert ranked(column) == ranked(cubed)


@given(COLUMN, st.integers(-500, 0), st.integers(1, 500), st.sampled_from([1, -1]))
def test_goalposts_clip_and_otherwise_are_a_ruler(
    column: list[int], low: int, high: int, direction: int
) -> None:
    rule = Normalisation("goalposts", low=1, high=100, goalposts={"a": (low, high)})
    made = normalise(towns(a=column), flat(a=direction), rule, unit="u")
    for value, score in zip(column, values(made.frame), strict=True):
        assert score is not None
        assert 1 <= score <= 100
        held = min(max(value, low), high)
        share = (held - low if direction == 1 else high - held) / (high - low)
        assert score == pytest.approx(1 + 99 * share)
    beyond = sum(not low <= value <= high for value in column)
    assert made.notes["clipped"].to_list() == [beyond]


def test_goalposts_do_not_move_with_the_data() -> None:
    rule = Normalisation("goalposts", goalposts={"a": (0, 10)}, clip=False)
    first = values(normalise(towns(a=[5, 20]), flat(a=1), rule, unit="u").frame)
    assert first == [50, 200]
    assert values(normalise(towns(a=[5]), flat(a=1), rule, unit="u").frame) == [50]


def test_percentile_ranks_by_hand() -> None:
    made = normalise(
        towns(a=[10, 30, None, 30, 20]), flat(a=1), Normalisation("percentile_rank"), unit="u"
    )
    assert values(made.frame) == pytest.approx([0, 200 / 3, None, 200 / 3, 100 / 3])


def test_z_scores_leave_what_is_missing() -> None:
    made = values(
        normalise(towns(a=[1, None, 3]), flat(a=-1), Normalisation("zscore"), unit="u")[0]
    )
    assert made == pytest.approx([math.sqrt(0.5), None, -math.sqrt(0.5)])


def test_each_indicator_may_have_its_own_scale() -> None:
    rules = {"a": Normalisation(), "b": Normalisation("none")}
    made = normalise(towns(a=[1, 2], b=[5, 6]), flat(a=1, b=-1), rules, unit="u")
    assert values(made.frame) == [0, 100]
    assert values(made.frame, "b") == [-5, -6]
    with pytest.raises(CompositeError, match="no normalisation for: b"):
        normalise(towns(a=[1, 2], b=[5, 6]), flat(a=1, b=1), {"a": Normalisation()}, unit="u")


@pytest.mark.parametrize("method", ["minmax", "zscore", "percentile_rank"])
def test_no_relative_scale_without_a_difference(method: Any) -> None:
    data = towns(a=[4, 4, None], b=[1, 2, 3])
    with pytest.raises(CompositeError, match="a has one value only"):
        normalise(data, flat(a=1, b=1), Normalisation(method), unit="u")
    rule = Normalisation(method, constant="missing")
    made = normalise(data, flat(a=1, b=1), rule, unit="u").frame
    assert values(made) == [None, None, None]
    assert made["b"].null_count() == 0


def test_frozen_goalposts_come_from_quantiles() -> None:
    baseline = towns(a=[0, 10, 20, 30, None, 40])
    assert goalposts_from(baseline, flat(a=1)) == {"a": (0, 40)}
    assert goalposts_from(baseline, flat(a=1), 0.25, 0.75) == {"a": (10, 30)}
    with pytest.raises(CompositeError, match=r"a is 3\.0 at both"):
        goalposts_from(towns(a=[3, 3, 3]), flat(a=1))
    with pytest.raises(CompositeError, match="a has no value"):
        goalposts_from(towns(a=[None, None]), flat(a=1))
    with pytest.raises(CompositeError, match="without a column: a"):
        goalposts_from(towns(b=[1]), flat(a=1))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"method": "maxmin"}, "normalisation 'maxmin'; expected one of"),
        ({"low": 5, "high": 5}, "expected low below high"),
        ({"method": "goalposts"}, "belong together"),
        ({"method": "goalposts", "goalposts": {"a": (3, 3)}}, "goalposts of a: 3 to 3"),
        ({"method": "goalposts", "goalposts": {"a": (3, math.nan)}}, "goalposts of a: 3 to nan"),
    ],
)
def test_scales_that_are_none_are_refused(given_: dict[str, Any], says: str) -> None:
    with pytest.raises(CompositeError, match=says):
        Normalisation(**given_)


def test_goalposts_must_be_there_for_each_indicator() -> None:
    rule = Normalisation("goalposts", goalposts={"a": (0, 1)})
    with pytest.raises(CompositeError, match="no goalposts for: b"):
        normalise(towns(a=[1], b=[1]), flat(a=1, b=1), rule, unit="u")


@pytest.mark.parametrize(("method", "middle"), [("minmax", 50.0), ("zscore", 0.0)])
def test_where_all_are_equal_nobody_is_ahead(method: Any, middle: float) -> None:
    data = pl.DataFrame({"unit": ["a", "b", "c"], "x": [4.0, 4.0, None]})
    framework = framework_of([Node("index"), Node("x", parent="index")])
    made = normalise(data, framework, Normalisation(method, constant="middle"), unit="unit")
    assert made.frame["x"].to_list() == [middle, middle, None]
