"""Rank intervals: against probabilities that can be had by hand, and against the index itself."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
import pytest

from estimation.composite import (
    SCENARIOS,
    Aggregation,
    CompositeError,
    Node,
    Normalisation,
    Scenario,
    WeightNoise,
    build_index,
    framework_of,
    uncertainty,
)

RULER = Scenario(
    Normalisation("goalposts", goalposts={"a": (0, 10), "b": (0, 10)}, clip=False),
    Aggregation(min_share=0.5),
)
STILL = WeightNoise("none")


def pair(first: float = 1, second: float = 1) -> Any:
    return framework_of([Node("i"), Node("a", "i", weight=first), Node("b", "i", weight=second)])


OPPOSED = pl.DataFrame({"u": ["x", "y"], "a": [10.0, 0.0], "b": [0.0, 10.0]})
"""x is ahead as long as a weighs more than b."""

TREE = framework_of(
    [
        Node("index"),
        Node("g", "index", weight=2),
        Node("h", "index"),
        *(Node(f"a{at}", "g", direction=-1 if at % 2 else 1) for at in range(4)),
        *(Node(f"b{at}", "h", weight=1 + at) for at in range(3)),
    ]
)


def many(units: int = 40, missing: float = 0.05) -> pl.DataFrame:
    rng = np.random.default_rng(7)
    values = rng.lognormal(size=(units, len(TREE.indicators)))
    values[rng.random(values.shape) < missing] = math.nan
    data = pl.DataFrame(values, schema=list(TREE.indicators))
    return data.with_columns(u=pl.Series([f"t{at}" for at in range(units)]))


def errors_of(data: pl.DataFrame, share: float) -> pl.DataFrame:
    return data.select("u", *(pl.col(code).abs() * share for code in TREE.indicators)).fill_nan(
        None
    )


def share_ahead(result: Any) -> float:
    """How often the second unit comes first."""
    return float((result.ranks[:, 1] == 1).mean())


def test_uniform_weights_turn_ranks_as_often_as_they_should() -> None:
    # Weights 3 (1 ± .25) and 2 (1 ± .25): the second is the heavier on 1/48 of the square.
    result = uncertainty(
        OPPOSED, pair(3, 2), unit="u", seed=1, replicates=40_000, scenarios=[RULER], batch=4_000
    )
    assert result.table["rank_nominal"].to_list() == [1, 2]
    assert share_ahead(result) == pytest.approx(1 / 48, abs=4 * math.sqrt(1 / 48 / 40_000))


def test_dirichlet_weights_too() -> None:
    # Shares of 3 : 2 at concentration 10 are Beta(6, 4), below 1/2 with probability 130 / 512.
    result = uncertainty(
        OPPOSED,
        pair(3, 2),
        unit="u",
        seed=2,
        replicates=40_000,
        scenarios=[RULER],
        weights=WeightNoise("dirichlet", concentration=10),
        batch=4_000,
    )
    assert share_ahead(result) == pytest.approx(130 / 512, abs=4 * 0.44 / 200)


def test_sampling_error_turns_ranks_as_often_as_it_should() -> None:
    data = pl.DataFrame({"u": ["x", "y"], "a": [6.0, 5.0], "b": [5.0, 5.0]})
    errors = pl.DataFrame({"u": ["y", "x"], "a": [0.8, 0.6]})  # in another order, and not of b
    result = uncertainty(
        data,
        pair(),
        unit="u",
        seed=3,
        replicates=40_000,
        scenarios=[RULER],
        weights=STILL,
        standard_errors=errors,
        batch=4_000,
    )
    expected = NormalDist().cdf(-1 / math.hypot(0.8, 0.6))
    assert share_ahead(result) == pytest.approx(expected, abs=4 * 0.37 / 200)
    assert result.table["share_bottom"].to_list() == pytest.approx(
        [share_ahead(result), 1 - share_ahead(result)]
    )
    assert result.table["share_top"].to_list() == pytest.approx(
        [1 - share_ahead(result), share_ahead(result)]
    )


def test_without_any_noise_each_replicate_is_the_index_of_its_scenario() -> None:
    data = many()
    result = uncertainty(data, TREE, unit="u", seed=4, replicates=60, weights=STILL)
    assert set(result.scenario.tolist()) == set(range(len(SCENARIOS)))
    for number, scenario in enumerate(SCENARIOS):
        scores = build_index(
            data,
            TREE,
            unit="u",
            normalisation=scenario.normalisation,
            aggregation=scenario.aggregation,
        ).scores
        expected = scores["rank"].cast(pl.Float64).fill_null(math.nan).to_numpy()
        for row in result.ranks[result.scenario == number]:
            np.testing.assert_array_equal(row, expected)
        if number == 0:
            assert result.table["rank_nominal"].to_list() == scores["rank"].to_list()


@pytest.mark.parametrize("noisy", [True, False])
def test_the_seed_decides_and_the_batch_does_not(noisy: bool) -> None:
    data = many()
    errors = errors_of(data, 0.1) if noisy else None
    runs = [
        uncertainty(
            data, TREE, unit="u", seed=seed, replicates=101, standard_errors=errors, batch=batch
        )
        for seed, batch in [(5, 1), (5, 7), (5, 500), (6, 7)]
    ]
    np.testing.assert_array_equal(runs[0].ranks, runs[1].ranks)
    np.testing.assert_array_equal(runs[0].ranks, runs[2].ranks)
    assert runs[0].table.equals(runs[1].table)
    assert not np.array_equal(runs[0].ranks, runs[3].ranks, equal_nan=True)


def test_the_table_summarises_the_ranks() -> None:
    data = many()
    result = uncertainty(
        data,
        TREE,
        unit="u",
        seed=8,
        replicates=200,
        standard_errors=errors_of(data, 0.2),
        tail=0.25,
    )
    table, found = result.table, result.ranks
    np.testing.assert_allclose(
        table["rank_p95"].fill_null(math.nan).to_numpy(), np.quantile(found, 0.95, axis=0)
    )
    np.testing.assert_allclose(
        table["rank_mean"].fill_null(math.nan).to_numpy(), found.mean(axis=0)
    )
    assert (table["rank_p05"] <= table["rank_p50"]).drop_nulls().all()
    few = math.ceil(0.25 * table["rank_nominal"].count())
    # No two of these units are ever equal, so that as many are at the top and the bottom.
    assert table["share_top"].sum() == pytest.approx(few)
    assert table["share_bottom"].sum() == pytest.approx(few)
    first = int(np.argmin(table["rank_mean"].fill_null(math.inf).to_numpy()))
    assert table["share_top"][first] > 0.5 > table["share_bottom"][first]


def test_more_error_makes_wider_intervals() -> None:
    data = many()

    def width(share: float) -> float:
        table = uncertainty(
            data, TREE, unit="u", seed=9, replicates=300, standard_errors=errors_of(data, share)
        ).table
        return float((table["rank_p95"] - table["rank_p05"]).mean())  # type: ignore[arg-type]

    assert width(0.0) < width(0.1) < width(0.4)


def test_what_is_missing_has_no_rank_but_a_reason() -> None:
    data = pl.DataFrame({"u": ["x", "y", "z"], "a": [1.0, None, 3.0], "b": [2.0, None, None]})
    table = uncertainty(data, pair(), unit="u", seed=1, replicates=20, scenarios=[RULER]).table
    assert table["rank_nominal"].to_list() == [2, None, 1]
    assert [reason is None for reason in table["reason"]] == [True, False, True]
    empty = table.row(1, named=True)
    assert [name for name, value in empty.items() if value is not None] == ["u", "reason"]


def test_ties_share_the_best_rank_and_either_tail() -> None:
    data = pl.DataFrame({"u": ["x", "y", "z"], "a": [5.0, 5.0, 1.0], "b": [5.0, 5.0, 1.0]})
    result = uncertainty(
        data, pair(), unit="u", seed=1, replicates=50, scenarios=[RULER], tail=1 / 3
    )
    assert result.table["rank_p95"].to_list() == [1, 1, 3]
    assert result.table["share_top"].to_list() == [1, 1, 0]
    assert result.table["share_bottom"].to_list() == [0, 0, 1]
    turned = data.with_columns(pl.col("a", "b") * -1 + 10)
    below = uncertainty(
        turned, pair(), unit="u", seed=1, replicates=50, scenarios=[RULER], tail=1 / 3
    ).table
    assert below["share_top"].to_list() == [0, 0, 1]
    assert below["share_bottom"].to_list() == [1, 1, 0]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"replicates": 0}, "0 replicates"),
        ({"tail": 0.7}, "tail 0.7"),
        ({"scenarios": []}, "0 scenarios"),
        (
            {"scenarios": [Scenario(Normalisation("zscore"), Aggregation("geometric"))]},
            "geometric mean over zscore",
        ),
        (
            {"scenarios": [Scenario(Normalisation(), Aggregation("geometric"))]},
            "geometric mean over minmax from 0",
        ),
        (
            {"standard_errors": pl.DataFrame({"u": ["x"], "a": [-1.0]})},
            "a has one that is negative",
        ),
        ({"standard_errors": pl.DataFrame({"u": ["q"], "a": [1.0]})}, "for q, which has no data"),
        ({"standard_errors": pl.DataFrame({"u": ["x"], "c": [1.0]})}, "of no indicator: c"),
        ({"standard_errors": pl.DataFrame({"a": [1.0]})}, "no column 'u'"),
        (
            {"standard_errors": pl.DataFrame({"u": ["x", "x"], "a": [1.0, 1.0]})},
            "for one unit twice",
        ),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(CompositeError, match=says):
        uncertainty(OPPOSED, pair(), unit="u", seed=1, **options)


@pytest.mark.parametrize(
    "wrong",
    [{"law": "normal"}, {"spread": 1.5}, {"spread": -0.1}, {"concentration": 0.0}],
)
def test_weight_noise_that_is_none_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CompositeError, match="weights:"):
        WeightNoise(**wrong)
