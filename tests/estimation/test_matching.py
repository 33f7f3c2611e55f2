"""Comparison settlements: by hand, by scipy's distances, and what must hold whatever the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import cdist

from estimation.matching import balance, match, pre_trend

TOWNS = pl.DataFrame(
    {
        "settlement_code": ["9001", "9002", "9003", "9004", "9005", "9006"],
        "type": ["city", "city", "city", "city", "council", None],
        "size": [10.0, 12.0, 14.0, 30.0, 10.0, 10.0],
        "wage": [5.0, 5.0, 8.0, 5.0, 5.0, 5.0],
    }
)


def random_towns(seed: int, rows: int = 40, missing: float = 0.0) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(rows, 3)) @ np.array([[3, 1, 0], [0, 2, 0.5], [0, 0, 0.2]])
    values[draw.random(values.shape) < missing] = np.nan
    frame = pl.DataFrame(values, schema=["a", "b", "c"]).fill_nan(None)
    return frame.with_columns(
        settlement_code=pl.Series([f"{at:04}" for at in draw.permutation(rows)])
    )


def donors_of(code: str, frame: pl.DataFrame) -> list[str]:
    return frame.filter(pl.col("treated") == code)["donor"].to_list()


def test_standardised_distances_by_hand() -> None:
    found = match(TOWNS, ["9001"], ["size", "wage"], exact=["type"], method="standardised", k=3)
    # Donors are the cities 12, 14, 30 with wages 5, 8, 5: variances 97.333 and 3.
    expected = [np.sqrt(4 / (292 / 3)), np.sqrt(16 / (292 / 3) + 9 / 3), np.sqrt(400 / (292 / 3))]
    assert found.matches["donor"].to_list() == ["9002", "9003", "9004"]
    assert found.matches["distance"].to_list() == pytest.approx(expected)
    assert found.matches["rank"].to_list() == [1, 2, 3]
    assert found.donors == ("9002", "9003", "9004")
    assert found.treated.row(0) == ("9001", 3, 2, None)


@pytest.mark.parametrize("method", ["mahalanobis", "standardised"])
def test_distances_as_scipy_has_them(method: Any) -> None:
    towns = random_towns(3)
    treated = ["0003", "0017"]
    found = match(towns, treated, ["a", "b", "c"], k=38, method=method).matches
    free = towns.filter(~pl.col("settlement_code").is_in(treated))
    own = towns.filter(pl.col("settlement_code").is_in(treated)).sort("settlement_code")
    x, y = (frame.select("a", "b", "c").to_numpy() for frame in (own, free))
    theirs = (
        cdist(x, y, "mahalanobis", VI=np.linalg.inv(np.cov(y, rowvar=False)))
        if method == "mahalanobis"
        else cdist(x, y, "seuclidean", V=y.var(axis=0, ddof=1))
    )
    for at, code in enumerate(treated):
        order = np.argsort(theirs[at])
        assert donors_of(code, found) == free["settlement_code"].gather(order).to_list()
        ours = found.filter(pl.col("treated") == code)["distance"].to_numpy()
        np.testing.assert_allclose(ours, theirs[at][order], rtol=1e-9)


def test_what_is_not_known_makes_nobody_near() -> None:
    towns = TOWNS.with_columns(
        wage=pl.when(pl.col("settlement_code") == "9002").then(None).otherwise("wage")
    )
    chosen: dict[str, Any] = {"exact": ["type"], "method": "standardised"}
    found = match(towns, ["9001"], ["size", "wage"], min_share=0.5, **chosen)
    row = found.matches.row(0, named=True)
    assert (row["donor"], row["variables_used"]) == ("9002", 1)
    # One variable of two: the square is doubled. The variance of size is of all three donors.
    assert row["distance"] == pytest.approx(np.sqrt(2 * 4 / (292 / 3)))
    assert found.treated["reason"].to_list() == ["too_few_alike"]  # three of five
    strict = match(towns, ["9001"], ["size", "wage"], **chosen)
    assert donors_of("9001", strict.matches) == ["9003", "9004"]


def test_a_village_of_which_little_is_known_sets_no_scale() -> None:
    villages = pl.DataFrame(
        [(f"00{at:02}", "city", float(at), None) for at in range(20)],
        schema=TOWNS.schema,
        orient="row",
    )
    chosen: dict[str, Any] = {"exact": ["type"], "method": "standardised"}
    alone = match(TOWNS, ["9001"], ["size", "wage"], **chosen)
    among = match(TOWNS.vstack(villages), ["9001"], ["size", "wage"], **chosen)
    assert among.donors == alone.donors
    assert among.matches.equals(alone.matches)


def test_who_is_left_without_donors_says_why() -> None:
    towns = TOWNS.vstack(
        pl.DataFrame([("9009", "city", None, None)], schema=TOWNS.schema, orient="row")
    )
    chosen: dict[str, Any] = {"method": "standardised", "k": 2}
    found = match(
        towns,
        ["9001", "9005", "9006", "9009", "1234"],
        ["size", "wage"],
        exact=["type"],
        **chosen,
    )
    assert dict(found.treated.select("settlement_code", "reason").rows()) == {
        "9001": None,
        "9005": "too_few_alike",
        "9006": "too_few_alike",  # its type is not known: like nobody, not like the other unknown
        "9009": "no_variable_known",
        "1234": "not_in_data",
    }
    near = match(towns, ["9001"], ["size", "wage"], exact=["type"], caliper=0.5, **chosen)
    assert donors_of("9001", near.matches) == ["9002"]
    assert near.treated["reason"].to_list() == ["outside_caliper"]
    nobody = match(TOWNS, ["9005"], ["size", "wage"], exact=["type"])
    assert nobody.matches.is_empty() and nobody.donors == ()
    assert balance(TOWNS, nobody, ["size"])["difference_before"].to_list() == [None]


def test_settlements_of_other_programmes_are_no_donors() -> None:
    found = match(TOWNS, ["9001"], ["size"], donors_exclude=["9002"], method="standardised", k=9)
    assert "9002" not in found.matches["donor"] and "9002" not in found.donors
    assert "9001" not in found.matches["donor"]


def test_equal_distances_go_by_the_code_whatever_the_order_of_rows() -> None:
    twins = pl.DataFrame(
        {"settlement_code": ["5", "4", "3", "2", "1"], "a": [0.0, 1.0, -1.0, 1.0, -1.0]}
    )
    for towns in (twins, twins.reverse()):
        found = match(towns, ["5"], ["a"], k=3)
        assert found.matches["donor"].to_list() == ["1", "2", "3"]


@given(st.integers(0, 10_000), st.integers(1, 8), st.floats(0, 0.3))
def test_matches_are_the_nearest_and_do_not_hang_on_order_or_units(
    seed: int, k: int, missing: float
) -> None:
    towns = random_towns(seed, missing=missing)
    chosen: dict[str, Any] = {"k": k, "method": "standardised", "donors_exclude": ["0009"]}
    found = match(towns, ["0001", "0002"], ["a", "b", "c"], **chosen)
    other = towns.with_columns(pl.col("a") * 1000 + 7, -pl.col("b")).sample(
        fraction=1, shuffle=True, seed=seed
    )
    again = match(other, ["0002", "0001"], ["a", "b", "c"], **chosen)
    assert found.matches.drop("distance").equals(again.matches.drop("distance"))
    np.testing.assert_allclose(found.matches["distance"], again.matches["distance"], rtol=1e-6)
    whole = match(towns, ["0001", "0002"], ["a", "b", "c"], **chosen | {"k": 40}).matches
    assert found.matches.equals(whole.filter(pl.col("rank") <= k))
    assert not {"0001", "0002", "0009"} & set(whole["donor"])
    assert (whole["variables_used"] >= 2).all()


def test_mahalanobis_does_not_hang_on_units() -> None:
    towns = random_towns(8)
    mixed = towns.with_columns(a=pl.col("a") + 5 * pl.col("b"), c=pl.col("c") * 1e6)
    one, two = (match(frame, ["0005"], ["a", "b", "c"]).matches for frame in (towns, mixed))
    assert one["donor"].to_list() == two["donor"].to_list()
    np.testing.assert_allclose(one["distance"], two["distance"], rtol=1e-6)


def test_balance_by_hand() -> None:
    towns = pl.DataFrame(
        {
            "settlement_code": ["1", "2", "3", "4", "5"],
            "a": [0.0, 10.0, 1.0, 9.0, 20.0],
            "b": [1.0, 3.0, None, 2.0, 5.0],
        }
    )
    found = match(towns, ["1", "2"], ["a"], k=1, method="standardised")
    assert found.matches["donor"].to_list() == ["3", "4"]
    a, b = balance(towns, found, ["a", "b"]).rows(named=True)
    spread = np.sqrt((50 + np.var([1, 9, 20], ddof=1)) / 2)
    assert (a["mean_treated"], a["mean_matched"], a["mean_donors"]) == (5, 5, 10)
    assert a["spread"] == pytest.approx(spread) and a["spread_from"] == "pooled"
    assert a["difference_before"] == pytest.approx(-5 / spread)
    assert a["difference_after"] == 0 and a["is_balanced"]
    assert a["variance_ratio"] == pytest.approx(50 / 32)
    assert (b["treated_known"], b["matched_known"], b["donors_known"]) == (2, 1, 2)
    assert b["mean_matched"] == 2 and b["variance_ratio"] is None
    assert b["difference_after"] == 0


def test_one_treated_settlement_has_no_spread_of_its_own() -> None:
    found = match(TOWNS, ["9001"], ["size"], exact=["type"], k=2, method="standardised")
    row = balance(TOWNS, found, ["size"]).row(0, named=True)
    assert row["spread_from"] == "donors"
    assert row["spread"] == pytest.approx(np.std([12, 14, 30], ddof=1))
    assert row["difference_after"] == pytest.approx((10 - 13) / row["spread"])
    assert row["is_balanced"] is False and row["variance_ratio"] is None


def test_each_treated_weighs_the_same_however_many_donors_it_has() -> None:
    towns = pl.DataFrame(
        {"settlement_code": ["1", "2", "3", "4", "5"], "a": [0.0, 50.0, 1.0, 2.0, 51.0]}
    )
    found = match(towns, ["1", "2"], ["a"], k=2, caliper=0.2, method="standardised")
    assert found.matches.select("treated", "donor").rows() == [("1", "3"), ("1", "4"), ("2", "5")]
    assert balance(towns, found, ["a"])["mean_matched"].item() == (1.5 + 51) / 2


def test_matching_balances_what_it_is_matched_on() -> None:
    draw = np.random.default_rng(2)
    values = draw.normal(size=(300, 2))
    towns = pl.DataFrame(values, schema=["a", "b"]).with_columns(
        settlement_code=pl.Series([f"{at:04}" for at in range(300)])
    )
    treated = towns.filter(pl.col("a") > 0.4).head(16)["settlement_code"].to_list()
    found = match(towns, treated, ["a", "b"], k=3)
    rows = balance(towns, found, ["a", "b"])
    assert rows["difference_before"][0] > 0.5
    assert rows["is_balanced"].all()


@given(
    st.lists(
        st.tuples(st.integers(1990, 2030), st.floats(-100, 100)),
        min_size=1,
        max_size=25,
        unique_by=lambda row: row[0],
    ),
    st.integers(1995, 2031),
)
def test_trends_as_scipy_has_them(points: list[tuple[int, float]], before: int) -> None:
    series = pl.DataFrame(
        points, schema={"reference_year": pl.Int32, "value": pl.Float64}, orient="row"
    ).with_columns(settlement_code=pl.lit("8000"))
    row = pre_trend(series, before).row(0, named=True)
    kept = [point for point in points if point[0] < before]
    assert row["pre_years"] == len(kept)
    if kept:
        assert row["pre_level"] == pytest.approx(np.mean([value for _, value in kept]))
    if len(kept) < 3:
        assert row["pre_trend"] is None
    else:
        theirs = stats.linregress(*np.array(kept, dtype=float).T).slope
        assert row["pre_trend"] == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_trends_skip_what_is_not_known_and_keep_everybody() -> None:
    series = pl.DataFrame(
        {
            "settlement_code": ["b", "b", "b", "b", "a", "c"],
            "reference_year": [2008, 2009, 2010, 2011, 2012, 2008],
            "value": [1.0, None, 5.0, 7.0, 3.0, float("nan")],
        }
    )
    found = pre_trend(series, 2012)
    assert found["settlement_code"].to_list() == ["a", "b", "c"]
    assert found["pre_years"].to_list() == [0, 3, 0]
    assert found["pre_trend"].to_list() == [None, pytest.approx(2.0), None]
    with pytest.raises(ValueError, match="more than one row"):
        pre_trend(pl.concat([series, series]), 2012)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"variables": ["height"]}, "no column height"),
        ({"variables": ["type"]}, "no numbers: type"),
        ({"variables": ["log"]}, "infinite somewhere: log"),
        ({"k": 0}, "k = 0"),
        ({"treated": []}, "0 treated"),
        ({"exact": ["type"]}, "3 donors know all 2 variables"),
        ({"variables": ["size", "twice"]}, "determine one another: size, twice"),
        ({"variables": ["size", "same"]}, "same: the donors do not differ"),
        ({"variables": ["same"], "method": "standardised"}, "same: the donors do not differ"),
    ],
)
def test_what_cannot_be_matched_is_refused(changes: dict[str, Any], says: str) -> None:
    towns = TOWNS.with_columns(
        twice=2 * pl.col("size"), same=pl.lit(1.0), log=(pl.col("size") - 10).log()
    )
    given_: dict[str, Any] = {"treated": ["9001"], "variables": ["size", "wage"]} | changes
    with pytest.raises(ValueError, match=says):
        match(towns, **given_)


def test_a_settlement_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        match(pl.concat([TOWNS, TOWNS]), ["9001"], ["size"])
