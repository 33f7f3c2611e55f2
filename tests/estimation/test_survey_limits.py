"""What a survey estimate does not know, and what it refuses."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from estimation.survey import estimate, mean, total
from estimation.survey.design import Design
from tests.estimation.samples import close, one, sample

DESIGN = Design(weight="weight", stratum="stratum", psu="psu", reference="wr")
NO_ERROR = ("standard_error", "ci_low", "ci_high", "design_effect", "effective_n")


def unknown(row: dict[str, Any]) -> bool:
    return all(row[name] is None for name in (*NO_ERROR, "coefficient_of_variation"))


def test_a_domain_within_one_psu_has_a_value_and_no_error() -> None:
    frame = sample(1).with_columns(
        corner=((pl.col("stratum") == 1) & (pl.col("psu") == 2)).cast(pl.String)
    )
    rest, corner = estimate(frame, DESIGN, mean("score"), by="corner").iter_rows(named=True)
    assert (corner["corner"], corner["degrees_of_freedom"]) == ("true", 0)
    assert corner["value"] is not None and unknown(corner)
    assert rest["standard_error"] > 0


@pytest.mark.parametrize(
    "statistic", [("mean", "y"), ("proportion", "y", 1), ("ratio", "y", "one")]
)
def test_answers_all_alike_have_no_false_zero(statistic: tuple[str, ...]) -> None:
    frame = sample(1).with_columns(y=pl.lit(1), one=pl.lit(1.0))
    row = one(frame, DESIGN, statistic)
    assert row["value"] == close(1)
    assert unknown(row)


def test_nobody_counted_is_a_total_without_error() -> None:
    row = one(sample(1).with_columns(y=pl.lit(0)), DESIGN, total("y"))
    assert (row["value"], unknown(row)) == (0, True)


def test_a_stratum_taken_whole_has_an_error_of_zero() -> None:
    frame = pl.DataFrame({"y": [1.0, 2.0, 4.0], "w": [1.0] * 3, "all": [3] * 3})
    row = one(frame, {"weight": "w", "population_size": "all"}, mean("y"))
    assert (row["value"], row["standard_error"], row["ci_low"]) == close((7 / 3, 0, 7 / 3))
    assert (row["design_effect"], row["effective_n"]) == (None, None)


def test_weights_that_are_no_counts_have_no_effect_without_replacement() -> None:
    frame = sample(1).with_columns(pl.col("weight") / pl.col("weight").sum())
    row = one(frame, Design("weight", "stratum", "psu"), mean("score"))
    assert row["standard_error"] > 0
    assert (row["design_effect"], row["effective_n"]) == (None, None)
    assert one(frame, DESIGN, mean("score"))["design_effect"] > 0


def test_one_respondent_and_nobody_have_no_error() -> None:
    row = one(pl.DataFrame({"y": [3]}), {}, ("mean", "y"))
    assert (row["value"], row["n"], unknown(row)) == (3, 1, True)
    frame = pl.DataFrame({"y": [None, 1.0, 2.0], "g": ["א", "ב", "ב"]})
    nobody, some = estimate(frame, {}, ("mean", "y"), by="g").iter_rows(named=True)
    assert (nobody["g"], nobody["value"], nobody["n"]) == ("א", None, 0)
    assert unknown(nobody) and nobody["degrees_of_freedom"] == 0
    # Two of three rows of the sample: z = -1/4 and 1/4, and 0 of the third.
    assert some["standard_error"] == close((3 / 2 * 2 / 16) ** 0.5)


def test_not_a_number_is_no_answer() -> None:
    frame = pl.DataFrame({"y": [1.0, 2.0, float("nan")]})
    assert one(frame, {}, ("mean", "y"))["value"] == 1.5
    assert one(frame, {}, ("proportion", "y", 1.0))["value"] == 0.5


GOOD = pl.DataFrame(
    {
        "w": [1.0, 2.0, 1.0, 2.0],
        "h": ["a", "a", "b", "b"],
        "i": [1, 2, 1, 2],
        "y": [1.0, 2.0, 3.0, 5.0],
        "text": ["x", "x", "y", "z"],
        "N": [10, 10, 9, 9],
        "value": [1, 1, 2, 2],
    }
)
FULL = {"weight": "w", "stratum": "h", "psu": "i", "population_size": "N"}


@pytest.mark.parametrize(
    ("change", "design", "statistic", "by", "said"),
    [
        ({}, FULL, ("mean", "z"), None, "no column z"),
        ({}, {"weight": "q"}, ("mean", "y"), None, "no column q"),
        ({}, FULL, ("mean", "y"), "q", "no column q"),
        ({}, FULL, ("mean", "text"), None, "text is String"),
        ({}, FULL, ("mean", "y"), "value", "by value"),
        ({"w": [1.0, -1.0, 1.0, 1.0]}, FULL, ("mean", "y"), None, "weight w like -1"),
        ({"w": [1.0, None, 1.0, 1.0]}, FULL, ("mean", "y"), None, "weight w like None"),
        ({"w": [1.0, float("nan"), 1.0, 1.0]}, FULL, ("mean", "y"), None, "weight w like nan"),
        ({"w": [1.0, float("inf"), 1.0, 1.0]}, FULL, ("mean", "y"), None, "weight w like inf"),
        ({"h": ["a", None, "b", "b"]}, FULL, ("mean", "y"), None, "1 rows have no h"),
        ({"i": [1, None, 1, 2]}, FULL, ("mean", "y"), None, "1 rows have no i"),
        ({"N": [10, 11, 9, 9]}, FULL, ("mean", "y"), None, "10 to 11"),
        ({"N": [1, 1, 9, 9]}, FULL, ("mean", "y"), None, "2 units were sampled"),
        ({"y": [1.0, float("inf"), 1.0, 1.0]}, FULL, ("mean", "y"), None, "infinite"),
        ({}, FULL, ("proportion", "text", "X"), None, "nobody has text = 'X'; expected one of 'x'"),
        ({"y": [None] * 4}, FULL, ("proportion", "y"), None, "has no answers"),
        (
            {"i": [1, 1, 1, 2]},
            {**FULL, "single_psu": "error"},
            ("mean", "y"),
            None,
            "1 strata of h have one PSU",
        ),
        ({}, {"wieght": "w"}, ("mean", "y"), None, "unknown wieght"),
        ({}, {"single_psu": "skip"}, ("mean", "y"), None, "single_psu 'skip'"),
        ({}, {"reference": "srs"}, ("mean", "y"), None, "reference 'srs'"),
        ({}, {"population_size": "N"}, ("mean", "y"), None, "without weight"),
        ({}, {"weight": "w", "ssu_population_size": "N"}, ("mean", "y"), None, "second stage"),
        ({}, FULL, ("median", "y"), None, "'median'"),
        ({}, FULL, ("ratio", "y"), None, "ratio, numerator, denominator"),
        ({}, FULL, "mean", None, "expected \\(mean, column\\)"),
    ],
)
def test_what_cannot_be_estimated_is_refused(
    change: dict[str, Any], design: Any, statistic: Any, by: str | None, said: str
) -> None:
    frame = GOOD.with_columns(pl.Series(name, values) for name, values in change.items())
    with pytest.raises(ValueError, match=said):
        estimate(frame, design, statistic, by)


def test_no_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="no rows"):
        estimate(GOOD.clear(), FULL, ("mean", "y"))
