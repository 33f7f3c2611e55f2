"""Frameworks that are wrong are refused by name, all faults at once."""

from __future__ import annotations

import doctest
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimation import composite
from estimation.composite import (
    CompositeError,
    Framework,
    Node,
    aggregate,
    build_index,
    effective_weights,
    framework_from,
    framework_of,
    reweighted,
)

TWO = [Node("index"), Node("a", "index"), Node("b", "index")]


@pytest.mark.parametrize(
    ("nodes", "says"),
    [
        ([], "no nodes"),
        ([Node("index")], "index: level 1|alone"),
        ([Node(""), Node("a", "")], "has no code"),
        ([*TWO, Node("a", "index")], "'a' is declared 2 times"),
        ([*TWO, Node("c", "nowhere")], "c: parent 'nowhere' is not declared"),
        ([*TWO, Node("x", "y"), Node("y", "x")], "cycle: x → y → x"),
        ([*TWO, Node("x", "x")], "cycle: x → x"),
        ([*TWO, Node("z")], r"2 nodes without a parent \(index, z\)"),
        ([*TWO, Node("c", "index", weight=-1)], "c: weight -1; expected a number of at least 0"),
        ([*TWO, Node("c", "index", weight=math.nan)], "c: weight nan"),
        ([*TWO, Node("c", "index", direction=0)], "c: direction 0; expected 1 or -1"),
        ([Node("index", direction=-1), Node("a", "index")], "index: direction -1; expected 1 "),
        ([Node("index"), Node("a", "index", weight=0)], "index: the weights of all .* are 0"),
        ([*TWO, Node("g", "index", level=2)], "g: level 2 but it holds no indicator"),
        ([Node("index", level=1), Node("a", "index")], "a: level 1 under index of level 1"),
        ([*TWO, Node("c", "index", per=0)], "c: per 0; expected a number above 0"),
        ([Node("index", denominator="p"), Node("a", "index")], "a group has no denominator"),
    ],
)
def test_what_is_wrong_is_named(nodes: list[Node], says: str) -> None:
    with pytest.raises(CompositeError, match=says):
        framework_of(nodes)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(CompositeError) as failure:
        framework_of([*TWO, Node("c", "index", weight=-1), Node("d", "index", direction=3)])
    assert "c: weight" in str(failure.value)
    assert "d: direction" in str(failure.value)


def test_levels_and_order_are_derived() -> None:
    tree = framework_of(
        [
            Node("index"),
            Node("x", "deep"),
            Node("deep", "wide"),
            Node("wide", "index"),
            Node("y", "wide"),
        ]
    )
    assert tree.indicators == ("x", "y")
    assert tree.groups == ("deep", "wide", "index")
    assert tree.root == "index"
    assert tree.level == {"index": 4, "x": 1, "deep": 2, "wide": 3, "y": 1}


def test_a_table_is_read_with_the_defaults_of_a_node() -> None:
    table = pl.DataFrame(
        {"code": ["i", "a", "b"], "parent": [None, "i", "i"], "note": ["", "", ""]}
    )
    assert framework_from(table) == framework_of([Node("i"), Node("a", "i"), Node("b", "i")])
    with pytest.raises(CompositeError, match="no column parent"):
        framework_from(table.drop("parent"))


def test_a_null_weight_is_the_roots_alone() -> None:
    table = pl.DataFrame(
        {"code": ["i", "a"], "parent": [None, "i"], "weight": [None, 1.0], "direction": [1.0, -1.0]}
    )
    assert framework_from(table).node["a"].direction == -1
    with pytest.raises(CompositeError, match="a: weight nan"):
        framework_from(table.with_columns(weight=pl.lit(None, pl.Float64)))


@given(st.lists(st.floats(0.001, 1000), min_size=4, max_size=4), st.floats(0.01, 100))
def test_weights_are_relative_to_siblings(weights: list[float], factor: float) -> None:
    first, second, left, right = weights

    def shares(times: float) -> dict[str, float]:
        return effective_weights(
            framework_of(
                [
                    Node("index"),
                    Node("g", "index", weight=first),
                    Node("c", "index", weight=second),
                    Node("a", "g", weight=left * times),
                    Node("b", "g", weight=right * times),
                ]
            )
        )

    assert sum(shares(1).values()) == pytest.approx(1)
    assert shares(factor) == pytest.approx(shares(1))


def test_reweighting_names_unknown_codes() -> None:
    tree = framework_of(TWO)
    assert effective_weights(reweighted(tree, {"a": 3})) == {"a": 0.75, "b": 0.25}
    with pytest.raises(CompositeError, match="unknown codes: q"):
        reweighted(tree, {"q": 1})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"u": ["x", "y"], "a": [1, 2]}, "indicators without a column: b"),
        ({"u": ["x", "x"], "a": [1, 2], "b": [1, 2]}, "units more than once: x"),
        ({"u": ["x", None], "a": [1, 2], "b": [1, 2]}, "1 rows without u"),
        ({"u": ["x", "y"], "a": [1, 2], "b": ["one", "two"]}, "b is String; expected numbers"),
        ({"u": ["x", "y"], "a": [1, 2], "b": [1.0, math.inf]}, "b is infinite for y"),
        ({"v": ["x", "y"], "a": [1, 2], "b": [1, 2]}, "no column 'u'"),
        ({"u": [], "a": [], "b": []}, "no units"),
        ({"u": ["x", "y"], "a": [1, 2], "b": [1, 2], "index": [1, 2]}, "columns already: index"),
    ],
)
def test_data_that_do_not_fit_are_refused(data: dict[str, list[object]], says: str) -> None:
    # The last comes to light only in ``aggregate``, which is given what the caller holds.
    with pytest.raises(CompositeError, match=says):
        aggregate(pl.DataFrame(data), framework_of(TWO), unit="u")


def test_a_framework_made_directly_is_checked_too() -> None:
    with pytest.raises(CompositeError, match="no nodes"):
        Framework(())


def test_the_order_of_steps_is_checked() -> None:
    data = pl.DataFrame({"u": ["x", "y"], "a": [1, 2], "b": [2, 1]})
    with pytest.raises(CompositeError, match="fly"):
        build_index(data, framework_of(TWO), unit="u", order=("fly",))  # type: ignore[arg-type]
    with pytest.raises(CompositeError, match="treat more than once"):
        build_index(data, framework_of(TWO), unit="u", order=("treat", "treat"))


def test_the_example_of_the_package_runs() -> None:
    tried = doctest.testmod(composite)
    assert tried.attempted > 5
    assert tried.failed == 0
