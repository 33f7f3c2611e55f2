"""Survey estimates: as R's survey package prints them, and as the formulas give them by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from estimation.survey import estimate, mean, proportion, ratio, statistic_of, total
from estimation.survey.design import Design, design_of
from tests.estimation.samples import close, linearised, mean_by_hand, one, sample

API = Path(__file__).parents[3] / "shared" / "validation" / "api"
STRATIFIED = {"weight": "pw", "stratum": "stype"}
CLUSTERED = {"weight": "pw", "psu": "dnum"}
DESIGNS: dict[str, tuple[str, dict[str, str]]] = {
    "strat fpc": ("apistrat", STRATIFIED | {"population_size": "fpc"}),
    "strat nofpc": ("apistrat", STRATIFIED),
    "clus1 fpc": ("apiclus1", CLUSTERED | {"population_size": "fpc"}),
    "clus1 nofpc": ("apiclus1", CLUSTERED),
}
DESIGN = Design(weight="weight", stratum="stratum", psu="psu", reference="wr")


def read(name: str) -> pl.DataFrame:
    return pl.read_csv(API / f"{name}.csv", null_values="NA", infer_schema_length=None)


def reference() -> dict[str, Any]:
    printed: dict[str, Any] = json.loads((API / "reference.json").read_text())
    return printed


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_gives_what_r_prints(name: str) -> None:
    printed = next(row for row in reference()["designs"] if row["design"] == name)
    data, design = DESIGNS[name]
    frame = read(data)
    row = one(frame, design, ("mean", "api00"))
    assert row["value"] == close(printed["mean_api00"])
    assert row["standard_error"] == close(printed["se"])
    assert row["design_effect"] == close(printed["deff"])
    assert row["effective_n"] == close(frame.height / printed["deff"])
    assert row["degrees_of_freedom"] == printed["degf"]
    assert [row["ci_low"], row["ci_high"]] == close(printed["ci95_t"])
    for statistic, value, error in (
        (("total", "enroll"), "total_enroll", "total_enroll_se"),
        (("proportion", "awards", "Yes"), "p_awards", "p_awards_se"),
        (("ratio", "api.stu", "enroll"), "ratio_apistu_enroll", "ratio_se"),
    ):
        row = one(frame, design, statistic)
        assert row["value"] == close(printed[value])
        assert row["standard_error"] == close(printed[error])
        assert row["coefficient_of_variation"] == close(printed[error] / printed[value])


def test_an_interval_of_a_proportion_is_rs_on_the_logit_scale() -> None:
    data, design = DESIGNS["clus1 fpc"]
    row = one(read(data), design, ("proportion", "awards", "Yes"))
    found = [row["value"], row["ci_low"], row["ci_high"]]
    assert found == close(reference()["extra"]["ciprop_logit"])


@pytest.mark.parametrize(
    ("data", "design", "printed", "columns"),
    [
        ("apistrat", "strat fpc", "svyby_strat", {"api00": "se"}),
        ("apiclus1", "clus1 fpc", "svyby_clus1", {"api00": "se.api00", "api99": "se.api99"}),
    ],
)
def test_domains_are_rs(data: str, design: str, printed: str, columns: dict[str, str]) -> None:
    rows = reference()["extra"][printed]
    for column, error in columns.items():
        made = estimate(read(data), DESIGNS[design][1], ("mean", column), by="stype")
        assert made["stype"].to_list() == [row["stype"] for row in rows]
        assert made["value"].to_list() == close([row[column] for row in rows])
        assert made["standard_error"].to_list() == close([row[error] for row in rows])


@given(st.integers(0, 10_000), st.sampled_from(["centre", "certainty"]))
@settings(max_examples=25, deadline=None)
def test_a_domain_has_the_error_of_the_whole_design(seed: int, single_psu: Any) -> None:
    frame = sample(seed)
    design = Design("weight", "stratum", "psu", single_psu=single_psu, reference="wr")
    for row in estimate(frame, design, mean("score"), by="town").iter_rows(named=True):
        inside = (frame["town"] == row["town"]).fill_null(False)
        hand = mean_by_hand(frame, "score", inside, single_psu=single_psu)
        assert {name: row[name] for name in hand} == close(hand)
        margin = stats.t.ppf(0.975, hand["degrees_of_freedom"]) * hand["standard_error"]
        assert row["ci_high"] - row["value"] == close(margin)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_totals_and_ratios_have_the_errors_of_their_residuals(seed: int) -> None:
    frame = sample(seed)
    y, x = frame["score"].fill_null(0).to_numpy(), frame["size"].to_numpy()
    answered = frame["score"].is_not_null().to_numpy() & (frame["weight"] > 0).to_numpy()
    w = frame["weight"].to_numpy() * answered
    row = one(frame, DESIGN, total("score"))
    variance, freedom = linearised(frame, w * y, answered)
    assert row["value"] == close((w * y).sum())
    assert (row["standard_error"] ** 2, row["degrees_of_freedom"]) == close((variance, freedom))
    row = one(frame, DESIGN, ratio("score", "size"))
    slope = (w * y).sum() / (w * x).sum()
    variance, _ = linearised(frame, w * (y - slope * x) / (w * x).sum(), answered)
    assert (row["value"], row["standard_error"] ** 2) == close((slope, variance))


def test_the_population_shrinks_the_variance_of_each_stratum() -> None:
    frame, population = sample(1), {0: 9.0, 1: 20.0, 2: 5.0}
    sized = frame.with_columns(
        pl.col("stratum").replace_strict(population, return_dtype=pl.Float64).alias("psus")
    )
    design = Design("weight", "stratum", "psu", population_size="psus")
    hand = mean_by_hand(frame, "score", np.full(frame.height, True), population=population)
    assert one(sized, design, mean("score"))["standard_error"] == close(hand["standard_error"])


def test_two_stages_add_the_variance_within_psus() -> None:
    frame = sample(1).filter(pl.col("weight") > 0).drop_nulls().with_columns(psus=pl.lit(30))
    frame = frame.with_row_index("respondent").with_columns(
        members=pl.len().over("stratum", "psu") * 3
    )
    design = Design("weight", "stratum", "psu", "psus", "respondent", "members")
    row = one(frame, design, mean("score"))
    w, y = frame["weight"].to_numpy(), frame["score"].to_numpy()
    z = w * (y - (w * y).sum() / w.sum()) / w.sum()
    variance, _ = linearised(
        frame, z, np.full(len(z), True), population=dict.fromkeys(range(3), 30)
    )
    for (stratum, _psu), members in frame.with_columns(z=z).group_by("stratum", "psu"):
        psus = frame.filter(pl.col("stratum") == stratum)["psu"].n_unique()
        if members.height > 1:
            variance += psus / 30 * (1 - 1 / 3) * members.height * members["z"].var()
    assert row["standard_error"] == close(variance**0.5)


@given(st.integers(0, 10_000), st.floats(0.01, 100))
@settings(max_examples=15, deadline=None)
def test_neither_the_order_of_rows_nor_the_unit_of_weights_matters(
    seed: int, factor: float
) -> None:
    frame = sample(seed)
    turned = frame.sample(fraction=1, shuffle=True, seed=seed).with_columns(
        pl.col("weight") * factor
    )
    for statistic in (mean("score"), ratio("score", "size"), proportion("agrees", 1)):
        before = estimate(frame, DESIGN, statistic, by=["town", "wave"])
        after = estimate(turned, DESIGN, statistic, by=["town", "wave"])
        assert_frame_equal(after, before, rel_tol=1e-9)


def test_a_domain_that_is_the_whole_is_the_whole() -> None:
    frame = sample(4).with_columns(all=pl.lit("כל הארץ"))
    whole = one(frame, DESIGN, mean("score"))
    domain = estimate(frame, DESIGN, mean("score"), by="all")
    assert domain["all"].to_list() == ["כל הארץ"]
    assert domain.drop("all").row(0, named=True) == close(whole)


def test_many_domains_are_what_each_is_alone() -> None:
    frame = sample(5, rows=600).with_columns(pl.int_range(pl.len()).mod(40).alias("domain"))
    made = estimate(frame, DESIGN, mean("score"), by="domain")
    assert made["domain"].to_list() == list(range(40))
    for domain in (0, 17, 39):
        hand = mean_by_hand(frame, "score", frame["domain"] == domain)
        row = made.row(domain, named=True)
        assert {name: row[name] for name in hand} == close(hand)


def test_levels_without_a_name_are_all_of_them_and_sum_to_one() -> None:
    frame = sample(2).with_columns(mood=pl.col("score").round().cast(pl.Int64) % 3)
    made = estimate(frame, DESIGN, proportion("mood"), by="wave")
    assert made.select("wave", "level").rows() == [(w, at) for w in (2020, 2021) for at in range(3)]
    assert made.group_by("wave").agg(pl.col("value").sum())["value"].to_list() == close([1, 1])
    named = estimate(frame, DESIGN, proportion("mood", 1), by="wave")
    assert named.rows() == made.filter(pl.col("level") == 1).drop("level").rows()


def test_true_false_is_a_share_and_its_mean_the_same_value() -> None:
    frame = sample(2).with_columns(pl.col("agrees").cast(pl.Boolean))
    share, average = (
        one(frame, DESIGN, proportion("agrees", True)),
        one(frame, DESIGN, mean("agrees")),
    )
    assert share["value"] == average["value"]
    assert share["standard_error"] == average["standard_error"]
    p, margin = (
        share["value"],
        share["standard_error"] * stats.t.ppf(0.975, share["degrees_of_freedom"]),
    )
    logit = np.log(p / (1 - p)) + margin / (p * (1 - p))
    assert share["ci_high"] == close(1 / (1 + np.exp(-logit)))
    assert average["ci_high"] == close(p + margin)


def test_words_of_a_notebook_are_the_same_as_functions() -> None:
    assert statistic_of(["mean", "y"]) == mean("y")
    assert statistic_of(("total", "y")) == total("y")
    assert statistic_of(("ratio", "y", "x")) == ratio("y", "x")
    assert statistic_of(("proportion", "y")) == proportion("y")
    assert statistic_of(("proportion", "y", False)) == proportion("y", False)
    assert design_of({"weight": "w", "single_psu": "error"}) == Design("w", single_psu="error")


def test_the_same_code_in_two_strata_is_two_psus() -> None:
    frame = sample(1)
    renamed = frame.with_columns(psu=pl.format("{}|{}", "stratum", "psu"))
    assert one(frame, DESIGN, mean("score")) == close(one(renamed, DESIGN, mean("score")))
