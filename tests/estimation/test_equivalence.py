"""Equivalised incomes against those of EU-SILC, and by the scales as they are published."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from estimation.poverty.equivalence import SCALES, EquivalenceScale, equivalised_income

EUSILC = Path(__file__).parents[3] / "shared" / "validation" / "eusilc"
INCOME = 9000.0


def units(scale: EquivalenceScale, ages: list[float | None]) -> float | None:
    """What a household with members of these ages needs."""
    frame = pl.DataFrame(
        {"home": ["ours"] * len(ages) + ["other"], "income": INCOME, "age": [*ages, 40]},
        schema_overrides={"age": pl.Float64},
    )
    found = equivalised_income(frame, "home", "income", scale, "age")
    own = found.filter(pl.col("home") == "ours")["equivalised_income"].unique()
    assert len(own) == 1
    return None if own[0] is None else INCOME / own[0]


def test_the_oecd_modified_scale_gives_the_incomes_of_eusilc() -> None:
    if not EUSILC.is_dir():
        reason = f"the reference case is not at {EUSILC}: equivalised incomes are not compared"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    persons = pl.read_csv(EUSILC / "eusilc.csv", null_values="NA", infer_schema_length=None)
    whole = persons.with_columns(total=(pl.col("eqIncome") * pl.col("eqSS")).first().over("db030"))
    found = equivalised_income(whole, "db030", "total", SCALES["oecd_modified"], "age")
    assert (found["equivalised_income"] - found["eqIncome"]).abs().max() < 1e-9
    assert found.drop("equivalised_income").equals(whole)


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ([30], 1.0),
        ([30, 31], 1.5),
        ([30, 14], 1.5),
        ([30, 13.9], 1.3),
        ([34, 39, 2], 1.8),
        ([2, 34, 0, 39, 5, 70], 1 + 2 * 0.5 + 3 * 0.3),
        ([12], 1.0),
        ([12, 8], 1.3),
        ([30, None], None),
        ([30, float("nan")], None),
    ],
)
def test_oecd_modified_by_hand(ages: list[float | None], expected: float | None) -> None:
    assert units(SCALES["oecd_modified"], ages) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "persons", "expected"),
    [
        ("national_insurance", 1, 1.25),
        ("national_insurance", 2, 2.0),
        ("national_insurance", 5, 3.75),
        ("national_insurance", 9, 5.6),
        ("national_insurance", 10, 6.0),
        ("national_insurance", 14, 7.6),
        ("square_root", 1, 1.0),
        ("square_root", 4, 2.0),
        ("none", 7, 1.0),
    ],
)
def test_scales_by_number_of_persons(name: str, persons: int, expected: float) -> None:
    assert units(SCALES[name], [None] * persons) == pytest.approx(expected)


def test_households_are_named_by_all_their_columns() -> None:
    frame = pl.DataFrame(
        {
            "year": [2020, 2020, 2021],
            "משק.בית": ["א", "א", "א"],
            "income": [100, 100, 300],
        }
    )
    scale = EquivalenceScale("power", (1.0,))
    found = equivalised_income(frame, ["year", "משק.בית"], "income", scale)
    assert found["equivalised_income"].to_list() == [50, 50, 300]


def test_a_household_without_an_income_has_none() -> None:
    frame = pl.DataFrame({"home": [1, 1, 2], "income": [None, None, 10.0]})
    found = equivalised_income(frame, "home", "income", SCALES["square_root"])
    assert found["equivalised_income"].to_list() == [None, None, 10]
    nobody = equivalised_income(frame.clear(), "home", "income", SCALES["national_insurance"])
    assert nobody.schema["equivalised_income"] == pl.Float64 and nobody.is_empty()


@pytest.mark.parametrize(
    ("match", "change", "options"),
    [
        ("by which this scale goes", {}, {"age": None}),
        ("no column 'nothing'", {}, {"income": "nothing"}),
        ("no column 'nothing'", {}, {"age": "nothing"}),
        ("no column 'nothing'", {}, {"household": ["home", "nothing"]}),
        ("income: String; expected numbers", {"income": ["1", "1"]}, {}),
        ("age: String; expected numbers", {"age": ["1", "1"]}, {}),
        ("null for 1 persons", {"home": [1, None]}, {}),
        ("income: differs within 1 households", {"income": [1.0, 2.0]}, {}),
        ("income: differs within 1 households", {"income": [1.0, None]}, {}),
        ("is there already", {"equivalised_income": [1, 1]}, {}),
    ],
)
def test_what_cannot_be_equivalised_says_why(match: str, change: Any, options: Any) -> None:
    frame = pl.DataFrame({"home": [1, 1], "income": [5.0, 5.0], "age": [30, 3]} | change)
    given = {"household": "home", "income": "income", "age": "age"} | options
    with pytest.raises(ValueError, match=match):
        equivalised_income(frame, scale=SCALES["oecd_modified"], **given)


@pytest.mark.parametrize(
    ("match", "kind", "parameters"),
    [
        ("kind 'weird'", "weird", (1.0,)),
        ("3 parameters of kind age", "age", (1.0, 0.5, 0.3)),
        ("1 parameters of kind size", "size", (1.0,)),
        ("0 parameters of kind power", "power", ()),
        ("something for the first person", "size", (0.0, 1.0)),
        ("not below 0", "power", (-0.5,)),
        ("not below 0", "age", (1.0, -0.5, 0.3, 14.0)),
    ],
)
def test_a_scale_that_is_none_says_why(
    match: str, kind: Any, parameters: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match=match):
        EquivalenceScale(kind, parameters)
