"""Money and effects of settlements: present values by hand, and what is not told, with why."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from estimation.economics.programmes import (
    Parameters,
    ProgrammeImpacts,
    programme_impacts,
    target_effects,
)

P, Q, TOWN, VILLAGE = "centre", "leapfrog", "1031", "8000"
TEN = Parameters(discount_rate=0.1, horizon_years=10, draws=2000, seed=4)
MEMBERS = [(P, TOWN), (P, VILLAGE)]
SUPPORT, MARKS = "income_support_persons_pct", "matriculation_eligibility_pct"

Money = tuple[str, str | None, int, float | None, float | None]
MONEY: list[Money] = [
    (TOWN, P, 2020, 900.0, 1000.0),  # spent counts
    (TOWN, P, 2021, 500.0, None),  # planned, for want of better
    (TOWN, None, 2021, 80.0, 75.0),  # names no target
]
MONEY_SCHEMA = {
    "settlement_code": pl.String,
    "programme_id": pl.String,
    "year": pl.Int32,
    "planned_ils": pl.Float64,
    "spent_ils": pl.Float64,
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
EVALUATED: dict[str, Any] = {
    "programme_id": P,
    "settlement_code": TOWN,
    "indicator_id": SUPPORT,
    "population_group": "all",
    "horizon": "latest",
    "start_year": 2019,
    "now_year": 2022,
    "outcome_scale": "as_published",
    "did_effect": -0.5,
    "did_placebo_sd": 0.1,
    "did_reason": None,
}
EVALUATED_SCHEMA = {
    name: pl.String for name in EVALUATED if name not in ("start_year", "now_year")
} | {
    "start_year": pl.Int32,
    "now_year": pl.Int32,
    "did_effect": pl.Float64,
    "did_placebo_sd": pl.Float64,
}


def price(source: str | None = "a published study", **changed: Any) -> dict[str, Any]:
    row = {"indicator_id": SUPPORT, "beneficiary": "state", "ils_per_unit": -60.0,
           "price_year": 2021, "source": source}  # fmt: skip
    return row | changed


def effects(
    *evaluated: dict[str, Any], targets: list[tuple[str, str, str, str]] | None = None
) -> pl.DataFrame:
    targets = [(P, TOWN, SUPPORT, "all")] if targets is None else targets
    return target_effects(
        pl.DataFrame(
            targets,
            schema=["programme_id", "settlement_code", "indicator_id", "population_group"],
            orient="row",
        ),
        pl.DataFrame([EVALUATED | row for row in evaluated], schema=EVALUATED_SCHEMA),
        pl.DataFrame(
            {
                "settlement_code": [TOWN, TOWN, TOWN],
                "reference_year": pl.Series([2018, 2021, 2024], dtype=pl.Int32),
                "population": [28000.0, 30000.0, 35000.0],
            }
        ),
        pl.DataFrame({"indicator_id": [SUPPORT, MARKS], "residents_per_unit": [100.0, None]}),
    )


def impacts(
    told: pl.DataFrame,
    *prices: dict[str, Any],
    money: list[Money] | None = None,
    parameters: Parameters = TEN,
) -> ProgrammeImpacts:
    return programme_impacts(
        pl.DataFrame(MEMBERS, schema=["programme_id", "settlement_code"], orient="row"),
        pl.DataFrame(MONEY if money is None else money, schema=MONEY_SCHEMA, orient="row"),
        told,
        pl.DataFrame(list(prices), schema=PRICE_SCHEMA),
        parameters,
    )


def row_of(frame: pl.DataFrame, code: str = TOWN) -> dict[str, Any]:
    return frame.filter(pl.col("settlement_code") == code).row(0, named=True)


def test_costs_and_benefits_by_hand() -> None:
    found = impacts(effects({}), price())
    row = row_of(found.impact)
    cost = 1000 + 500 / 1.1
    assert row["costs"] == pytest.approx(cost)
    assert (row["costs_nominal_ils"], row["costs_planned_only_ils"]) == (1500.0, 500.0)
    assert (row["cost_basis"], row["unattributed_ils"]) == ("both", 75.0)
    assert (row["first_cost_year"], row["last_cost_year"], row["price_year"]) == (2020, 2021, 2021)
    assert row["prices_are"] == "nominal_several_years"
    # 30,000 residents of 2021, the latest known by 2022: 300 persons a percentage point, in 2020
    # (the first cost; the programme began in 2019), 2021 and 2022 (the last figure).
    units = 300 * (1 + 1 / 1.1 + 1 / 1.21)
    effect = row_of(found.effects)
    assert (effect["units_are"], effect["units"], effect["units_year"]) == ("residents", 300, 2021)
    assert effect["present_units"] == pytest.approx(units)
    assert effect["benefits"] == pytest.approx(0.5 * 60 * units)
    assert effect["break_even_price"] == pytest.approx(cost / (units * -0.5))
    assert effect["break_even_effect"] == pytest.approx(cost / (units * -60))
    assert effect["effect_low"] == pytest.approx(-0.5 - 1.959964 * 0.1)
    assert effect["reason"] is None
    assert row["benefits"] == effect["benefits"] and row["reason"] is None
    assert row["net_present_value"] == pytest.approx(effect["benefits"] - cost)
    assert row["benefits_low"] < row["benefits"] < row["benefits_high"]
    gained = {one["beneficiary"]: one for one in found.beneficiaries.iter_rows(named=True)}
    assert gained["state"]["benefits"] == pytest.approx(effect["benefits"])
    assert gained["household"]["benefits"] is None
    assert gained["household"]["reason"] == "nothing_valued"


def test_a_settlement_without_money() -> None:
    told = effects({"settlement_code": VILLAGE}, targets=[(P, VILLAGE, SUPPORT, "all")])
    found = impacts(told, price())
    row = row_of(found.impact, VILLAGE)
    assert row["reason"] == "no_money_reported"
    assert row["costs"] is None and row["benefits"] is None and row["costs_nominal_ils"] is None
    effect = row_of(found.effects, VILLAGE)
    assert effect["reason"] == "no_costs" and effect["break_even_price"] is None
    assert VILLAGE not in found.beneficiaries["settlement_code"].to_list()


@pytest.mark.parametrize(
    ("money", "reason"),
    [
        ([(TOWN, None, 2020, 900.0, 1000.0)], "money_names_no_programme"),
        ([(TOWN, Q, 2020, 900.0, 1000.0)], "money_names_no_programme"),
        ([(TOWN, P, 2020, None, None)], "no_amount_known"),
        ([(VILLAGE, P, 2020, 900.0, 1000.0)], "no_money_reported"),
    ],
)
def test_money_that_cannot_be_counted(money: list[Money], reason: str) -> None:
    row = row_of(impacts(effects({}), price(), money=money).impact)
    assert row["reason"] == reason and row["costs"] is None and row["cost_basis"] is None


@pytest.mark.parametrize(
    ("evaluated", "reason"),
    [
        ({"did_effect": None, "did_reason": "no_comparison"}, "no_effect_figure"),
        ({"horizon": "year_1"}, "no_effect_figure"),
        ({"population_group": "arabs"}, "no_effect_figure"),
        ({"outcome_scale": "percentile_rank"}, "relative_scale"),
        ({"now_year": 2019}, "effect_before_costs"),
    ],
)
def test_money_but_no_effect(evaluated: dict[str, Any], reason: str) -> None:
    found = impacts(effects(evaluated), price())
    row, effect = row_of(found.impact), row_of(found.effects)
    assert row["reason"] == "no_effect_to_value" and row["benefits"] is None
    assert row["costs"] == pytest.approx(1000 + 500 / 1.1)
    assert effect["reason"] == reason and effect["break_even_price"] is None
    assert found.beneficiaries["benefits"].null_count() == 3


def test_no_target_no_effect() -> None:
    row = row_of(impacts(effects({}, targets=[(Q, TOWN, SUPPORT, "all")]), price()).impact)
    assert row["reason"] == "no_target" and row["effects"] == 0
    of_a_group = effects({}, targets=[(P, TOWN, SUPPORT, "age_18_29")])
    assert of_a_group["reason"].item() == "target_of_a_group"
    both = effects({}, targets=[(P, TOWN, SUPPORT, group) for group in ("age_18_29", "all")])
    assert both["reason"].item() is None


@pytest.mark.parametrize("source", [None, "", "  "])
def test_a_price_without_a_source_values_nothing(source: str | None) -> None:
    found = impacts(effects({}), price(source))
    row, effect = row_of(found.impact), row_of(found.effects)
    assert row["reason"] == "no_effect_valued" and row["benefits"] is None
    assert effect["reason"] == "no_price" and effect["ils_per_unit"] is None
    units = 300 * (1 + 1 / 1.1 + 1 / 1.21)
    assert effect["break_even_price"] == pytest.approx(row["costs"] / (units * -0.5))


def test_a_price_of_another_year_is_not_used_and_said() -> None:
    effect = row_of(impacts(effects({}), price(price_year=2018)).effects)
    assert effect["reason"] == "price_of_other_year" and effect["benefits"] is None


def test_without_a_count_of_persons_the_price_is_of_a_point() -> None:
    told = effects({"indicator_id": MARKS, "did_effect": 2.0}, targets=[(P, TOWN, MARKS, "all")])
    found = impacts(told, price(indicator_id=MARKS, ils_per_unit=50.0))
    effect = row_of(found.effects)
    assert (effect["units_are"], effect["units"], effect["units_year"]) == ("points", 1.0, None)
    assert effect["reason"] == "units_not_known" and effect["benefits"] is None
    years = 1 + 1 / 1.1 + 1 / 1.21
    assert effect["break_even_price"] == pytest.approx((1000 + 500 / 1.1) / (2 * years))


@pytest.mark.parametrize(
    "evaluated", [{"did_placebo_sd": None}, {"did_reason": "too_few_assignments"}]
)
def test_an_effect_without_error_or_verdict_has_no_interval(evaluated: dict[str, Any]) -> None:
    found = impacts(effects(evaluated), price())
    row, effect = row_of(found.impact), row_of(found.effects)
    assert row["reason"] == effect["reason"] == "effect_error_unknown"
    assert row["benefits"] is not None and row["benefits_low"] is None
    assert effect["effect_low"] is None


def test_money_after_the_horizon_is_left_out_and_shown() -> None:
    two = Parameters(discount_rate=0.0, horizon_years=2, draws=10, seed=1)
    late = [*MONEY, (TOWN, P, 2022, None, 40.0)]
    row = row_of(impacts(effects({}), money=late, parameters=two).impact)
    assert (row["costs"], row["costs_beyond_horizon_ils"]) == (1500.0, 40.0)
    assert row["last_cost_year"] == 2021 and row["cost_rows"] == 2
    once = row_of(impacts(effects({}), money=[MONEY[0]]).impact)
    assert (once["prices_are"], once["cost_basis"]) == ("nominal_one_year", "spent")
    assert once["costs_beyond_horizon_ils"] is None and once["unattributed_ils"] is None


def test_the_order_of_rows_changes_nothing() -> None:
    told = effects({}, {"indicator_id": MARKS, "did_effect": 2.0},
                   targets=[(P, TOWN, MARKS, "all"), (P, TOWN, SUPPORT, "all")])  # fmt: skip
    one = impacts(told, price())
    other = impacts(told.reverse(), price(), money=MONEY[::-1])
    assert one.impact.equals(other.impact)
    assert one.effects.sort("indicator_id").equals(other.effects.sort("indicator_id"))
