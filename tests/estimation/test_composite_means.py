"""Aggregation, ranks and the whole road."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimation.composite import (
    Aggregation,
    CompositeError,
    Imputation,
    Node,
    Screening,
    aggregate,
    build_index,
    framework_of,
    long_table,
    ranks,
)
from tests.estimation.small import flat, towns, values

# --- aggregation --------------------------------------------------------------------------------


@given(
    st.lists(st.lists(st.floats(1, 100), min_size=3, max_size=3), min_size=2, max_size=6),
    st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
)
def test_a_geometric_mean_is_never_above_the_arithmetic_one(
    rows: list[list[float]], weights: list[float]
) -> None:
    tree = framework_of(
        [Node("i"), *(Node(c, "i", weight=w) for c, w in zip("abc", weights, strict=True))]
    )
    data = towns(**{code: [row[at] for row in rows] for at, code in enumerate("abc")})
    arithmetic = values(aggregate(data, tree, unit="u").frame, "i")
    geometric = values(aggregate(data, tree, Aggregation("geometric"), unit="u").frame, "i")
    for row, high, low in zip(rows, arithmetic, geometric, strict=True):
        assert high is not None
        assert low is not None
        assert min(row) - 1e-9 <= low <= high + 1e-9 <= max(row) + 2e-9
        assert high == pytest.approx(float(np.average(row, weights=weights)))


TREE = framework_of(
    [
        Node("index"),
        Node("g", "index", weight=3),
        Node("c", "index", weight=1),
        Node("a", "g", weight=3),
        Node("b", "g", weight=1),
    ]
)
GAPS = towns(a=[8, 8, None, None], b=[4, None, 4, None], c=[16, 16, 16, 16])


def test_weights_are_scaled_to_what_is_there_if_it_is_enough() -> None:
    made = aggregate(GAPS, TREE, Aggregation(min_share=0.75), unit="u")
    assert values(made.frame, "g") == [7, 8, None, None]
    assert values(made.frame, "index") == [9.25, 10, None, None]
    assert made.notes.rows()[0] == (
        "t2",
        "g",
        "0.250 of the weight of g is there; at least 0.750 is needed; missing: a",
    )
    assert made.notes.filter(pl.col("code") == "index")["unit"].to_list() == ["t2", "t3"]


def test_coverage_may_count_members_and_may_be_waived_but_nothing_makes_nothing() -> None:
    by_count = Aggregation(min_share=0.5, share_of="count")
    assert values(aggregate(GAPS, TREE, by_count, unit="u").frame, "g") == [7, 8, 4, None]
    waived = aggregate(GAPS, TREE, Aggregation(min_share=0), unit="u").frame
    assert values(waived, "g") == [7, 8, 4, None]
    assert values(waived, "index") == [9.25, 10, 7, 16]
    nothing = towns(a=[None], b=[None], c=[None])
    assert values(aggregate(nothing, TREE, Aggregation(min_share=0), unit="u").frame, "index") == [
        None
    ]


def test_a_member_of_no_weight_does_not_carry_a_group() -> None:
    tree = framework_of([Node("i"), Node("a", "i", weight=0), Node("b", "i")])
    data = towns(a=[5, 5], b=[1, None])
    for rule in (Aggregation(min_share=0), Aggregation(min_share=0.5, share_of="count")):
        assert values(aggregate(data, tree, rule, unit="u").frame, "i") == [1, None]


def test_each_level_may_have_its_mean() -> None:
    rules = {2: Aggregation("geometric"), 3: Aggregation("arithmetic")}
    tree = framework_of([Node("i"), Node("g", "i"), Node("c", "i"), Node("a", "g"), Node("b", "g")])
    made = aggregate(towns(a=[2], b=[8], c=[0]), tree, rules, unit="u").frame
    assert values(made, "g") == pytest.approx([4])
    assert values(made, "i") == pytest.approx([2])
    with pytest.raises(CompositeError, match="no aggregation for level 3"):
        aggregate(towns(a=[2], b=[8], c=[0]), tree, {2: Aggregation()}, unit="u")


def test_a_geometric_mean_of_zero_names_the_cell() -> None:
    with pytest.raises(CompositeError, match=r"index: geometric mean of b = 0 for t1; normalise"):
        aggregate(towns(a=[1, 2], b=[3, 0]), flat(a=1, b=1), Aggregation("geometric"), unit="u")


# --- ranks and the whole road -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("min", [1, 2, 2, math.nan, 4]),
        ("max", [1, 3, 3, math.nan, 4]),
        ("average", [1, 2.5, 2.5, math.nan, 4]),
    ],
)
def test_ties_share(ties: Any, expected: list[float]) -> None:
    scores = [9.0, 7.0, 7.0, math.nan, 1.0]
    np.testing.assert_array_equal(ranks(scores, ties=ties), expected)
    # Many at once are the same as one by one.
    np.testing.assert_array_equal(ranks([scores, scores[::-1]], ties=ties)[1], expected[::-1])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_ranks_are_counts_of_the_better_ones(scores: list[int]) -> None:
    expected = [1 + sum(other > score for other in scores) for score in scores]
    assert ranks(scores).tolist() == expected


def test_each_unit_has_an_index_or_a_reason_and_each_step_its_rows() -> None:
    data = towns(
        a=[8, 2, None, None, 5], b=[4, 1, 2, None, None], c=[1, 2, 3, None, 9], note=["x"] * 5
    )
    index = build_index(
        data,
        TREE,
        unit="u",
        screening=Screening(0.5),
        aggregation=Aggregation(min_share=0.6),
    )
    assert index.scores.columns == ["u", "rank", "index", "g", "reason"]
    assert index.scores["u"].to_list() == data["u"].to_list()
    # t3 is screened out; t2 lacks the heavier half of g, and so g.
    assert index.scores["rank"].to_list() == [1, 3, None, None, 2]
    assert [reason is None for reason in index.scores["reason"]] == [True, True, False, False, True]
    assert "missing: g" in str(index.scores["reason"][2])
    assert "0 of 3 indicators" in str(index.scores["reason"][3])

    table = long_table(index)
    assert table.columns == ["unit", "code", "step", "value"]
    assert table["step"].unique(maintain_order=True).to_list() == [*index.steps]
    counts = dict(table.group_by("step").len().rows())
    assert counts == {"raw": 15, "screened": 12, "normalised": 12, "aggregated": 20}


def test_units_may_be_numbers_and_keep_their_order() -> None:
    data = pl.DataFrame({"u": [31, 8000, 70], "a": [1, 3, 2]})
    scores = build_index(data, flat(a=1), unit="u").scores
    assert scores["u"].to_list() == [31, 8000, 70]
    assert scores["rank"].to_list() == [3, 1, 2]


def test_nobody_left_is_an_error() -> None:
    with pytest.raises(CompositeError, match="no unit has enough"):
        build_index(towns(a=[None], b=[1]), flat(a=1, b=1), unit="u", screening=Screening(1))


def test_a_step_that_is_asked_for_must_be_in_the_order() -> None:
    with pytest.raises(CompositeError, match="without impute"):
        build_index(towns(a=[1, 2]), flat(a=1), unit="u", imputation=Imputation(), order=())
