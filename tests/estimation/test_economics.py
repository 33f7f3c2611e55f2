"""Economic impact: discounting by hand, closed forms against the draws, what must always hold."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from estimation.economics import EconomicImpact, economic_impact

COSTS = [(2020, 1000.0), (2021, 500.0)]
EFFECT: dict[str, Any] = {
    "indicator_id": "dropout_pct",
    "effect": -2.0,
    "error": 0.5,
    "units": 10.0,
    "first_year": 2021,
    "last_year": 2022,
}
PRICE: dict[str, Any] = {
    "indicator_id": "dropout_pct",
    "beneficiary": "household",
    "ils_per_unit": -100.0,
    "error": None,
    "low": None,
    "high": None,
    "price_year": 2020,
    "source": "a published study",
}
EFFECT_SCHEMA = {
    "indicator_id": pl.String,
    "effect": pl.Float64,
    "error": pl.Float64,
    "units": pl.Float64,
    "first_year": pl.Int32,
    "last_year": pl.Int32,
}
PRICE_SCHEMA = {
    "indicator_id": pl.String,
    "beneficiary": pl.String,
    "ils_per_unit": pl.Float64,
    "error": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "price_year": pl.Int32,
    "source": pl.String,
}
COST_SCHEMA = {"year": pl.Int32, "cost_ils": pl.Float64, "price_year": pl.Int32}


def impact(
    effects: list[dict[str, Any]] | None = None,
    prices: list[dict[str, Any]] | None = None,
    costs: list[tuple[int, float]] | None = None,
    **options: Any,
) -> EconomicImpact:
    """Of the case above, but for what is changed."""
    rows = [(year, cost, 2020) for year, cost in (COSTS if costs is None else costs)]
    effects = [{}] if effects is None else effects
    prices = [{}] if prices is None else prices
    return economic_impact(
        pl.DataFrame(rows, schema=COST_SCHEMA, orient="row"),
        pl.DataFrame([EFFECT | row for row in effects], schema=EFFECT_SCHEMA),
        pl.DataFrame([PRICE | row for row in prices], schema=PRICE_SCHEMA),
        **{"discount_rate": 0.1, "horizon_years": 3, "seed": 4} | options,
    )


def summary(found: EconomicImpact) -> dict[str, Any]:
    return found.summary.row(0, named=True)


def test_present_values_by_hand() -> None:
    found = impact()
    row = summary(found)
    units = 10 / 1.1 + 10 / 1.21
    cost = 1000 + 500 / 1.1
    assert row["base_year"] == 2020 and row["price_year"] == 2020
    assert row["costs"] == pytest.approx(cost)
    assert row["benefits"] == pytest.approx(200 * units)
    assert row["net_present_value"] == pytest.approx(200 * units - cost)
    assert row["benefit_cost_ratio"] == pytest.approx(200 * units / cost)
    effect = found.effects.row(0, named=True)
    assert effect["present_units"] == pytest.approx(units)
    assert effect["break_even_effect"] == pytest.approx(cost / (units * -100))
    assert effect["break_even_alone"] == effect["break_even_effect"]
    assert effect["break_even_price"] == pytest.approx(cost / (units * -2))
    half = 1.959964 * 0.5
    assert (effect["break_even_price_low"], effect["break_even_price_high"]) == pytest.approx(
        (cost / (units * (-2 + half)), cost / (units * (-2 - half))), rel=1e-6
    )
    assert found.beneficiaries["benefits"].to_list() == [pytest.approx(200 * units), None, None]


@pytest.mark.parametrize(
    ("first", "last", "factor"),
    [
        (2020, 2020, 1.0),
        (2020, None, 1 + 1 / 1.1 + 1 / 1.21),
        (2022, None, 1 / 1.21),
        (2022, 2030, 1 / 1.21),
        (2023, None, 0.0),
    ],
)
def test_an_effect_counts_in_its_years_within_the_horizon(
    first: int, last: int | None, factor: float
) -> None:
    found = impact([{"first_year": first, "last_year": last}])
    assert found.effects["present_units"].item() == pytest.approx(10 * factor)
    assert summary(found)["benefits"] == pytest.approx(2000 * factor)
    reason = "out_of_horizon" if factor == 0 else None
    assert found.effects["reason"].item() == reason


def test_the_draws_are_as_their_closed_forms() -> None:
    second = {"indicator_id": "wage", "effect": 3.0, "error": 2.0, "units": 5.0}
    prices: list[dict[str, Any]] = [
        {"low": -250.0, "high": -60.0},
        {"beneficiary": "state", "ils_per_unit": -50.0, "error": 20.0},
        {"indicator_id": "wage", "ils_per_unit": 80.0},
    ]
    draws = 200_000
    row = summary(impact([{}, second], prices, draws=draws))
    factor = 1 / 1.1 + 1 / 1.21
    # One draw of the effect meets the sum of both prices, which are independent of it.
    triangle = stats.triang((250 - 100) / 190, -250, 190)
    price, spread = triangle.mean() - 50, triangle.var() + 400
    mean = factor * (10 * -2 * price + 5 * 3 * 80)
    variance = factor**2 * (
        100 * ((4 + 0.25) * (price**2 + spread) - 4 * price**2) + 25 * 80**2 * 4
    )
    assert row["benefits"] == pytest.approx(mean)
    assert triangle.mean() == pytest.approx((-250 - 100 - 60) / 3)
    cost = 1000 + 500 / 1.1
    # Nearly normal: the two ends lie about two standard deviations from the mean.
    half = (row["benefits_high"] - row["benefits_low"]) / 2
    assert half == pytest.approx(1.96 * variance**0.5, rel=0.03)
    assert row["net_present_value_low"] == pytest.approx(row["benefits_low"] - cost)
    assert row["benefit_cost_ratio_high"] == pytest.approx(row["benefits_high"] / cost)


def test_with_a_certain_price_the_interval_and_the_chance_are_the_normal_ones() -> None:
    row = summary(impact(draws=400_000))
    units = 10 / 1.1 + 10 / 1.21
    law = stats.norm(200 * units, 0.5 * 100 * units)
    cost = 1000 + 500 / 1.1
    expected = law.ppf([0.025, 0.975])
    found = (row["benefits_low"], row["benefits_high"])
    assert found == pytest.approx(tuple(expected), abs=0.02 * law.std())
    assert row["probability_worth_it"] == pytest.approx(law.sf(cost), abs=0.005)


def test_without_a_source_there_is_no_price_and_the_break_even_stands_alone() -> None:
    for source in (None, "", "  "):
        found = impact(prices=[{"source": source}])
        row = summary(found)
        assert row["reason"] == "no_effect_valued" and row["effects_valued"] == 0
        assert row["benefits"] is row["net_present_value"] is row["probability_worth_it"] is None
        assert row["costs"] == pytest.approx(1000 + 500 / 1.1)
        effect = found.effects.row(0, named=True)
        assert effect["reason"] == "no_price"
        assert effect["break_even_effect"] is effect["benefits"] is None
        sourced = impact().effects["break_even_price"].item()
        assert effect["break_even_price"] == sourced
        assert found.prices_refused.rows() == [("dropout_pct", "household", "no_source")]


def test_prices_of_another_year_or_without_an_amount_are_refused_with_a_reason() -> None:
    found = impact(
        prices=[
            {"price_year": 2015},
            {"beneficiary": "state", "price_year": None},
            {"beneficiary": "authority", "ils_per_unit": None},
        ]
    )
    assert found.prices_refused.rows() == [
        ("dropout_pct", "authority", "no_price"),
        ("dropout_pct", "household", "other_price_year"),
        ("dropout_pct", "state", "other_price_year"),
    ]
    assert impact(prices=[{"indicator_id": "of something else"}]).prices_refused.is_empty()


def test_who_gains() -> None:
    prices: list[dict[str, Any]] = [{}, {"beneficiary": "state", "ils_per_unit": 30.0}]
    found = impact(prices=prices)
    household, authority, state = found.beneficiaries.rows(named=True)
    assert authority["benefits"] is authority["benefits_low"] is None
    assert state["benefits"] == pytest.approx(-0.3 * household["benefits"])
    # One draw of the effect for both: their ends mirror each other.
    assert state["benefits_low"] == pytest.approx(-0.3 * household["benefits_high"])
    assert summary(found)["benefits"] == pytest.approx(0.7 * household["benefits"])


def test_harm_is_no_benefit() -> None:
    row = summary(impact([{"effect": 2.0}]))
    assert row["benefits"] < 0 and row["benefit_cost_ratio"] < 0
    assert row["net_present_value"] == pytest.approx(row["benefits"] - row["costs"])
    assert row["probability_worth_it"] == 0


def test_no_effect() -> None:
    found = impact([{"effect": 0.0, "error": 0.0}])
    row, effect = summary(found), found.effects.row(0, named=True)
    assert (row["benefits"], row["probability_worth_it"]) == (0, 0)
    assert (row["benefits_low"], row["benefits_high"]) == (0, 0)
    assert row["net_present_value"] == -row["costs"]
    assert effect["reason"] == "no_effect" and effect["break_even_price"] is None
    assert effect["break_even_effect"] == impact().effects["break_even_effect"].item()


def test_an_effect_that_may_be_none_has_no_interval_of_its_break_even_price() -> None:
    effect = impact([{"error": 1.5}]).effects.row(0, named=True)
    assert effect["break_even_price"] is not None
    assert effect["break_even_price_low"] is effect["break_even_price_high"] is None


def test_no_costs() -> None:
    found = impact(costs=[])
    row = summary(found)
    assert row["base_year"] == 2021 and row["costs"] == 0 and row["price_year"] == 2020
    assert row["benefit_cost_ratio"] is row["benefit_cost_ratio_low"] is None
    assert row["net_present_value"] == row["benefits"] == pytest.approx(2000 * (1 + 1 / 1.1))
    assert found.effects["break_even_effect"].item() == 0
    assert summary(impact([{"effect": 0.0, "error": 0.0}], costs=[]))["probability_worth_it"] == 0


def test_an_error_that_is_not_known_leaves_no_interval() -> None:
    other = {"indicator_id": "wage", "effect": 1.0}
    prices: list[dict[str, Any]] = [{}, {"indicator_id": "wage", "beneficiary": "state"}]
    found = impact([{"error": None}, other], prices)
    row = summary(found)
    assert row["reason"] == "effect_error_unknown"
    assert row["benefits"] is not None
    assert row["benefits_low"] is row["probability_worth_it"] is None
    assert dict(found.effects.select("indicator_id", "reason").rows()) == {
        "dropout_pct": "effect_error_unknown",
        "wage": None,
    }
    assert found.beneficiaries["benefits_low"].is_null().to_list() == [True, True, False]
    # Where nothing is paid for it, nobody needs to know its error.
    assert summary(impact([{}, other | {"error": None}]))["benefits_low"] is not None


@given(
    st.lists(st.floats(-5, 5), min_size=2, max_size=2),
    st.lists(st.floats(-200, 200).filter(lambda price: abs(price) > 1), min_size=2, max_size=2),
    st.floats(0, 0.2),
)
@settings(max_examples=40)
def test_at_the_break_even_effect_nothing_is_left(
    sizes: list[float], worth: list[float], rate: float
) -> None:
    names = ["dropout_pct", "wage"]
    prices = [
        {"indicator_id": name, "ils_per_unit": price}
        for name, price in zip(names, worth, strict=True)
    ]

    def at(effects: list[float], **options: Any) -> EconomicImpact:
        rows = [
            {"indicator_id": name, "effect": size}
            for name, size in zip(names, effects, strict=True)
        ]
        return impact(rows, prices, discount_rate=rate, draws=10, **options)

    found = at(sizes).effects
    with_other = at([found["break_even_effect"][0], sizes[1]])
    alone = at([found["break_even_alone"][0], 0.0])
    for even in (with_other, alone):
        assert summary(even)["net_present_value"] == pytest.approx(0, abs=1e-6)


def test_the_same_seed_gives_the_same_whatever_the_order_of_rows() -> None:
    effects: list[dict[str, Any]] = [{}, {"indicator_id": "wage", "effect": 4.0}]
    prices: list[dict[str, Any]] = [
        {"low": -150.0, "high": -90.0},
        {"beneficiary": "state", "error": 5.0},
        {"indicator_id": "wage", "ils_per_unit": 20.0},
    ]
    one, two = impact(effects, prices), impact(effects[::-1], prices[::-1], costs=COSTS[::-1])
    for name in ("summary", "beneficiaries", "effects"):
        assert getattr(one, name).equals(getattr(two, name))
    other = summary(impact(effects, prices, seed=5))
    assert other["benefits_low"] != summary(one)["benefits_low"]
    assert other["benefits"] == summary(one)["benefits"]


def test_a_range_without_width_is_the_price() -> None:
    one, two = impact(), impact(prices=[{"low": -100.0, "high": -100.0}])
    assert summary(one) == summary(two)


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"costs": [(2020, 1.0), (2025, 1.0)]}, "costs of 2025, after the horizon ends with 2022"),
        ({"costs": [(2020, -1.0)]}, "amount of at least 0"),
        ({"effects": [{}, {}]}, "an indicator stands twice"),
        ({"effects": [{"error": -1.0}]}, "an error below 0"),
        ({"effects": [{"last_year": 2020}]}, "a last year before the first"),
        ({"effects": [{"effect": None}]}, "expected an effect"),
        ({"effects": [{"first_year": 2019}]}, "an effect in 2019, before the first cost in 2020"),
        ({"prices": [{}, {}]}, "twice for one beneficiary"),
        ({"prices": [{"beneficiary": "friends"}]}, "beneficiary friends"),
        ({"prices": [{"low": -50.0, "high": 0.0}]}, "price of dropout_pct"),
        ({"prices": [{"low": -150.0}]}, "price of dropout_pct"),
        ({"prices": [{"error": -1.0}]}, "price of dropout_pct"),
        ({"prices": [{"error": 1.0, "low": -150.0, "high": 0.0}]}, "not both"),
        ({"costs": [], "effects": []}, "neither costs nor effects"),
        ({"discount_rate": -1.0}, r"discount rate -1\.0"),
        ({"horizon_years": 0}, "0 years"),
    ],
)
def test_what_cannot_be_reckoned_with_is_refused(case: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        impact(**case)


def test_costs_without_any_effect() -> None:
    found = impact(effects=[])
    assert summary(found)["costs"] > 0 and summary(found)["reason"] == "no_effect_valued"
    assert found.effects.is_empty()
