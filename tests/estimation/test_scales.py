"""Scales: alpha, intraclass correlation and their jackknife, against the rows themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from polars.testing import assert_frame_equal
from scipy import stats

from estimation.survey.design import Design
from estimation.survey.queries import Measure, sums_query
from estimation.survey.scales import (
    Scale,
    cronbach_alpha,
    intraclass_correlation,
    person_mean,
    person_mean_sql,
    scale_sums,
)
from tests.estimation.samples import sample

ITEMS = ("a", "b.1", "פריט", "d", "e")
SCALE = Scale("control", ITEMS)
DESIGN = Design("weight", "stratum", "psu")
Floats = NDArray[np.float64]


def answers(seed: int, rows: int = 200) -> pl.DataFrame:
    """``sample`` with five items of 1 to 5 that go together, some left out."""
    frame, generator = sample(seed, rows), np.random.default_rng(seed + 1)
    trait = frame["score"].fill_null(10.0).to_numpy() - 10
    items = {}
    for item in ITEMS:
        values = np.clip(np.round(3 + 0.4 * trait + generator.normal(0, 1, rows)), 1, 5)
        gone = generator.random(rows) < 0.06
        items[item] = pl.Series(
            [None if out else int(value) for out, value in zip(gone, values, strict=True)],
            dtype=pl.Int8,
        )
    return frame.with_columns(**items)


def run(query: str, frame: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect() as connection:
        connection.register("answers", frame.to_arrow())
        made = pl.from_arrow(connection.sql(query).to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made


def sums_of(frame: pl.DataFrame, design: Design = DESIGN, scale: Scale = SCALE) -> pl.DataFrame:
    shares = [Measure("agrees", "agrees", proportion=True)]
    query = sums_query("answers", ["town", "wave"], shares, design, [scale_sums(scale)])
    return run(query, frame)


def alpha_of(frame: pl.DataFrame, weight: Floats) -> float:
    """Cronbach (1951) from a weighted covariance matrix of complete cases."""
    complete = frame.select(pl.all_horizontal(pl.col(ITEMS).is_not_null())).to_series().to_numpy()
    items = frame.select(ITEMS).filter(complete).to_numpy().astype(float)
    covariance = np.cov(items.T, aweights=weight[complete], ddof=0)
    return len(ITEMS) / (len(ITEMS) - 1) * (1 - np.trace(covariance) / covariance.sum())


def correlation_of(frame: pl.DataFrame, weight: Floats) -> float:
    """Shrout and Fleiss (1979), ICC(1), from the groups' means and deviations."""
    means = frame.select(person_mean(ITEMS)).to_series().fill_null(np.nan).to_numpy()
    place = (frame["stratum"] * 100 + frame["psu"]).to_numpy()
    counted = ~np.isnan(means) & (weight > 0)
    groups = [means[counted & (place == at)] for at in np.unique(place[counted])]
    sizes = np.array([len(group) for group in groups])
    grand = means[counted].mean()
    a, n = len(groups), sizes.sum()
    between = sum(len(group) * (group.mean() - grand) ** 2 for group in groups) / (a - 1)
    within = sum(((group - group.mean()) ** 2).sum() for group in groups) / (n - a)
    size = (n - (sizes**2).sum() / n) / (a - 1)
    return float((between - within) / (between + (size - 1) * within))


def left_out(
    frame: pl.DataFrame, inside: Any, statistic: Callable[..., float], rescaled: bool
) -> float:
    """Variance by replicates made one at a time, each with weights of its own."""
    weight = frame["weight"].to_numpy() * np.asarray(inside)
    value = statistic(frame, weight)
    stratum, psu = frame["stratum"].to_numpy(), frame["psu"].to_numpy()
    variance = 0.0
    for h in np.unique(stratum):
        units = np.unique(psu[stratum == h])
        for unit in units:
            replicate = weight.copy()
            if len(units) > 1 and rescaled:
                replicate[stratum == h] *= len(units) / (len(units) - 1)
            replicate[(stratum == h) & (psu == unit)] = 0
            factor = 1 - 1 / len(units) if len(units) > 1 else 1.0
            variance += factor * (statistic(frame, replicate) - value) ** 2
    return variance


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_alpha_and_its_error_are_those_of_the_rows(seed: int) -> None:
    frame = answers(seed)
    for row in cronbach_alpha(sums_of(frame), ["wave"], [SCALE], DESIGN).iter_rows(named=True):
        inside = (frame["wave"] == row["wave"]).to_numpy()
        value = alpha_of(frame, frame["weight"].to_numpy() * inside)
        variance = left_out(frame, inside, alpha_of, rescaled=True)
        assert row["value"] == pytest.approx(value, rel=1e-9)
        assert row["standard_error"] == pytest.approx(variance**0.5, rel=1e-7)
        complete = frame.filter(
            pl.col("wave") == row["wave"],
            pl.col("weight") > 0,
            *(pl.col(item).is_not_null() for item in ITEMS),
        )
        psus = complete.select("stratum", "psu").n_unique()
        assert row["n"] == complete.height
        assert row["degrees_of_freedom"] == psus - complete["stratum"].n_unique()
        margin = stats.t.ppf(0.975, row["degrees_of_freedom"]) * variance**0.5
        assert row["ci_high"] - row["value"] == pytest.approx(margin, rel=1e-7)
        assert row["value"] - row["ci_low"] == pytest.approx(margin, rel=1e-7)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_the_correlation_and_its_error_are_those_of_the_rows(seed: int) -> None:
    frame = answers(seed)
    made = intraclass_correlation(sums_of(frame), ["wave"], [SCALE], DESIGN)
    for row in made.iter_rows(named=True):
        inside = (frame["wave"] == row["wave"]).to_numpy()
        value = correlation_of(frame, frame["weight"].to_numpy() * inside)
        variance = left_out(frame, inside, correlation_of, rescaled=False)
        assert row["value"] == pytest.approx(value, rel=1e-9)
        assert row["standard_error"] == pytest.approx(variance**0.5, rel=1e-7)


def test_each_wave_is_a_sample_of_its_own_where_it_is_a_design_key() -> None:
    frame, keys = answers(3), ["town", "wave"]
    made = cronbach_alpha(sums_of(frame), keys, [SCALE], DESIGN, ["wave"])
    apart = pl.concat(
        cronbach_alpha(sums_of(part), keys, [SCALE], DESIGN) for part in frame.partition_by("wave")
    )
    assert_frame_equal(made, apart.sort(keys), rel_tol=1e-9)


def test_the_whole_has_no_keys_and_holds_who_has_no_town() -> None:
    frame = answers(4)
    row = cronbach_alpha(sums_of(frame), [], [SCALE], DESIGN).row(0, named=True)
    assert row["value"] == pytest.approx(alpha_of(frame, frame["weight"].to_numpy()))


def test_alpha_of_an_example_worked_by_hand() -> None:
    # Items 1, 2, 3 and 1, 3, 2: variances 2/3 and 2/3, of the total 2, 5, 5: 2. 2 (1 - 2/3) = 2/3.
    frame = pl.DataFrame({"a": [1, 2, 3], "b": [1, 3, 2], "i": [1, 2, 3], "town": ["א"] * 3})
    scale, design = Scale("s", ("a", "b"), minimum=2), Design(psu="i")
    sums = run(
        sums_query("answers", ["town"], [Measure("a", "a")], design, [scale_sums(scale)]), frame
    )
    row = cronbach_alpha(sums, ["town"], [scale], design).row(0, named=True)
    assert (row["town"], row["scale"], row["n"]) == ("א", "s", 3)
    assert row["value"] == pytest.approx(2 / 3)
    assert row["degrees_of_freedom"] == 2


def test_correlation_of_an_example_worked_by_hand() -> None:
    # Two places of two: means 1, 3 and 5, 7. MSB = 4 (4 - 2)^2 = 16, MSW = 4 / 2 = 2; n0 = 2.
    frame = pl.DataFrame(
        {"a": [1, 3, 5, 7], "b": [1, 3, 5, 7], "i": [1, 1, 2, 2], "town": ["x"] * 4}
    )
    scale, design = Scale("s", ("a", "b"), minimum=2), Design(psu="i")
    sums = run(
        sums_query("answers", ["town"], [Measure("a", "a")], design, [scale_sums(scale)]), frame
    )
    row = intraclass_correlation(sums, ["town"], [scale], design).row(0, named=True)
    assert row["value"] == pytest.approx((16 - 2) / (16 + 2))
    # Without one of two places there is nothing between them.
    assert (row["standard_error"], row["ci_low"], row["degrees_of_freedom"]) == (None, None, 1)


def test_places_alike_have_a_correlation_below_zero() -> None:
    frame = answers(1).with_columns(
        pl.int_range(pl.len()).over("stratum", "psu").mod(5).cast(pl.Int8).alias(item)
        for item in ITEMS
    )
    row = intraclass_correlation(sums_of(frame), [], [SCALE], DESIGN).row(0, named=True)
    assert row["value"] < 0


@pytest.mark.parametrize("estimator", [cronbach_alpha, intraclass_correlation])
def test_answers_all_alike_and_no_answers_have_no_value(
    estimator: Callable[..., pl.DataFrame],
) -> None:
    for value in (3, None):
        frame = answers(1).with_columns(pl.lit(value, dtype=pl.Int8).alias(item) for item in ITEMS)
        made = estimator(sums_of(frame), ["town"], [SCALE], DESIGN)
        assert made["town"].to_list() == ["a.b", "Ümm", "באר שבע", "חיפה"]
        assert made["value"].null_count() == made["standard_error"].null_count() == 4


def test_alpha_within_one_psu_has_no_error() -> None:
    frame = (
        answers(1)
        .filter(stratum=1)
        .with_columns(
            town=pl.when(pl.col("psu") == 1).then(pl.lit("one")).otherwise(pl.lit("rest"))
        )
    )
    one, rest = cronbach_alpha(sums_of(frame), ["town"], [SCALE], DESIGN).iter_rows(named=True)
    assert (one["town"], one["degrees_of_freedom"]) == ("one", 0)
    assert one["value"] is not None
    assert (one["standard_error"], one["ci_low"], one["ci_high"]) == (None, None, None)
    assert rest["standard_error"] > 0


def test_the_policy_for_one_psu_is_the_designs() -> None:
    frame = answers(3)  # stratum 0 has one PSU
    errors = {}
    for policy in ("centre", "certainty"):
        design = Design("weight", "stratum", "psu", single_psu=policy)
        errors[policy] = cronbach_alpha(sums_of(frame), [], [SCALE], design)["standard_error"][0]
    assert 0 < errors["certainty"] < errors["centre"]
    strict = Design("weight", "stratum", "psu", single_psu="error")
    with pytest.raises(ValueError, match="one PSU"):
        cronbach_alpha(sums_of(frame), [], [SCALE], strict)


def test_a_population_taken_whole_leaves_no_error() -> None:
    frame = answers(1).with_columns(psus=pl.col("psu").n_unique().over("stratum"))
    design = Design("weight", "stratum", "psu", population_size="psus")
    whole = cronbach_alpha(sums_of(frame, design), [], [SCALE], design)
    part = frame.with_columns(pl.col("psus") * 4)
    some = cronbach_alpha(sums_of(part, design), [], [SCALE], design)["standard_error"][0]
    free = cronbach_alpha(sums_of(frame), [], [SCALE], DESIGN)["standard_error"][0]
    assert whole["standard_error"].to_list() == [None]
    assert some == pytest.approx(free * 0.75**0.5)


def test_a_person_needs_enough_answers_for_a_mean() -> None:
    frame = pl.DataFrame(
        {
            "a": [1, 1, 5, None],
            "b.1": [2.0, None, float("nan"), None],
            "פריט": [3, 2, 5, None],
            "d": [4, 3, 5, None],
            "e": [5, 4, None, None],
        },
        schema_overrides={"a": pl.Int8, "פריט": pl.Int8, "d": pl.Int8, "e": pl.Int8},
    )
    expected = [3.0, 2.5, None, None]
    assert frame.select(person_mean(ITEMS)).to_series().to_list() == expected
    assert frame.select(person_mean(ITEMS, 3)).to_series().to_list() == [3.0, 2.5, 5.0, None]
    without_nan = frame.with_columns(pl.col("b.1").fill_nan(None))
    query = f"select {person_mean_sql(ITEMS)} as mean from answers"
    assert run(query, without_nan)["mean"].to_list() == expected


def test_items_as_large_as_their_type_do_not_overflow() -> None:
    frame = pl.DataFrame({item: pl.Series([127], dtype=pl.Int8) for item in ITEMS})
    assert frame.select(person_mean(ITEMS)).item() == 127
    assert run(f"select {person_mean_sql(ITEMS)} as mean from answers", frame).item() == 127


def test_what_is_no_scale_or_no_sample_of_places_is_refused() -> None:
    with pytest.raises(ValueError, match="scale x: 1 items"):
        Scale("x", ("a",), minimum=1)
    with pytest.raises(ValueError, match="at least 6"):
        Scale("x", ITEMS, minimum=6)
    sums = sums_of(answers(1))
    with pytest.raises(ValueError, match="without psu"):
        cronbach_alpha(sums, [], [SCALE], Design("weight", "stratum"))
    with pytest.raises(ValueError, match="further sums are of PSUs"):
        sums_of(answers(1), Design("weight", "stratum"))
    with pytest.raises(ValueError, match="no column other__n"):
        cronbach_alpha(sums, [], [Scale("other", ITEMS)], DESIGN)
    wrong = answers(1).with_columns(weight=-pl.col("weight"))
    with pytest.raises(ValueError, match="no number from 0 up"):
        cronbach_alpha(sums_of(wrong), [], [SCALE], DESIGN)
