"""Two groups before and after: against published figures, plain regressions and brute force."""

from __future__ import annotations

import json
from itertools import combinations
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.did import (
    difference_in_differences,
    kernel,
    pretrends,
    randomisation_inference,
)
from estimation.randomisation import deal, judge
from tests.estimation.evaluated import Floats, long, prop99, reference, restaurants, walks

METHODS: tuple[kernel.Method, ...] = ("cells", "two_way")


def holed(seed: int, units: int = 12, periods: int = 6) -> tuple[Floats, Floats]:
    """Outcomes with holes, and weights."""
    generator = np.random.default_rng(seed)
    values = walks(seed, units, periods)
    values[generator.uniform(size=values.shape) < 0.2] = np.nan
    return values, generator.uniform(0.5, 2.0, values.shape)


def regression(
    panel: pl.DataFrame, method: kernel.Method, clusters: str
) -> tuple[float, float, float]:
    """Coefficient, sandwich error without correction, observations: by dummies and loops."""
    frame = panel.drop_nulls("outcome")
    d, p = (frame[name].cast(pl.Float64).to_numpy() for name in ("treated", "post"))
    columns = [d * p, np.ones(len(d)), d, p]
    if method == "two_way":
        dummies = frame.select("unit", "period").cast(pl.String).to_dummies(drop_first=True)
        columns = [d * p, np.ones(len(d)), *dummies.cast(pl.Float64).to_numpy().T]
    x, y, w = np.stack(columns, axis=1), frame["outcome"].to_numpy(), frame["weight"].to_numpy()
    bread = np.linalg.pinv(x.T @ (x * w[:, None]))
    b = bread @ x.T @ (w * y)
    meat = np.zeros_like(bread)
    for cluster in frame[clusters].unique():
        rows = (frame[clusters] == cluster).to_numpy()
        score = x[rows].T @ (w[rows] * (y - x @ b)[rows])
        meat += np.outer(score, score)
    return float(b[0]), float(np.sqrt((bread @ meat @ bread)[0, 0])), float(len(y))


def test_card_and_krueger() -> None:
    panel = restaurants()
    found = difference_in_differences(panel, post=1)
    expected = json.loads((reference("ck1994") / "reference_statsmodels.json").read_text())
    assert found.estimate == pytest.approx(expected["did"], rel=1e-12)
    assert found.standard_error == pytest.approx(expected["se_cluster"], rel=1e-12)
    assert (found.clusters, found.degrees_of_freedom, found.observations) == (410, 409, 794)
    assert found.ci_low < 1 < found.ci_high
    balanced = difference_in_differences(panel, post=1, balanced=True)
    assert balanced.estimate == pytest.approx(expected["balanced"], rel=1e-12)
    assert balanced.units == expected["n_balanced"]
    assert balanced.cells["observations"].to_list() == [309, 309, 75, 75]


def test_proposition_99() -> None:
    expected = json.loads((reference("prop99") / "reference_synthdid.json").read_text())
    for method in METHODS:
        found = difference_in_differences(
            prop99(), treated=["California"], post=1989, method=method
        )
        assert found.estimate == pytest.approx(expected["est"]["did"], abs=1e-9)
        # One treated state: no clustered error means anything.
        assert (found.reason, found.treated_clusters) == ("too_few_clusters", 1)
        assert np.isnan([found.standard_error, found.ci_low, found.p_value]).all()
    chances = randomisation_inference(prop99(), treated=["California"], post=1989)
    row = chances.outcomes.row(0, named=True)
    assert chances.is_exact and row["assignments"] == 39
    assert row["p_value"] == pytest.approx(5 / 39)
    # The reference drew its placebos at random; all 38 are near them.
    assert row["placebo_sd"] == pytest.approx(expected["se_placebo"]["did"], rel=0.05)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_regression_with_holes_and_weights(method: kernel.Method, seed: int) -> None:
    values, weights = holed(seed)
    panel = long(
        values, treated=[1] * 5 + [0] * 7, region=[0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6]
    ).with_columns(post=pl.col("period") > 2003, weight=weights.ravel())
    for cluster in ("unit", "region"):
        found = difference_in_differences(panel, method=method, weights="weight", cluster=cluster)
        estimate, error, n = regression(panel, method, cluster)
        k = 4 if method == "cells" else 7
        g = panel[cluster].n_unique()
        assert found.estimate == pytest.approx(estimate, rel=1e-9)
        correction = g / (g - 1) * (n - 1) / (n - k)
        assert found.standard_error == pytest.approx(error * np.sqrt(correction), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), treated=st.integers(1, 6))
def test_every_deal_is_the_estimate_with_those_units_treated(seed: int, treated: int) -> None:
    values, weights = holed(seed, units=8)
    z = np.array([0.0, 0, 0, 1, 1, 1])
    deals = np.zeros((5, 8))
    generator = np.random.default_rng(seed)
    for row in deals:
        row[generator.permutation(8)[:treated]] = 1
    for method in METHODS:
        found, response = kernel.over_deals(values, weights, z, deals, method)
        effect = np.where(np.isnan(values), np.nan, np.outer(deals[0], z))
        for at, row in enumerate(deals):
            one = kernel.fit(values, weights, z, row, method).estimate
            assert found[at] == pytest.approx(one, rel=1e-7, abs=1e-9, nan_ok=True)
            on_effect = kernel.fit(effect, weights, z, row, method).estimate
            assert response[at] == pytest.approx(on_effect, rel=1e-7, abs=1e-9, nan_ok=True)


def test_levels_of_units_and_shocks_of_periods_do_not_move_a_balanced_estimate() -> None:
    values = walks(1, 10, 6)
    flags = [1, 1, 1] + [0] * 7
    base = difference_in_differences(long(values, treated=flags), post=2004)
    moved = values + np.arange(10)[:, None] ** 2 + np.array([0, 3, -4, 9, 1, 1])
    for method in METHODS:
        found = difference_in_differences(long(moved, treated=flags), post=2004, method=method)
        assert found.estimate == pytest.approx(base.estimate, abs=1e-9)
        raised = long(moved, treated=flags).with_columns(
            outcome=pl.col("outcome") + 2.5 * ((pl.col("treated") == 1) & (pl.col("period") > 2003))
        )
        more = difference_in_differences(raised, post=2004, method=method)
        assert more.estimate == pytest.approx(base.estimate + 2.5, abs=1e-9)


def brute_p(values: Floats, treated: tuple[int, ...], effect: float) -> float:
    """Share of all choices whose estimate, net of the effect on the treated, is as far from 0."""
    net = values.copy()
    net[list(treated), 3:] -= effect
    change = net[:, 3:].mean(axis=1) - net[:, :3].mean(axis=1)

    def far(chosen: tuple[int, ...]) -> float:
        return abs(change[list(chosen)].mean() - np.delete(change, chosen).mean())

    choices = list(combinations(range(len(values)), len(treated)))
    return float(np.mean([far(chosen) >= far(treated) - 1e-9 for chosen in choices]))


@pytest.mark.parametrize("treated", [(2,), (0, 5), (1, 3, 6), (0, 1, 2, 3)])
def test_all_choices_are_listed_and_the_interval_inverts_the_test(treated: tuple[int, ...]) -> None:
    values = walks(sum(treated), 9, 6)
    panel = long(values, treated=[unit in treated for unit in range(9)])
    found = randomisation_inference(panel, post=2004, level=0.8)
    row = found.outcomes.row(0, named=True)
    assert found.is_exact
    assert row["assignments"] == len(list(combinations(range(9), len(treated))))
    assert row["p_value"] == pytest.approx(brute_p(values, treated, 0))
    for end, step in ((row["ci_low"], -1e-6), (row["ci_high"], 1e-6)):
        assert brute_p(values, treated, end + step) <= 0.2 + 1e-9
        assert brute_p(values, treated, end - step) > 0.2
    assert found.placebos.height == row["assignments"]
    assert found.placebos["outcome"][0] == pytest.approx(row["estimate"])


def test_too_few_choices_have_no_interval() -> None:
    panel = long(walks(0, 19, 4), treated=[1] + [0] * 18)
    row = randomisation_inference(panel, post=2003).outcomes.row(0, named=True)
    assert row["reason"] == "too_few_assignments"
    assert row["ci_low"] is None and row["ci_high"] is None
    assert row["p_value"] >= 1 / 19
    enough = randomisation_inference(long(walks(0, 20, 4), treated=[1] + [0] * 19), post=2003)
    assert enough.outcomes["reason"].item() is None
    assert enough.outcomes["ci_low"].item() < enough.outcomes["ci_high"].item()


def test_draws_are_seeded_and_near_the_exact_share() -> None:
    panel = long(walks(4, 14, 4), treated=[1] * 5 + [0] * 9)
    exact = randomisation_inference(panel, post=2003)
    drawn = [randomisation_inference(panel, post=2003, draws=1999, seed=seed) for seed in (1, 1, 2)]
    assert exact.is_exact and not drawn[0].is_exact
    assert drawn[0].placebos.equals(drawn[1].placebos)
    assert not drawn[0].placebos.equals(drawn[2].placebos)
    p = exact.outcomes["p_value"].item()
    for one in drawn:
        assert one.outcomes["p_value"].item() == pytest.approx(
            p, abs=4 * (p * (1 - p) / 1999) ** 0.5
        )


@settings(max_examples=30, deadline=None)
@given(
    labels=st.lists(st.integers(0, 2), min_size=1, max_size=7),
    halves=st.booleans(),
)
def test_deals_keep_what_each_stratum_had(labels: list[int], halves: bool) -> None:
    strata = np.arange(len(labels)) % 2 if halves else None
    given_labels = np.array(labels)
    listed = deal(given_labels, strata, draws=10_000)
    assert listed.is_exact
    assert (listed.labels[0] == given_labels).all()
    assert len(np.unique(listed.labels, axis=0)) == len(listed.labels)
    for stratum in (0, 1) if halves else (None,):
        inside = slice(None) if stratum is None else strata == stratum
        before = np.sort(given_labels[inside])
        assert (np.sort(listed.labels[:, inside], axis=1) == before).all()
    if len(listed.labels) > 1:
        drawn = deal(given_labels, strata, draws=1, seed=3)
        assert not drawn.is_exact and len(drawn.labels) == 2


def test_strata_are_kept_by_the_inference() -> None:
    values = walks(7, 10, 4)
    values[5:, 2:] += 50  # towns of another type rose; only within a type is the change usual
    panel = long(values, treated=[0] * 5 + [1] + [0] * 4, type=["a"] * 5 + ["b"] * 5)
    found = randomisation_inference(panel, post=2003, strata="type").outcomes.row(0, named=True)
    assert found["assignments"] == 5


def test_outcomes_are_judged_together_each_by_what_was_measured() -> None:
    values = walks(3, 30, 6)
    panel = long(values, treated=[1] * 3 + [0] * 27).with_columns(
        second=-2 * pl.col("outcome"),
        third=pl.when(pl.col("unit") != 2).then("outcome"),
        fourth=pl.lit(None, pl.Float64),
    )
    found = randomisation_inference(
        panel, outcome=["outcome", "second", "third", "fourth"], post=2004, method="two_way"
    )
    rows = {row["outcome"]: row for row in found.outcomes.iter_rows(named=True)}
    assert rows["second"]["p_value"] == rows["outcome"]["p_value"]
    assert rows["second"]["ci_low"] == pytest.approx(-2 * rows["outcome"]["ci_high"])
    assert (rows["third"]["treated_units"], rows["third"]["assignments"]) == (2, 29 * 28 // 2)
    assert rows["fourth"]["reason"] == "empty_cell_or_collinear"
    assert rows["fourth"]["p_value"] is None
    one = randomisation_inference(panel, outcome="third", post=2004, method="two_way")
    assert one.outcomes["p_value"].item() == rows["third"]["p_value"]


def test_with_unit_effects_only_units_seen_on_both_sides_are_dealt() -> None:
    values = walks(3, 25, 6)
    values[0, :3] = np.nan
    values[24, 3:] = np.nan
    panel = long(values, treated=[1] * 2 + [0] * 23)
    row = randomisation_inference(panel, post=2004, method="two_way").outcomes.row(0, named=True)
    assert (row["treated_units"], row["control_units"], row["assignments"]) == (1, 22, 23)
    every = randomisation_inference(panel, post=2004).outcomes.row(0, named=True)
    assert (every["treated_units"], every["control_units"]) == (2, 23)


def test_thousands_of_placebos_for_tens_of_outcomes_take_about_a_second() -> None:
    panel = long(walks(5, 200, 15), treated=[1] * 16 + [0] * 184).with_columns(
        (pl.col("outcome") * (1 + k) + (pl.col("unit") * k * k) % 7).alias(f"y{k}")
        for k in range(40)
    )
    start = perf_counter()
    randomisation_inference(
        panel, outcome=[f"y{k}" for k in range(40)], post=2010, method="two_way", draws=4999
    )
    assert perf_counter() - start < 5  # a second on an idle machine


def test_parallel_lines_are_not_flagged_and_a_broken_trend_is() -> None:
    values = walks(11, 40, 10, persistence=0.2)
    flags = [1] * 8 + [0] * 32
    fine = pretrends(long(values, treated=flags), post=2008)
    assert fine.is_broken is False and fine.pre_periods == 7
    broken = values.copy()
    broken[:8] += 0.6 * np.arange(10)
    found = pretrends(long(broken, treated=flags), post=2008)
    assert found.is_broken is True
    assert found.slope_difference == pytest.approx(fine.slope_difference + 0.6)
    assert found.ci_low < found.slope_difference < found.ci_high
    assert found.leads["period"].to_list() == list(range(2001, 2007))
    assert found.leads["base_period"].unique().to_list() == [2007]
    first = broken[:, 0] - broken[:, 6]
    lead = first[:8].mean() - first[8:].mean()
    assert found.leads["estimate"][0] == pytest.approx(lead)


def test_slopes_count_the_years_between_and_need_no_year_after() -> None:
    values = np.zeros((30, 4)) + np.random.default_rng(0).normal(size=(30, 1))
    values[:3] += np.array([0.0, 1, 2, 10])  # a year each, then eight years
    panel = long(values, treated=[1] * 3 + [0] * 27).with_columns(
        period=pl.col("period").replace(2004, 2011)
    )
    found = pretrends(panel, post=2012)
    assert found.slope_difference == pytest.approx(1.0)
    texts = panel.with_columns(pl.col("period").cast(pl.String), post=pl.lit(False))
    assert pretrends(texts).slope_difference == pytest.approx(3.1)  # counted 0, 1, 2, 3


@pytest.mark.parametrize(
    ("units", "post", "reason"),
    [(30, 2002, "fewer_than_two_pre_periods"), (10, 2004, "too_few_assignments")],
)
def test_what_cannot_be_tested_is_not_said_to_be_parallel(
    units: int, post: int, reason: str
) -> None:
    found = pretrends(long(walks(2, units, 5), treated=[1] + [0] * (units - 1)), post=post)
    assert found.is_broken is None and found.reason == reason


GOOD = long(walks(0, 6, 4), treated=[1, 1, 0, 0, 0, 0], region=list("aabbcc"))
CLASH = pl.concat([GOOD, GOOD.head(1)])
BAD: list[tuple[pl.DataFrame, dict[str, Any], str]] = [
    (CLASH, {}, "more than one row, as 0 in 2001"),
    (GOOD.clear(), {}, "no rows"),
    (GOOD.drop("outcome"), {}, "no column 'outcome'"),
    (GOOD.with_columns(outcome=pl.lit(float("inf"))), {}, "not finite"),
    (GOOD.with_columns(outcome=pl.lit(float("nan"))), {}, "not finite"),
    (GOOD.with_columns(outcome=pl.lit("many")), {}, "no numbers"),
    (GOOD.with_columns(unit=pl.lit(None, pl.Int64)), {}, "without a value"),
    (GOOD, {"treated": [0, 99]}, r"not in the panel: \[99\]"),
    (GOOD, {"treated": []}, "no unit is treated"),
    (GOOD, {"treated": list(range(6))}, "every unit is treated"),
    (GOOD, {"treated": "period"}, "not the same on all rows"),
    (GOOD, {"treated": "region"}, "not true or false"),
    (GOOD, {"treated": "where"}, "no column 'where'"),
    (GOOD, {"post": 2001}, "no period before"),
    (GOOD, {"post": 2009}, "no period after"),
    (GOOD, {"post": None}, "no order"),
    (GOOD.with_columns(w=pl.lit(0.0)), {"weights": "w"}, "above 0"),
    (GOOD.with_columns(outcome=pl.lit(None, pl.Float64)), {"balanced": True}, "every period"),
]


@pytest.mark.parametrize(("panel", "given_", "words"), BAD)
def test_what_is_wrong_is_said(panel: pl.DataFrame, given_: dict[str, Any], words: str) -> None:
    for function in (difference_in_differences, randomisation_inference):
        with pytest.raises(ValueError, match=words):
            function(panel, **({"post": 2003} | given_))


def test_wrong_numbers_of_draws_and_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="draws"):
        randomisation_inference(GOOD, post=2003, draws=0)
    with pytest.raises(ValueError, match="level"):
        judge(np.zeros((2, 1)), np.zeros((2, 1)), level=1.0)
    with pytest.raises(ValueError, match="level"):
        difference_in_differences(GOOD, post=2003, level=95)


def test_nobody_measured_in_a_cell_is_no_estimate() -> None:
    panel = GOOD.with_columns(
        outcome=pl.when((pl.col("treated") == 0) | (pl.col("period") > 2002)).then("outcome")
    )
    for method in METHODS:
        found = difference_in_differences(panel, post=2003, method=method)
        assert np.isnan(found.estimate) and found.reason == "empty_cell_or_collinear"
        row = randomisation_inference(panel, post=2003, method=method).outcomes.row(0, named=True)
        assert row["estimate"] is None and row["reason"] == "empty_cell_or_collinear"
