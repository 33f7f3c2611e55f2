"""The Fay-Herriot model against the R package sae, against plain matrices and in its limits."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.small_area import FayHerriot, fay_herriot
from estimation.small_area.model import Method

MILK = Path(__file__).parents[3] / "shared" / "validation" / "milk"
METHODS: tuple[Method, ...] = ("REML", "ML")
Floats = npt.NDArray[np.float64]


def plain(
    y: Floats, d: Floats, x: Floats, method: Method, precision: float
) -> tuple[float, Floats]:
    """Scoring with areas × areas matrices, stopped at a relative change, as sae stops."""
    area, change = float(np.median(d)), np.inf
    while change > precision:
        inverse = np.diag(1 / (area + d))
        cover = np.linalg.inv(x.T @ inverse @ x)
        p = inverse - inverse @ x @ cover @ x.T @ inverse
        trace = p if method == "REML" else inverse
        score = (y @ p @ p @ y - np.trace(trace)) / 2
        new = area + 2 * score / np.trace(trace @ trace)
        change, area = abs(new / area - 1), float(new)
    inverse = np.diag(1 / (area + d))
    return area, np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ y)


def restricted(area: float, y: Floats, d: Floats, x: Floats) -> float:
    v = 1 / (area + d)
    information = (x.T * v) @ x
    rest = y - x @ np.linalg.solve(information, (x.T * v) @ y)
    spread = np.log(area + d).sum() + np.linalg.slogdet(information)[1] + (v * rest**2).sum()
    return -float(spread) / 2


@pytest.fixture(scope="module")
def milk() -> pl.DataFrame:
    if not MILK.is_dir():
        reason = f"the reference case is not at {MILK}: the Fay-Herriot model is not compared"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    return pl.read_csv(MILK / "milk.csv").with_columns(pl.col("MajorArea").cast(pl.String))


def reference(method: Method) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MILK / "reference_sae.json").read_text())["results"][method]
    return found


def fit(milk: pl.DataFrame, method: Method) -> FayHerriot:
    return fay_herriot(milk["yi"], milk["var"], milk.select("MajorArea"), method=method)


def made(seed: int, areas: int = 30) -> tuple[Floats, Floats, Floats]:
    generator = np.random.default_rng(seed)
    d = generator.uniform(0.2, 2.0, areas)
    x = generator.normal(size=(areas, 2))
    truth = 1 + x @ np.array([2.0, -1.0]) + generator.normal(size=areas)
    return truth + generator.normal(size=areas) * np.sqrt(d), d, x


@pytest.mark.parametrize("method", METHODS)
def test_it_gives_what_sae_gives(milk: pl.DataFrame, method: Method) -> None:
    found, expected = fit(milk, method), reference(method)
    tolerance: dict[str, Any] = {"rtol": 1e-5, "atol": 0}
    model = found.model.row(0, named=True)
    np.testing.assert_allclose(model["variance"], expected["refvar"], **tolerance)
    for ours, theirs in (("log_likelihood", "loglike"), ("aic", "AIC"), ("bic", "BIC")):
        np.testing.assert_allclose(model[ours], expected["goodness"][theirs], **tolerance)
    np.testing.assert_allclose(found.areas["value"], expected["eblup"], **tolerance)
    np.testing.assert_allclose(found.areas["mse"], expected["mse"], **tolerance)
    for ours, theirs in (("value", "beta"), ("standard_error", "std.error"), ("z", "tvalue")):
        np.testing.assert_allclose(
            found.coefficients[ours], [row[theirs] for row in expected["estcoef"]], **tolerance
        )
    p_values = [row["pvalue"] for row in expected["estcoef"]]
    # What z lacks in its sixth digit is more of its tail.
    np.testing.assert_allclose(found.coefficients["p_value"], p_values, rtol=0, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_what_differs_from_sae_is_where_sae_stops(milk: pl.DataFrame, method: Method) -> None:
    y, d = milk["yi"].to_numpy(), milk["var"].to_numpy()
    levels = milk["MajorArea"].to_numpy()
    x = np.column_stack([np.ones(len(y)), *((levels == level) * 1.0 for level in "234")])
    stopped, _ = plain(y, d, x, method, 1e-4)
    assert stopped == pytest.approx(reference(method)["refvar"], rel=1e-11)
    area, beta = plain(y, d, x, method, 1e-13)
    found = fit(milk, method)
    assert found.model["variance"].item() == pytest.approx(area, rel=1e-10)
    np.testing.assert_allclose(found.coefficients["value"], beta, rtol=1e-10)
    assert found.model["converged"].item()


@given(st.integers(0, 2**32 - 1), st.floats(0, 3), st.sampled_from([0.0, 0.1, 10.0]))
@settings(deadline=None, max_examples=60)
def test_the_variance_is_where_the_restricted_likelihood_is_highest(
    seed: int, unequal: float, effects: float
) -> None:
    generator = np.random.default_rng(seed)
    d = np.exp(generator.normal(size=25) * unequal)
    x = np.column_stack([np.ones(25), generator.normal(size=25)])
    y = x @ [1.0, 1.0] + generator.normal(size=25) * np.sqrt(d + effects)
    found = fay_herriot(y, d, x[:, 1:])
    area = found.model["variance"].item()
    assert found.model["converged"].item()
    level = restricted(area, y, d, x)
    for near in (area * 0.99, area * 1.01, area + 1e-4 * np.median(d)):
        assert restricted(near, y, d, x) <= level + 1e-9 * (1 + abs(level))


@pytest.mark.parametrize(
    ("seed", "method"), [(1278, "ML"), (3488, "ML"), (181, "REML"), (259, "REML")]
)
def test_a_likelihood_on_which_scoring_creeps_or_swings(seed: int, method: Method) -> None:
    generator = np.random.default_rng(seed)
    unequal, areas = generator.uniform(0, 4), int(generator.integers(5, 40))
    d = np.exp(generator.normal(size=areas) * unequal)
    x = generator.normal(size=areas)
    noise = generator.normal(size=areas)
    y = 1 + x + noise * np.sqrt(d + generator.choice([0, 0.1, 10]))
    found = fay_herriot(y, d, x[:, None], method=method)
    row = found.model.row(0, named=True)
    assert row["converged"] and row["iterations"] < 40 and row["variance"] > 0
    v = 1 / (row["variance"] + d)
    design = np.column_stack([np.ones(areas), x])
    cover = np.linalg.inv((design.T * v) @ design)
    p = np.diag(v) - (v[:, None] * design) @ cover @ (design.T * v)
    trace = np.trace(p) if method == "REML" else v.sum()
    assert y @ p @ p @ y == pytest.approx(trace, rel=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_areas_and_the_unit_do_not_matter(method: Method) -> None:
    y, d, x = made(1)
    base = fay_herriot(y, d, x, method=method)
    order = np.random.default_rng(2).permutation(len(y))
    turned = fay_herriot(y[order], d[order], x[order], method=method)
    scaled = fay_herriot(y * 100, d * 1e4, x, method=method)
    for column, power in (("value", 1), ("mse", 2), ("gamma", 0), ("residual", 0)):
        expected = base.areas[column].to_numpy()
        np.testing.assert_allclose(turned.areas[column], expected[order], rtol=1e-9)
        np.testing.assert_allclose(scaled.areas[column], expected * 100**power, rtol=1e-8)


def test_a_sure_direct_estimate_stays_and_an_unsure_one_goes_to_the_regression() -> None:
    y, d, x = made(3)
    d[0], d[1] = 1e-9, 1e9
    areas = fay_herriot(y, d, x).areas
    sure, unsure = areas.row(0, named=True), areas.row(1, named=True)
    assert sure["value"] == pytest.approx(y[0], abs=1e-6)
    assert sure["mse"] == pytest.approx(1e-9, rel=1e-6)
    assert unsure["value"] == pytest.approx(unsure["synthetic"], abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_an_area_without_a_direct_estimate_is_one_of_endless_variance(method: Method) -> None:
    y, d, x = made(4)
    vague, absent, unmeasured = d.copy(), y.copy(), d.copy()
    vague[5], absent[5], unmeasured[5] = 1e12, np.nan, np.nan
    expected = fay_herriot(y, vague, x, method=method)
    for found in (
        fay_herriot(absent, d, x, method=method),
        fay_herriot(y, unmeasured, x, method=method),
    ):
        assert found.areas["is_synthetic"].to_list() == [at == 5 for at in range(30)]
        row = found.areas.row(5, named=True)
        assert (row["gamma"], row["residual"]) == (0, None)
        assert row["value"] == row["synthetic"]
        assert found.model.select("areas", "areas_fitted").row(0) == (30, 29)
        for column in ("value", "mse", "synthetic"):
            np.testing.assert_allclose(found.areas[column], expected.areas[column], rtol=1e-7)


def test_without_variance_between_areas_all_are_synthetic() -> None:
    d = np.full(12, 4.0)
    y = np.tile([1.0, 1.1], 6)
    found = fay_herriot(y, d)
    row = found.model.row(0, named=True)
    assert (row["variance"], row["variance_explained"], row["effect_shapiro"]) == (0, None, None)
    np.testing.assert_allclose(found.areas["value"], 1.05)
    assert not found.areas["is_synthetic"].any()
    # g1 is 0, g2 the variance of a mean of 12, g3 twice the fourth of the part of the regression
    np.testing.assert_allclose(found.areas["mse"], 4 / 12 + 2 * (2 / (12 / 16)) / 4)


def test_equal_variances_by_hand() -> None:
    y = np.array([1.0, 3.0, 5.0, 7.0, 9.0, 14.0])
    found = fay_herriot(y, np.full(6, 2.0))
    area = y.var(ddof=1) - 2
    gamma = area / (area + 2)
    assert found.model["variance"].item() == pytest.approx(area, rel=1e-9)
    np.testing.assert_allclose(found.areas["value"], gamma * y + (1 - gamma) * y.mean())
    g3 = (1 - gamma) ** 2 * 2 * (area + 2) / 6
    mse = gamma * 2 + (1 - gamma) ** 2 * (area + 2) / 6 + 2 * g3
    np.testing.assert_allclose(found.areas["mse"], mse)
    ml = fay_herriot(y, np.full(6, 2.0), method="ML").model["variance"].item()
    assert ml == pytest.approx(y.var() - 2, rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_the_stated_errors_are_those_that_happen(method: Method) -> None:
    generator = np.random.default_rng(6)
    d, x = generator.uniform(0.3, 2.0, 40), generator.normal(size=(40, 1))
    happened, stated = [], []
    for _ in range(400):
        truth = 1 + x[:, 0] + generator.normal(size=40)
        y = truth + generator.normal(size=40) * np.sqrt(d)
        y[:4] = np.nan
        areas = fay_herriot(y, d, x, method=method).areas
        happened.append((areas["value"].to_numpy() - truth) ** 2)
        stated.append(areas["mse"].to_numpy())
    for part in (slice(0, 4), slice(4, 40)):
        ratio = np.mean(stated, axis=0)[part].mean() / np.mean(happened, axis=0)[part].mean()
        assert ratio == pytest.approx(1, abs=0.08)


def test_factors_have_a_base_and_named_levels() -> None:
    y, d, x = made(7)
    covariates = pl.DataFrame(
        {
            "share.of.old": x[:, 0],
            "מחוז": ["צפון", "דרום", "מרכז"] * 10,
            "coast": [True, False] * 15,
        }
    )
    found = fay_herriot(y, d, covariates)
    terms = ["intercept", "share.of.old", "מחוז[מרכז]", "מחוז[צפון]", "coast[true]"]
    assert found.coefficients["term"].to_list() == terms
    coded = np.column_stack(
        [
            x[:, 0],
            covariates["מחוז"].to_numpy() == "מרכז",
            covariates["מחוז"].to_numpy() == "צפון",
            covariates["coast"].to_numpy(),
        ]
    ).astype(float)
    by_hand = fay_herriot(y, d, coded)
    np.testing.assert_allclose(found.areas["value"], by_hand.areas["value"])
    as_category = fay_herriot(y, d, covariates.with_columns(pl.col("מחוז").cast(pl.Categorical)))
    assert as_category.coefficients["term"].to_list() == terms


def test_covariates_explain_what_varies_between_areas() -> None:
    y, d, x = made(8, areas=200)
    explained = fay_herriot(y, d, x).model["variance_explained"].item()
    assert explained == pytest.approx(5 / 6, abs=0.1)  # 4 and 1 of the columns, 1 of the areas
    assert fay_herriot(y, d).model["variance_explained"].item() == 0


def test_residuals_far_from_normal_are_told() -> None:
    y, d, x = made(9, areas=60)
    usual = fay_herriot(y, d, x).model.row(0, named=True)
    y[0] += 40
    odd = fay_herriot(y, d, x).model.row(0, named=True)
    assert usual["residual_shapiro_p"] > 0.05 > odd["residual_shapiro_p"]
    assert odd["effect_shapiro_p"] < 0.05


def test_what_cannot_be_fitted_says_why() -> None:
    y, d, x = made(10)
    frame = pl.DataFrame({"a": x[:, 0], "b": x[:, 1]})

    def refused(match: str, *given: Any, **options: Any) -> None:
        with pytest.raises(ValueError, match=match):
            fay_herriot(*given, **options)

    doubled = frame.with_columns(twice=2 * pl.col("a") - pl.col("b") + 3)
    refused("twice follows from the terms before it", y, d, doubled)
    refused("same follows", y, d, pl.DataFrame({"same": [4] * 30}))
    only_absent = np.where(np.arange(30) == 2, np.nan, y)
    level = pl.DataFrame({"town": ["other" if at == 2 else "here" for at in range(30)]})
    refused(r"town\[other\] follows", only_absent, d, level)
    refused("town has one level", y, d, pl.DataFrame({"town": ["here"] * 30}))
    refused("a is null for 1", y, d, frame.with_columns(a=pl.Series([None, *x[1:, 0]])))
    refused("a is not finite", y, d, frame.with_columns(a=pl.lit(np.nan)))
    refused("when is Date", y, d, pl.select(when=pl.date(2024, 1, pl.int_range(1, 31))))
    refused("29 rows for 30", y, d, frame.head(29))
    refused("1 dimensions", y, d, x[:, 0])
    refused("29 values for 30", y, d[:29])
    refused("0 at row 3", y, np.where(np.arange(30) == 3, 0, d))
    refused("infinite at row 3", y, np.where(np.arange(30) == 3, np.inf, d))
    refused("direct: String", ["a"] * 30, d)
    refused("'reml'; expected one of REML, ML", y, d, method="reml")
    refused("4 areas with an estimate for 3 coefficients", y[:4], d[:4], x[:4])
    refused("0 areas", [], [])
    refused("0 areas", [None] * 5, [1.0] * 5)
    assert fay_herriot(y[:5], d[:5], x[:5]).areas.height == 5
