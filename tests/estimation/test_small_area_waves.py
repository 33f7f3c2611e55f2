"""Small areas of a wave: who takes part, what is said of each, and what is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from estimation.small_area.waves import COEFFICIENTS, ESTIMATES, MODELS, SmallAreas, small_areas
from estimation.survey.release import Limits

LIMITS = Limits(respondents=10, dominance=0.5, interval=10, publish_below=0.165, warn_up_to=0.333)
TOWNS = ["אום אל-פחם", "a.b", *(f"t{at:02}" for at in range(12))]
MODELLED = (
    "modelled_value",
    "modelled_before_benchmark",
    "modelled_mse",
    "modelled_standard_error",
    "modelled_low",
    "modelled_high",
    "direct_weight",
)


def wave(seed: int = 1, national: float | None = 47.0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Direct shares that go with income per person; all are published."""
    generator = np.random.default_rng(seed)
    income = generator.normal(0, 1, len(TOWNS))
    n = generator.integers(60, 200, len(TOWNS))
    share = 45 + 5 * income + generator.normal(0, 4, len(TOWNS))
    direct = pl.DataFrame(
        {
            "settlement_code": [*TOWNS, "IL"],
            "n": [*n.tolist(), int(n.sum())],
            "value": [*share.tolist(), national],
            "population": [*generator.integers(5_000, 90_000, len(TOWNS)).tolist(), 9_000_000],
        }
    ).with_columns(
        wave_id=pl.lit("w1"),
        measure_id=pl.lit("trust"),
        indicator_id=pl.lit("trust_pct"),
        reference_year=pl.lit(2026),
        standard_error=pl.lit(4.0),
        direct_value="value",
        design_effect=pl.lit(1.4),
        value_status=pl.lit("observed"),
    )
    covariates = pl.DataFrame(
        {"wave_id": "w1", "settlement_code": TOWNS, "variable": "income.pc", "covariate": income}
    )
    return direct, covariates


def changed(frame: pl.DataFrame, town: str, **columns: Any) -> pl.DataFrame:
    """The frame with other values in the row of a town."""
    at = pl.col("settlement_code") == town
    return frame.with_columns(
        pl.when(at).then(pl.lit(value, frame.schema[name])).otherwise(name).alias(name)
        for name, value in columns.items()
    )


def hidden(frame: pl.DataFrame, town: str) -> pl.DataFrame:
    return changed(
        frame,
        town,
        **dict.fromkeys(["n", "value", "standard_error", "direct_value", "design_effect"]),
        value_status="suppressed",
    )


def uncertain(frame: pl.DataFrame, town: str) -> pl.DataFrame:
    return changed(frame, town, value=None, standard_error=None, value_status="suppressed")


def modelled(direct: pl.DataFrame, covariates: pl.DataFrame, at_least: int = 8) -> SmallAreas:
    return small_areas(direct, covariates, LIMITS, at_least)


def of(found: SmallAreas, town: str) -> dict[str, Any]:
    return found.estimates.row(by_predicate=pl.col("settlement_code") == town, named=True)


def test_every_settlement_is_there_and_direct_estimates_are_as_published() -> None:
    direct, covariates = wave()
    direct = changed(direct, "t01", value_status="low_reliability")
    direct = uncertain(direct, "t00")
    found = modelled(direct, covariates).estimates
    assert dict(found.schema) == {name: kind() for name, kind in ESTIMATES.items()}
    areas = direct.filter(pl.col("settlement_code") != "IL").sort("settlement_code")
    assert found["settlement_code"].to_list() == areas["settlement_code"].to_list()
    for shown, given in (
        ("direct_value", "value"),  # not the value that is too uncertain to be published
        ("direct_standard_error", "standard_error"),
        ("direct_status", "value_status"),
        ("n", "n"),
    ):
        assert found[shown].to_list() == areas[given].to_list()


def test_a_statement_says_of_each_what_to_use() -> None:
    direct, covariates = wave()
    direct = changed(direct, "t01", value_status="low_reliability")
    direct = hidden(uncertain(direct, "t02"), "t03")
    direct = uncertain(direct, "t04")
    covariates = covariates.filter(pl.col("settlement_code") != "t04")
    found = modelled(direct, covariates)
    said = {
        town: (
            of(found, town)["use"],
            of(found, town)["statement"],
            of(found, town)["direct_value"],
        )
        for town in TOWNS[:7]
    }
    reliable = dict(direct.select("settlement_code", "value").rows())
    assert said == {
        TOWNS[0]: ("direct", "direct_is_reliable", reliable[TOWNS[0]]),
        "a.b": ("direct", "direct_is_reliable", reliable["a.b"]),
        "t00": ("direct", "direct_is_reliable", reliable["t00"]),
        "t01": ("direct", "direct_with_warning", reliable["t01"]),
        "t02": ("modelled", "modelled_from_direct_and_others", None),
        "t03": ("modelled", "modelled_from_others_only", None),
        "t04": ("neither", "neither_without_covariates", None),
    }
    assert 0 < of(found, "t02")["direct_weight"] < 1
    assert of(found, "t03")["direct_weight"] == 0
    assert [of(found, "t04")[name] for name in MODELLED] == [None] * len(MODELLED)
    assert of(found, "t04")["modelled_status"] == "not_available"
    [model] = found.models.to_dicts()
    assert (model["model_state"], model["settlements_fitted"]) == ("fitted", len(TOWNS) - 2)
    assert found.coefficients["term"].to_list() == ["intercept", "income.pc"]


def test_a_model_that_is_too_uncertain_is_not_shown() -> None:
    direct, covariates = wave()
    # Where hardly anybody has the trait an error of some percentage points is all there is.
    covariates = covariates.with_columns(
        covariate=pl.when(pl.col("settlement_code") == "t03").then(-8.0).otherwise("covariate")
    )
    found = modelled(hidden(direct, "t03"), covariates)
    row = of(found, "t03")
    assert (row["use"], row["statement"]) == ("neither", "neither_too_uncertain")
    assert row["modelled_status"] == "suppressed"
    assert [row[name] for name in MODELLED] == [None] * len(MODELLED)
    others = found.estimates.filter(pl.col("settlement_code") != "t03")
    assert (others["modelled_standard_error"] <= 0.333 * others["modelled_value"]).all()
    assert others["modelled_status"].unique().to_list() == ["modelled"]


def test_nothing_of_a_hidden_settlement_reaches_the_others() -> None:
    direct, covariates = wave(national=None)
    direct = hidden(direct, "t05")
    found = modelled(direct, covariates)
    others = pl.col("settlement_code") != "t05"
    without = modelled(direct.filter(others), covariates)
    assert found.estimates.filter(others).equals(without.estimates)
    assert found.coefficients.equals(without.coefficients)
    assert found.models.equals(without.models)
    # What settlements like it have: the regression alone, with its own error.
    terms = dict(found.coefficients.select("term", "coefficient").rows())
    own = covariates.filter(~others)["covariate"].item()
    row = of(found, "t05")
    assert row["modelled_value"] == pytest.approx(terms["intercept"] + terms["income.pc"] * own)
    assert row["modelled_mse"] > found.models["area_variance"].item()
    for numbers in ({"population": 7}, {"n": 3, "design_effect": 9.0, "standard_error": 1.0}):
        other = modelled(changed(direct, "t05", **numbers), covariates)
        assert other.estimates.filter(others).equals(without.estimates)
        assert other.models.equals(without.models)


def test_the_benchmark_gives_the_national_value_by_population() -> None:
    direct, covariates = wave()
    found = modelled(hidden(direct, "t05"), covariates)
    population = dict(direct.select("settlement_code", "population").rows())
    weights = [population[town] for town in found.estimates["settlement_code"]]
    mean = np.average(found.estimates["modelled_value"], weights=weights)
    assert mean == pytest.approx(47, rel=1e-12)
    factor = found.models["benchmark_factor"].item()
    assert factor != pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(
        found.estimates["modelled_value"] / found.estimates["modelled_before_benchmark"], factor
    )
    error = found.estimates["modelled_mse"].sqrt()
    np.testing.assert_allclose(found.estimates["modelled_standard_error"], error)
    for bound, side in (("modelled_low", -1), ("modelled_high", 1)):
        np.testing.assert_allclose(
            found.estimates[bound], found.estimates["modelled_value"] + side * 1.959964 * error
        )


@pytest.mark.parametrize("missing", ["national value", "national row"])
def test_without_a_benchmark_the_model_stands_as_it_is(missing: str) -> None:
    direct, covariates = wave(national=None if missing == "national value" else 47.0)
    if missing == "national row":
        direct = direct.filter(pl.col("settlement_code") != "IL")
    found = modelled(direct, covariates)
    assert found.models["benchmark_factor"].to_list() == [None]
    values = found.estimates["modelled_value"]
    assert values.null_count() == 0
    assert values.equals(found.estimates["modelled_before_benchmark"], null_equal=True)


def test_a_settlement_of_unknown_size_is_scaled_and_not_counted() -> None:
    direct, covariates = wave(national=47.0)
    found = modelled(changed(direct, "t05", population=None), covariates)
    sizes = direct.filter(pl.col("settlement_code").is_in(["IL", "t05"]).not_())
    rows = found.estimates.join(sizes.select("settlement_code", "population"), on="settlement_code")
    mean = (rows["modelled_value"] * rows["population"]).sum() / rows["population"].sum()
    assert mean == pytest.approx(47.0)
    [own] = found.estimates.filter(settlement_code="t05").to_dicts()
    factor = found.models["benchmark_factor"].item()
    assert own["modelled_value"] == pytest.approx(factor * own["modelled_before_benchmark"])


@pytest.mark.parametrize("national", [None, 47.0])
def test_percentages_stay_between_0_and_100(national: float | None) -> None:
    direct, covariates = wave(national=national)
    # On the line of the others these two would have more than 100 and less than 0.
    far = {"t03": 9.0, "t06": -9.0}
    for town in far:
        direct = hidden(direct, town)
    there = pl.col("settlement_code").replace_strict(far, default=None)
    covariates = covariates.with_columns(covariate=pl.coalesce(there, "covariate"))
    found = modelled(direct, covariates)
    rich = of(found, "t03")
    assert rich["modelled_before_benchmark"] == rich["modelled_high"] == 100
    assert 90 < rich["modelled_value"] <= 100
    assert of(found, "t06")["statement"] == "neither_too_uncertain"


def test_too_few_settlements_have_no_model() -> None:
    direct, covariates = wave()
    for at_least, state in ((12, "fitted"), (13, "too_few_settlements")):
        # 14 settlements, an intercept and one covariate.
        found = modelled(direct, covariates, at_least)
        assert found.models["model_state"].to_list() == [state]
    assert found.models["method"].null_count() == 0
    assert (
        found.models.drop("wave_id", "measure_id", "model_state", "method").row(0) == (None,) * 11
    )
    assert found.coefficients.is_empty() and dict(found.coefficients.schema) == COEFFICIENTS
    assert found.estimates.select(MODELLED).null_count().sum_horizontal().item() == 14 * 7
    assert found.estimates["direct_value"].null_count() == 0
    assert found.estimates["statement"].unique().to_list() == ["direct_is_reliable"]
    # A settlement of which nothing is published does not help to fit.
    fewer = modelled(hidden(direct, "t01"), covariates, 12)
    assert fewer.models["model_state"].to_list() == ["too_few_settlements"]
    assert of(fewer, "t01")["statement"] == "neither_without_model"


def test_covariates_that_say_the_same_make_no_model() -> None:
    direct, covariates = wave()
    twice = pl.concat([covariates, covariates.with_columns(variable=pl.lit("twice"))])
    found = modelled(hidden(direct, "t01"), twice)
    assert found.models["model_state"].to_list() == ["not_identified"]
    assert of(found, "t01")["statement"] == "neither_without_model"


@pytest.mark.parametrize("column, value", [("design_effect", None), ("direct_value", 0.0)])
def test_where_no_sampling_variance_can_be_had_there_is_no_model(
    column: str, value: float | None
) -> None:
    """Few sampling units in each settlement have no design effect that is told."""
    direct, covariates = wave()
    direct = direct.with_columns(pl.lit(value, pl.Float64).alias(column))
    found = modelled(direct, covariates)
    assert found.models["model_state"].to_list() == ["not_identified"]
    assert found.estimates["statement"].unique().to_list() == ["direct_is_reliable"]


def test_a_settlement_without_one_covariate_has_no_model() -> None:
    direct, covariates = wave()
    second = covariates.with_columns(variable=pl.lit("b"), covariate=pl.col("covariate") ** 2)
    lacking = second.filter(pl.col("settlement_code") != "t02")
    found = modelled(direct, pl.concat([covariates, lacking]))
    shown = found.estimates.filter(pl.col("modelled_value").is_null())["settlement_code"]
    assert shown.to_list() == ["t02"]
    assert found.models["settlements_fitted"].item() == 13


def test_waves_and_measures_are_apart() -> None:
    direct, covariates = wave()
    other, _ = wave(2)
    both = pl.concat([direct, other.with_columns(measure_id=pl.lit("safety"))])
    elsewhere = direct.with_columns(wave_id=pl.lit("w2"))  # a wave that has no covariates
    found = modelled(pl.concat([both, elsewhere]), covariates)
    assert found.models.select("wave_id", "measure_id", "model_state").rows() == [
        ("w1", "safety", "fitted"),
        ("w1", "trust", "fitted"),
        ("w2", "trust", "too_few_settlements"),
    ]
    own = found.estimates.filter(wave_id="w1", measure_id="trust")
    assert own.equals(modelled(direct, covariates).estimates)


def test_no_waves_make_empty_tables() -> None:
    direct, covariates = wave()
    found = modelled(direct.clear(), covariates.clear())
    for frame, schema in (
        (found.estimates, ESTIMATES),
        (found.models, MODELS),
        (found.coefficients, COEFFICIENTS),
    ):
        assert frame.is_empty() and dict(frame.schema) == schema
