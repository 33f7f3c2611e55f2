"""Poverty and inequality against the R package laeken, by hand, and by what must not matter."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.poverty import (
    at_risk_rate,
    gini,
    poverty_gap,
    quintile_share_ratio,
    threshold,
    weighted_median,
    weighted_quantile,
)

EUSILC = Path(__file__).parents[3] / "shared" / "validation" / "eusilc"
STATISTICS: dict[str, Callable[..., pl.DataFrame]] = {
    "arpr": at_risk_rate,
    "rmpg": poverty_gap,
    "gini": gini,
    "qsr": quintile_share_ratio,
}
EVERY = pytest.mark.parametrize("statistic", STATISTICS.values(), ids=STATISTICS)

PERSONS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 4), st.sampled_from(["צפון", "דרום", "north"])),
    min_size=1,
    max_size=40,
).map(lambda rows: pl.DataFrame(rows, schema=["x", "w", "area"], orient="row"))


@pytest.fixture(scope="module")
def eusilc() -> pl.DataFrame:
    if not EUSILC.is_dir():
        reason = f"the reference case is not at {EUSILC}: poverty is not compared"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    return pl.read_csv(EUSILC / "eusilc.csv", null_values="NA", infer_schema_length=None)


@pytest.fixture(scope="module")
def reference(eusilc: pl.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EUSILC / "reference.json").read_text())
    return found


def of(incomes: list[Any], weights: list[Any] | None = None) -> pl.DataFrame:
    return pl.DataFrame({"x": incomes, "w": weights or [1] * len(incomes)}, strict=False)


def value(found: pl.DataFrame) -> Any:
    return found["value"].item()


@pytest.mark.parametrize("name", STATISTICS)
def test_it_gives_what_laeken_gives(
    eusilc: pl.DataFrame, reference: dict[str, Any], name: str
) -> None:
    found = STATISTICS[name](eusilc, "eqIncome", "rb050")
    assert value(found) == pytest.approx(reference[name], rel=1e-9)
    assert found["n"].item() == (2090 if name == "rmpg" else reference["n"])
    for row in reference.get(f"{name}_by", []):
        regions = STATISTICS[name](eusilc, "eqIncome", "rb050", by="db040")
        own = regions.filter(pl.col("db040") == row["stratum"])["value"].item()
        assert own == pytest.approx(row["value"], rel=1e-9), row["stratum"]


def test_the_threshold_is_the_national_one_everywhere(
    eusilc: pl.DataFrame, reference: dict[str, Any]
) -> None:
    line = threshold(eusilc, "eqIncome", "rb050")
    assert line == pytest.approx(reference["arpt"], rel=1e-9)
    for statistic in (at_risk_rate, poverty_gap):
        regions = statistic(eusilc, "eqIncome", "rb050", by=["db040", "rb090"])
        assert regions.height == 18
        assert regions.columns == ["db040", "rb090", "value", "n", "threshold"]
        assert regions["threshold"].unique().to_list() == [line]
    half = at_risk_rate(eusilc, "eqIncome", "rb050", 0.5)
    assert value(half) == pytest.approx(reference["arpr50"], rel=1e-9)


def test_the_median_by_hand() -> None:
    assert value(weighted_median(of([3, 1, 2]), "x")) == 2
    assert value(weighted_median(of([4, 1, 2, 3]), "x")) == 2.5
    assert value(weighted_median(of([1, 2, 3], [1, 1, 5]), "x", "w")) == 3
    assert value(weighted_median(of([1, 2, 3], [1, 2, 3]), "x", "w")) == 2.5
    # a tenth ten times is not quite one: five of ten are a half all the same
    assert value(weighted_median(of([*range(10)], [0.1] * 10), "x", "w")) == 4.5
    # who has no weight is not the next one either
    assert value(weighted_median(of([1, 2, 9], [1, 0, 1]), "x", "w")) == 5


@pytest.mark.parametrize(
    ("probability", "expected"), [(0, 1), (0.2, 1.5), (0.5, 3), (0.81, 5), (1, 5)]
)
def test_quantiles_by_hand(probability: float, expected: float) -> None:
    found = weighted_quantile(of([5, 4, 3, 2, 1]), "x", None, probability)
    assert found.row(0) == (expected, 5)


def test_rate_and_gap_by_hand() -> None:
    persons = of([2, 5, 6, 10, 10, 40])
    rate, gap = at_risk_rate(persons, "x"), poverty_gap(persons, "x")
    assert rate.row(0) == (pytest.approx(100 / 6), 6, pytest.approx(4.8))
    assert gap.row(0) == (pytest.approx(100 * (4.8 - 2) / 4.8), 1, pytest.approx(4.8))
    heavier = at_risk_rate(of([2, 5, 6, 10, 10, 40], [3, 1, 1, 1, 1, 1]), "x", "w")
    assert heavier["value"].item() == pytest.approx(100 * 3 / 8)


def test_a_threshold_from_elsewhere_takes_the_place_of_the_share() -> None:
    persons = of([2, 5, 6, 10, 10, 40])
    assert at_risk_rate(persons, "x", threshold=8.0).row(0) == (50, 6, 8)
    assert poverty_gap(persons, "x", threshold=8.0).row(0) == (pytest.approx(37.5), 3, 8)


@pytest.mark.parametrize("unit", [1.0, 0.1, 1e6 / 3])
def test_an_income_equal_to_the_threshold_is_not_below_it(unit: float) -> None:
    persons = of([0.6 * unit * 3, 3 * unit, 3 * unit])
    assert value(at_risk_rate(persons, "x")) == 0
    assert value(poverty_gap(persons, "x")) is None


def test_inequality_by_hand() -> None:
    assert value(gini(of([0, 1]), "x")) == pytest.approx(50)
    assert value(gini(of([0] * 9 + [1]), "x")) == pytest.approx(90)
    assert value(gini(of([0, 1], [3, 1]), "x", "w")) == pytest.approx(75)
    assert value(quintile_share_ratio(of([1, 2, 3, 4, 5]), "x")) == pytest.approx(5 / 1)
    assert value(quintile_share_ratio(of([1, 1, 9], [2, 2, 1]), "x", "w")) == pytest.approx(9 / 4)


@EVERY
def test_who_has_no_income_or_no_weight_is_not_used(statistic: Callable[..., pl.DataFrame]) -> None:
    plain = of([2, 5, 6, 10, 10, 40], [1, 2, 1, 1, 1, 3])
    more = of([2, 5, 6, 10, 10, 40, None, float("nan"), 77], [1, 2, 1, 1, 1, 3, 50, 50, 0])
    assert statistic(more, "x", "w").equals(statistic(plain, "x", "w"))


@EVERY
def test_groups_without_anybody_stay_and_null_is_a_group(
    statistic: Callable[..., pl.DataFrame],
) -> None:
    persons = pl.DataFrame(
        {
            "x": [1, 5, 9, 10, None, 1, 20],
            "אזור.מגורים": ["ב", "ב", "ב", "ב", "א", None, None],
            "w": [1, 1, 1, 1, 1, 1, 0],
        }
    )
    found = statistic(persons, "x", "w", by="אזור.מגורים")
    assert found["אזור.מגורים"].to_list() == [None, "א", "ב"]
    assert found.row(1)[1:3] == (None, 0)
    assert found["n"][0] == 1
    inside = persons.filter(pl.col("אזור.מגורים") == "ב")
    if statistic in (gini, quintile_share_ratio):
        assert found["value"][2] == value(statistic(inside, "x", "w"))


@EVERY
def test_nobody_at_all(statistic: Callable[..., pl.DataFrame]) -> None:
    empty = pl.DataFrame(schema={"x": pl.Float64, "w": pl.Float64, "area": pl.String})
    whole = statistic(empty, "x", "w").row(0, named=True)
    assert (whole["value"], whole["n"]) == (None, 0)
    by_area = statistic(empty, "x", "w", by="area")
    assert by_area.is_empty()
    assert by_area.schema["value"] == pl.Float64 and by_area.schema["area"] == pl.String
    assert threshold(empty, "x", "w") is None
    nulls = statistic(of([None, None]), "x", "w").row(0, named=True)
    assert (nulls["value"], nulls["n"]) == (None, 0)


def test_incomes_that_sum_to_nothing_have_no_inequality() -> None:
    for incomes in ([0, 0, 0], [-5, 1, 1]):
        assert value(gini(of(incomes), "x")) is None
    assert value(quintile_share_ratio(of([0, 0, 0, 0, 0, 5]), "x")) is None
    assert value(at_risk_rate(of([0, 0, 0]), "x")) == 0
    for incomes in ([-5, 0, 0], [-9, -2, -1]):
        assert value(poverty_gap(of(incomes), "x")) is None


@EVERY
@given(persons=PERSONS)
@settings(deadline=None, max_examples=40)
def test_order_scale_and_repetition_do_not_matter(
    statistic: Callable[..., pl.DataFrame], persons: pl.DataFrame
) -> None:
    def of_areas(frame: pl.DataFrame, weight: str | None = "w") -> list[Any]:
        found: list[Any] = statistic(frame, "x", weight, by="area")["value"].to_list()
        return found

    base = [None if v is None else pytest.approx(v, rel=1e-9, abs=1e-9) for v in of_areas(persons)]
    assert of_areas(persons.sample(fraction=1, shuffle=True, seed=1)) == base
    assert of_areas(persons.with_columns(pl.col("w") * 0.1)) == base
    assert of_areas(persons.with_columns(pl.col("x") * 0.37)) == base
    repeated = persons.select(pl.all().repeat_by("w").explode())
    assert of_areas(repeated, None) == base


@given(PERSONS)
@settings(deadline=None)
def test_the_rates_of_the_groups_average_to_the_whole(persons: pl.DataFrame) -> None:
    areas = at_risk_rate(persons, "x", "w", by="area")
    weights = persons.group_by("area").agg(pl.col("w").sum())
    paired = areas.join(weights, on="area", validate="1:1")
    mean = (paired["value"] * paired["w"]).sum() / paired["w"].sum()
    assert mean == pytest.approx(value(at_risk_rate(persons, "x", "w")), abs=1e-9)
    assert areas["n"].sum() == persons.height


@given(PERSONS, st.lists(st.floats(0.01, 3), min_size=2, max_size=5))
@settings(deadline=None)
def test_a_higher_share_finds_no_fewer_at_risk(persons: pl.DataFrame, shares: list[float]) -> None:
    rates = [value(at_risk_rate(persons, "x", "w", share)) for share in sorted(shares)]
    assert rates == sorted(rates)
    assert rates[0] >= 0 and rates[-1] <= 100


@given(PERSONS)
@settings(deadline=None)
def test_gini_is_a_percentage_and_grows_as_the_poorest_give(persons: pl.DataFrame) -> None:
    richer = persons.with_columns(pl.col("x") + 1)
    before = value(gini(richer, "x", "w"))
    assert -1e-9 <= before < 100
    assert value(gini(richer.with_columns(x=7), "x", "w")) == pytest.approx(0, abs=1e-9)
    assert value(gini(richer.with_columns(pl.col("x") + 50), "x", "w")) <= before + 1e-9
    assert value(quintile_share_ratio(richer, "x", "w")) is not None


@pytest.mark.parametrize(
    ("match", "change", "options"),
    [
        ("no column 'nothing'", {}, {"income": "nothing"}),
        ("no column 'nothing'", {}, {"weight": "nothing"}),
        ("no column 'nothing'", {}, {"by": ["x", "nothing"]}),
        ("x: String; expected numbers", {"x": ["1", "2", "3"]}, {}),
        ("x: Boolean; expected numbers", {"x": [True, False, True]}, {}),
        ("x: infinite for 1", {"x": [1.0, 2.0, float("inf")]}, {}),
        ("w: String; expected numbers", {"w": ["1", "2", "3"]}, {}),
        ("w: null, infinite or negative for 1", {"w": [1, -2, 3]}, {}),
        ("w: null, infinite or negative for 2", {"w": [None, float("nan"), 3.0]}, {}),
        ("'n' is a column of the result", {"n": [1, 2, 3]}, {"by": "n"}),
    ],
)
@EVERY
def test_what_cannot_be_computed_says_why(
    statistic: Callable[..., pl.DataFrame], match: str, change: Any, options: Any
) -> None:
    frame = of([1, 2, 3]).with_columns(
        pl.Series(name, given, strict=False) for name, given in change.items()
    )
    with pytest.raises(ValueError, match=match):
        statistic(frame, **{"income": "x", "weight": "w"} | options)


@pytest.mark.parametrize("share", [0, -0.6, float("nan")])
def test_a_share_that_is_not_above_zero_is_refused(share: float) -> None:
    for statistic in (at_risk_rate, poverty_gap, threshold):
        with pytest.raises(ValueError, match="expected above 0"):
            statistic(of([1, 2]), "x", None, share)
    with pytest.raises(ValueError, match="expected 0 to 1"):
        weighted_quantile(of([1, 2]), "x", None, 1.5)
