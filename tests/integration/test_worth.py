"""Composition of changes and economic impact over what is published, worked by hand.

A frozen baseline and an evaluation are laid beside the published tables of a home.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orchestration.evaluation.composition import composition_marts
from orchestration.evaluation.economics import economic_marts
from tests.integration.house import one, rows, warehouse

SDEROT, KIRYAT_MALAKHI, CENTRE = "1031", "1034", "settlement_at_centre"
BALANCE, BELONGING = "young_migration_balance_per_1000", "belonging_to_place_pct"
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TABLES = ("indicator_values", "programme_members", "targets", "investments")


@contextmanager
def build_of(home: Path, prices: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """What the estimating step finds: published tables, seeds, and no baseline frozen yet."""
    with duckdb.connect() as connection:
        for statement in (
            f"attach '{warehouse(home)}' as published (read_only)",
            *(f"create schema {name}" for name in ("marts", "seeds", "raw", "intermediate")),
            *(f"create view marts.{name} as from published.marts.{name}" for name in TABLES),
            *(
                f"create table seeds.{name} as from read_csv('{SEEDS}/{name}.csv', header = true)"
                for name in ("indicators", "cutoffs")
            ),
            "create table seeds.shadow_prices (indicator_id varchar, beneficiary varchar,"
            " ils_per_unit double, error double, low double, high double, price_year integer,"
            " source varchar)",
            "create view intermediate.int_programme_targets as from marts.targets",
            "create view intermediate.int_programme_investments as from marts.investments",
            "create table intermediate.int_baselines (baseline_id varchar, programme_id varchar,"
            " settlement_code varchar, baseline_version integer, is_current boolean)",
            "create table raw.baseline_values (baseline_id varchar, indicator_id varchar,"
            " population_group varchar, reference_year integer, value double,"
            " series_segment integer)",
            *([f"insert into seeds.shadow_prices by name {prices}"] if prices else []),
        ):
            connection.execute(statement)
        yield connection


def cutoffs(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    return dict(connection.execute("select cutoff, value from seeds.cutoffs").fetchall())


def worth(home: Path, evaluated: list[dict[str, Any]], prices: str = "") -> dict[str, pl.DataFrame]:
    shape = {
        "programme_id": pl.String,
        "settlement_code": pl.String,
        "indicator_id": pl.String,
        "population_group": pl.String,
        "horizon": pl.String,
        "start_year": pl.Int32,
        "now_year": pl.Int32,
        "outcome_scale": pl.String,
        "did_effect": pl.Float64,
        "did_placebo_sd": pl.Float64,
        "did_reason": pl.String,
    }
    about = {"programme_id": CENTRE, "population_group": "all", "horizon": "latest",
             "start_year": 2023, "now_year": 2024, "outcome_scale": "as_published"}  # fmt: skip
    with build_of(home, prices) as connection:
        evaluation = pl.DataFrame([about | row for row in evaluated], schema=shape)
        return economic_marts(connection, evaluation, cutoffs(connection))


def only(frame: pl.DataFrame, **where: str) -> dict[str, Any]:
    [row] = frame.filter(pl.col(name) == value for name, value in where.items()).iter_rows(
        named=True
    )
    return row


def test_published_costs_by_hand(sample_home: Path) -> None:
    said = "costs_nominal_ils, costs, unattributed_ils, cost_basis, prices_are, benefits"
    of = f"select {said} from marts.economic_impact where programme_id = ? and settlement_code = ?"
    # 165,000 in 2024; 45,000 + 350,000 + 80,000 + 30,000 in 2025, over 1.04.
    [found] = rows(sample_home, of, CENTRE, KIRYAT_MALAKHI)
    assert found[:2] == pytest.approx((670_000, 165_000 + 505_000 / 1.04))
    assert found[2:] == (None, "spent", "nominal_several_years", None)
    # 290,000 + 185,000 + 20,000 + 5,000 in 2025, and 75,000 that name no target.
    [found] = rows(sample_home, of, CENTRE, SDEROT)
    assert found == (500_000, 500_000, 75_000, "spent", "nominal_one_year", None)


def test_published_reasons(sample_home: Path) -> None:
    found = dict(
        rows(
            sample_home,
            "select programme_id || ' ' || settlement_code, reason from marts.economic_impact",
        )
    )
    # All money of Sderot names targets of another programme; Holon handed in none.
    assert found["community_partnerships 1031"] == "money_names_no_programme"
    assert found["community_partnerships 6600"] == "no_money_reported"
    assert found[f"{CENTRE} {SDEROT}"] == "no_effect_to_value"
    assert one(sample_home, "select count(*) from marts.shadow_prices") == 0
    assert one(sample_home, "select count(benefits) from marts.economic_beneficiaries") == 0


def test_the_break_even_price_stands_without_a_register(sample_home: Path) -> None:
    effects = [
        {"settlement_code": KIRYAT_MALAKHI, "indicator_id": BALANCE, "did_effect": 1.5,
         "did_placebo_sd": 0.5},
        {"settlement_code": KIRYAT_MALAKHI, "indicator_id": BELONGING, "did_effect": 4.0,
         "did_placebo_sd": 1.0},
    ]  # fmt: skip
    found = worth(sample_home, effects)
    of = {"programme_id": CENTRE, "settlement_code": KIRYAT_MALAKHI}
    cost = 165_000 + 505_000 / 1.04
    residents = one(
        sample_home,
        "select value from marts.indicator_values where settlement_code = ? and reference_year ="
        " 2024 and indicator_id = 'population_total' and is_latest_vintage",
        KIRYAT_MALAKHI,
    )
    # Measured until 2024, which is the first year of the costs: one year, not discounted.
    movers = only(found["economic_effects"], **of, indicator_id=BALANCE)
    assert movers["units"] == pytest.approx(residents / 1000) and movers["units_year"] == 2024
    assert movers["break_even_price"] == pytest.approx(cost / (1.5 * residents / 1000))
    assert movers["reason"] == "no_price"
    belonging = only(found["economic_effects"], **of, indicator_id=BELONGING)
    assert belonging["break_even_price"] == pytest.approx(cost / 4)
    assert belonging["reason"] == "units_not_known"
    impact = only(found["economic_impact"], **of)
    assert (impact["effects"], impact["effects_valued"]) == (2, 0)
    assert impact["reason"] == "no_effect_valued" and impact["benefits"] is None


def test_a_price_with_a_source_values_and_one_without_does_not(sample_home: Path) -> None:
    effect = {"settlement_code": KIRYAT_MALAKHI, "indicator_id": BALANCE, "did_effect": 1.5,
              "did_placebo_sd": 0.5}  # fmt: skip
    price = (
        f"select '{BALANCE}' as indicator_id, 'authority' as beneficiary, 10000 as ils_per_unit,"
        " 2025 as price_year, {} as source"
    )
    of = {"programme_id": CENTRE, "settlement_code": KIRYAT_MALAKHI}
    sourced = worth(sample_home, [effect], price.format("'a study of nobody, for this test'"))
    row = only(sourced["economic_impact"], **of)
    units = only(sourced["economic_effects"], **of, indicator_id=BALANCE)["present_units"]
    assert row["benefits"] == pytest.approx(1.5 * 10_000 * units)
    assert row["benefits_low"] < row["benefits"] < row["benefits_high"]
    gained = only(sourced["economic_beneficiaries"], **of, beneficiary="authority")
    assert gained["benefits"] == pytest.approx(row["benefits"])
    for nothing in ("null", "''", "' '"):
        refused = worth(sample_home, [effect], price.format(nothing))
        row = only(refused["economic_impact"], **of)
        assert row["benefits"] is None and row["reason"] == "no_effect_valued"
        told = only(refused["economic_effects"], **of, indicator_id=BALANCE)
        assert told["reason"] == "no_price" and told["break_even_price"] is not None


def composition(home: Path, code: str, indicator: str, year: int) -> dict[str, Any]:
    """Of one figure, as if frozen as it is published."""
    with build_of(home) as connection:
        connection.execute(
            f"insert into intermediate.int_baselines values ('b', '{CENTRE}', '{code}', 1, true)"
        )
        connection.execute(
            "insert into raw.baseline_values select 'b', indicator_id, population_group,"
            " reference_year, value, series_segment from marts.indicator_values"
            f" where settlement_code = '{code}' and indicator_id = '{indicator}'"
            f" and reference_year = {year} and is_latest_vintage and population_group = 'all'"
        )
        found = composition_marts(connection, cutoffs(connection))["composition_change"]
    return found.row(0, named=True)


def test_without_the_moves_of_every_year_nothing_is_split(sample_home: Path) -> None:
    row = composition(sample_home, "8000", "age_65_plus_pct", 2015)
    assert (row["now_year"], row["reason"], row["method"]) == (
        2021,
        "flows_not_known",
        "cannot_be_said",
    )
    assert row["flow_years"] < 6 and row["arrivals"] is None and row["composition_low"] is None
    assert composition(sample_home, "8000", "sei_cluster", 2019)["reason"] == "relative_measure"


def test_sderot_2021_against_the_workbook(real_home: Path) -> None:
    """Workbook of 2021: born 819, died 179, moved in 1,853, moved out 977, balance of all moves
    895 of which 876 within the country; 29,074 residents before and 30,553 after."""
    row = composition(real_home, SDEROT, "age_65_plus_pct", 2020)
    assert (row["population_before"], row["population_after"]) == (29_074, 30_553)
    assert row["arrivals"] == pytest.approx(819 + 1853 + 19, abs=0.5)
    assert row["departures"] == pytest.approx(179 + 977, abs=0.5)
    assert row["reason"] is None and row["condition"] == "external_moves_net"
    # 9.77 % of 29,074 are 2,840 aged, of whom 1,156 may have left; 9.70 % of 30,553 are 2,965, of
    # whom 2,691 may be new: from 274 / 27,862 − 2,840 / 27,918 to 2,965 / 27,862 − 1,684 / 27,918.
    assert row["incumbents_low"] == pytest.approx(100 * (274 / 27862 - 2840 / 27918), abs=0.01)
    assert row["incumbents_high"] == pytest.approx(100 * (2965 / 27862 - 1684 / 27918), abs=0.01)
    assert row["composition_low"] == pytest.approx(row["change"] - row["incumbents_high"])
