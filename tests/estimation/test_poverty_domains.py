"""Poverty of many domains at once: the values of the measures, the errors of their variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from estimation.poverty import at_risk_rate, gini, poverty_gap, quintile_share_ratio
from estimation.poverty.domains import STATISTICS, poverty_estimates
from estimation.poverty.influence import influence
from estimation.survey import Design, estimate

INCOME = "income.eq"
DESIGN = Design(weight="w", stratum="stratum.code", psu="psu")
OF_SHARES: dict[str, Callable[..., pl.DataFrame]] = {"rate": at_risk_rate, "gap": poverty_gap}
OF_INCOMES: dict[str, Callable[..., pl.DataFrame]] = {
    "gini": gini,
    "quintile_share_ratio": quintile_share_ratio,
}
RESULT = (
    "value",
    "standard_error",
    "n",
    "effective_n",
    "design_effect",
    "coefficient_of_variation",
    "degrees_of_freedom",
)


def persons(seed: int, rows: int = 400) -> pl.DataFrame:
    """Clusters in strata, of which stratum 0 has one; some have no income, weight or town."""
    generator = np.random.default_rng(seed)
    stratum, psu = generator.integers(0, 4, rows), generator.integers(0, 6, rows)
    psu[stratum == 0] = 0
    town = generator.choice(["חיפה", "a.b", "באר שבע"], rows)
    x = np.exp(generator.normal(8.5, 0.6, rows) + 0.1 * psu + 0.2 * (town == "חיפה"))
    weight = generator.uniform(0.5, 5, rows)
    weight[generator.random(rows) < 0.05] = 0
    return pl.DataFrame(
        {"town": town, "stratum.code": stratum, "psu": psu, "w": weight, INCOME: x}
    ).with_columns(
        pl.when(pl.Series(generator.random(rows) > 0.04)).then("town").alias("town"),
        pl.when(pl.Series(generator.random(rows) > 0.05)).then(INCOME).alias(INCOME),
    )


def assert_alike(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """But for what another order of summation does to the last digits."""
    assert found.select("town", "statistic", "n").equals(expected.select("town", "statistic", "n"))
    for column in (*RESULT, "ci_low", "ci_high"):
        np.testing.assert_allclose(found[column], expected[column], rtol=1e-8, err_msg=column)


def estimates(frame: pl.DataFrame, by: tuple[str, ...] = (), **options: Any) -> pl.DataFrame:
    asked: dict[str, Any] = {"threshold_share": 0.6, "inequality": True, **options}
    return poverty_estimates(frame, INCOME, asked.pop("design", DESIGN), by, **asked)


@pytest.mark.parametrize("threshold", [None, 3500.0])
@pytest.mark.parametrize("single_psu", ["centre", "certainty"])
def test_errors_are_those_of_the_total_of_the_linearised_variable(
    single_psu: Any, threshold: float | None
) -> None:
    frame = persons(1)
    design = Design(weight="w", stratum="stratum.code", psu="psu", single_psu=single_psu)
    found = estimates(frame, ("town",), design=design, threshold=threshold)
    whole = estimates(frame, design=design, threshold=threshold).with_columns(
        town=pl.lit(None, pl.String)
    )
    rows = [*found.iter_rows(named=True), *whole.iter_rows(named=True)]
    assert len(rows) == 16
    for row in rows:
        z = influence(
            frame,
            INCOME,
            "w",
            STATISTICS[row["statistic"]],
            threshold=threshold,
            domain=None if row["town"] is None else pl.col("town") == row["town"],
        )
        total = estimate(frame.with_columns(z=z), design, ("total", "z")).row(0, named=True)
        assert row["standard_error"] == pytest.approx(total["standard_error"], rel=1e-9), row
        assert row["standard_error"] > 0


def test_a_stratum_with_one_psu_counts_as_the_design_says() -> None:
    frame = persons(1)
    certain = Design(weight="w", stratum="stratum.code", psu="psu", single_psu="certainty")
    centred, alone = estimates(frame), estimates(frame, design=certain)
    assert centred["value"].equals(alone["value"])
    assert (centred["standard_error"] > alone["standard_error"]).all()


def test_with_a_given_line_the_rate_is_the_mean_of_an_indicator() -> None:
    frame = persons(2)
    found = estimates(frame, ("town",), threshold=3500).filter(statistic="rate")
    poor = 100.0 * (pl.col(INCOME) < 3500)
    # Who has no income is in no domain of the mean either.
    mean = estimate(frame.with_columns(poor=poor), DESIGN, ("mean", "poor"), "town")
    mean = mean.drop_nulls("town")
    assert found["town"].to_list() == mean["town"].to_list() == sorted(found["town"])
    for column in (*RESULT, "ci_low", "ci_high"):
        np.testing.assert_allclose(found[column], mean[column], rtol=1e-9, err_msg=column)
    assert found["threshold"].unique().to_list() == [3500]


@pytest.mark.parametrize("threshold", [None, 3500.0])
@pytest.mark.parametrize("by", [(), ("town",), ("town", "stratum.code")])
def test_values_are_those_of_the_measures(by: tuple[str, ...], threshold: float | None) -> None:
    frame = persons(3)
    found = estimates(frame, by, threshold_share=0.5, threshold=threshold)
    assert found["statistic"].unique(maintain_order=True).to_list() == list(STATISTICS)
    for name, measure in {**OF_SHARES, **OF_INCOMES}.items():
        shares = {"threshold_share": 0.5, "threshold": threshold} if name in OF_SHARES else {}
        expected = measure(frame, INCOME, "w", by=by, **shares).drop_nulls([*by])
        given = found.filter(statistic=name)
        assert given.select(*by).equals(expected.select(*by))
        assert given["value"].equals(expected["value"])
        assert given["n"].equals(expected["n"])
        if name == "rate":
            assert given["threshold"].equals(expected["threshold"])
    # The same persons are below the line whatever statistic is told, and the gap speaks of them.
    counts = found.select(*by, "statistic", "n", "n_with")
    gap, rate = (counts.filter(statistic=name).drop("statistic") for name in ("gap", "rate"))
    assert gap["n"].equals(gap["n_with"])
    assert gap.select(*by, "n_with").equals(rate.select(*by, "n_with"))
    assert (rate["n"] > rate["n_with"]).any()


def test_persons_below_the_line_by_hand() -> None:
    frame = pl.DataFrame(
        {
            "town": ["a", "a", "a", "a", "b", "b", "b", None],
            "stratum.code": ["s"] * 8,
            "psu": [1, 2, 3, 4, 5, 6, 7, 8],
            "w": [1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 0.0, 1.0],
            INCOME: [10.0, 40.0, 50.0, 90.0, 20.0, 60.0, 1.0, 5.0],
        }
    )
    found = estimates(frame, ("town",), threshold=45.0, inequality=False)
    assert found.select("town", "statistic", "n", "n_with").rows() == [
        ("a", "rate", 4, 2),
        ("b", "rate", 2, 1),  # not the one of weight 0
        ("a", "gap", 2, 2),
        ("b", "gap", 1, 1),
    ]
    assert found["value"].to_list() == pytest.approx(
        [50, 200 / 3, 100 * (1 - 25 / 45), 100 * (1 - 20 / 45)]
    )
    # One person who is poor tells a gap but not how certain it is.
    assert found["standard_error"].is_null().to_list() == [False, False, False, True]


def test_each_person_is_a_unit_where_the_design_names_none() -> None:
    frame = persons(4).filter(pl.col(INCOME).is_not_null(), pl.col("w") > 0)
    numbered = frame.with_columns(psu=pl.int_range(pl.len()))
    alone = estimates(frame, ("town",), design=Design(weight="w"))
    named = estimates(numbered, ("town",), design=Design(weight="w", psu="psu"))
    assert_alike(alone, named)
    clustered = estimates(frame, ("town",), design=Design(weight="w", psu="psu"))
    assert not clustered["standard_error"].equals(alone["standard_error"])


def test_the_same_code_in_two_strata_is_two_units() -> None:
    frame = persons(5)
    codes = pl.concat_str(pl.col("stratum.code"), pl.lit("/"), "psu")
    renamed = estimates(frame.with_columns(psu=codes), ("town",))
    assert_alike(renamed, estimates(frame, ("town",)))


def test_the_order_of_persons_and_what_is_unused_do_not_matter() -> None:
    frame = persons(6)
    expected = estimates(frame, ("town",))
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    unused = frame.head(2).with_columns(w=0.0, town=pl.lit("nobody"))
    for other in (shuffled, pl.concat([unused, frame])):
        assert_alike(estimates(other, ("town",)), expected)


def test_where_nobody_is_poor_there_is_no_gap_and_the_rate_has_no_error() -> None:
    frame = persons(8)
    well_off = frame.with_columns(
        pl.when(pl.col("town") == "a.b").then(pl.col(INCOME) + 4000).otherwise(INCOME).alias(INCOME)
    )
    found = estimates(well_off, ("town",), threshold=3500.0).filter(town="a.b")
    rate, gap = (found.filter(statistic=name).row(0, named=True) for name in ("rate", "gap"))
    assert (rate["value"], rate["standard_error"], rate["n_with"]) == (0, None, 0)
    assert (gap["value"], gap["standard_error"], gap["n"]) == (None, None, 0)


def test_inequality_is_told_where_asked() -> None:
    found = estimates(persons(9), inequality=False)
    assert found["statistic"].to_list() == ["rate", "gap"]
    assert found.schema == estimates(persons(9)).schema


def test_one_person_has_no_error_and_nobody_no_value() -> None:
    frame = persons(10).filter(pl.col(INCOME).is_not_null(), pl.col("w") > 0)
    one = estimates(frame.head(1))
    assert one["n"].to_list() == [1, 0, 1, 1]
    assert one["value"][0] == 0 and one["standard_error"].null_count() == 4
    assert estimates(frame.head(1), ("town",))["standard_error"].null_count() == 4
    by_town = estimates(frame.clear(), ("town",))
    assert by_town.is_empty() and by_town.schema == estimates(frame, ("town",)).schema


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"psu": pl.lit(None, pl.String)}, "a stratum or PSU is null"),
        ({"w": pl.lit(-1.0)}, "negative"),
        ({INCOME: pl.lit("much")}, "expected numbers"),
        ({INCOME: pl.lit(np.inf)}, "infinite"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change: dict[str, pl.Expr], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        estimates(persons(11).with_columns(**change))


def test_a_column_that_is_not_there_is_named() -> None:
    for column in ("psu", "stratum.code", "w", INCOME, "town"):
        with pytest.raises(ValueError, match=column.replace(".", r"\.")):
            estimates(persons(12).drop(column), ("town",))
    with pytest.raises(ValueError, match="threshold_share"):
        estimates(persons(12), threshold_share=0)
