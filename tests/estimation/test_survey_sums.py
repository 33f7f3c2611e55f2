"""Estimates from the sums of one SQL scan: those of ``estimate``, for domains of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from estimation.survey import Statistic, estimate, mean, proportion
from estimation.survey.design import RESULT, Design
from estimation.survey.queries import Measure, moments_query, shares_query, sums_query
from estimation.survey.sums import estimates_from_sums
from tests.estimation.samples import sample

MEASURES = [
    Measure("score", "score"),
    Measure("agrees", "case when agrees = 1 then 1 when agrees = 0 then 0 end", proportion=True),
]
STATISTICS: dict[str, Statistic] = {"score": mean("score"), "agrees": proportion("agrees", 1)}
DESIGN = Design("weight", "stratum", "psu")


def run(query: str, **frames: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(name, frame.to_arrow())
        made = pl.from_arrow(connection.sql(query).to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made


def from_sums(
    frame: pl.DataFrame,
    design: Design,
    keys: Sequence[str],
    design_keys: Sequence[str] = (),
    finest: Sequence[str] = ("town", "wave"),
    measures: Sequence[Measure] = MEASURES,
) -> pl.DataFrame:
    sums = run(sums_query("answers", finest, measures, design), answers=frame)
    query = moments_query("psu_sums", keys, measures, design, design_keys)
    return estimates_from_sums(run(query, psu_sums=sums), keys, measures, design)


def from_rows(frame: pl.DataFrame, design: Design, keys: Sequence[str]) -> pl.DataFrame:
    return pl.concat(
        estimate(frame, design, statistic, by=keys).select(
            *keys, pl.lit(name).alias("measure"), *RESULT
        )
        for name, statistic in STATISTICS.items()
    )


def same(found: pl.DataFrame, expected: pl.DataFrame, keys: Sequence[str]) -> None:
    order = [*keys, "measure"]
    assert found.columns == expected.columns
    assert_frame_equal(
        found.sort(order), expected.sort(order), rel_tol=1e-9, abs_tol=1e-12, check_dtypes=False
    )


UNITS = [("stratum", "psu"), (None, "psu"), ("stratum", None), (None, None)]


@given(
    st.integers(0, 10_000),
    st.sampled_from(UNITS),
    st.sampled_from(["centre", "certainty"]),
    st.sampled_from(["wor", "wr"]),
)
@settings(max_examples=40, deadline=None)
def test_the_sums_give_what_the_rows_give(
    seed: int, units: tuple[str | None, str | None], single_psu: Any, reference: Any
) -> None:
    frame = sample(seed)
    design = Design("weight", *units, single_psu=single_psu, reference=reference)
    same(
        from_sums(frame, design, ["town", "wave"]),
        from_rows(frame, design, ["town", "wave"]),
        ["town", "wave"],
    )


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_each_wave_is_a_sample_of_its_own(seed: int) -> None:
    frame = sample(seed, rows=240)
    keys = ["town", "wave"]
    apart = [from_rows(part, DESIGN, keys) for part in frame.partition_by("wave")]
    same(from_sums(frame, DESIGN, keys, ["wave"]), pl.concat(apart), keys)


@given(st.integers(0, 10_000), st.sampled_from(UNITS))
@settings(max_examples=15, deadline=None)
def test_the_same_sums_give_coarser_domains(
    seed: int, units: tuple[str | None, str | None]
) -> None:
    frame, design = sample(seed), Design("weight", *units)
    for keys in (["town"], ["wave"], []):
        # Who has no town is in no town, and in the nation.
        same(from_sums(frame, design, keys), from_rows(frame, design, keys), keys)


def test_a_stratum_may_be_a_domain() -> None:
    frame = sample(1)
    found = from_sums(frame, DESIGN, ["stratum"], finest=["stratum", "town"])
    same(found, from_rows(frame, DESIGN, ["stratum"]), ["stratum"])


def test_the_population_corrects_the_variance() -> None:
    for units in (("stratum", "psu"), ("stratum", None)):
        frame = sample(3).with_columns(psus=pl.col("stratum") * 20 + 90)
        design = Design("weight", *units, population_size="psus")
        same(from_sums(frame, design, ["town"]), from_rows(frame, design, ["town"]), ["town"])


def test_without_weights_each_counts_for_one() -> None:
    frame, design = sample(2), Design(None, "stratum", "psu")
    same(from_sums(frame, design, ["town"]), from_rows(frame, design, ["town"]), ["town"])


def test_values_far_from_zero_keep_their_digits() -> None:
    frame = sample(2).with_columns(pl.col("score") + 2000)
    same(from_sums(frame, DESIGN, ["town"]), from_rows(frame, DESIGN, ["town"]), ["town"])


def test_answers_all_alike_have_no_false_zero() -> None:
    frame = sample(2).with_columns(score=pl.lit(0.1) + 3, agrees=pl.lit(1))
    found = from_sums(frame, DESIGN, ["town"])
    assert found["value"].to_list() == pytest.approx([3.1, 1.0] * 4)
    for name in ("standard_error", "ci_low", "ci_high", "design_effect", "effective_n"):
        assert found[name].null_count() == found.height


def test_a_share_carries_no_squares_and_a_mean_does() -> None:
    columns = run(sums_query("answers", ["town"], MEASURES, DESIGN), answers=sample(1)).columns
    assert "score__wyy" in columns and "agrees__wyy" not in columns


def test_shares_are_the_values_without_their_errors() -> None:
    frame = sample(1)
    shares = run(shares_query("answers", ["town"], MEASURES, "weight"), answers=frame)
    expected = from_rows(frame, DESIGN, ["town"])
    for name in STATISTICS:
        of = expected.filter(pl.col("measure") == name)
        found = shares.drop_nulls("town").sort("town")
        assert found[name].to_list() == pytest.approx(of["value"].to_list(), rel=1e-12)
        assert found[f"{name}__n"].to_list() == of["n"].to_list()


def test_names_of_any_kind_hold() -> None:
    renamed = {"town": 'יישוב "א"', "weight": "w.t", "stratum": "שכבה", "psu": "p s u"}
    frame = sample(1).rename(renamed)
    design = Design("w.t", "שכבה", "p s u")
    measures = [Measure('ציון "1.5"', "score"), MEASURES[1]]
    key = renamed["town"]
    found = from_sums(frame, design, [key], finest=[key], measures=measures)
    expected = from_rows(sample(1), DESIGN, ["town"])
    assert found.columns[0] == key
    for name in RESULT:
        assert found[name].to_list() == pytest.approx(
            expected.sort("town", "measure", descending=[False, True])[name].to_list()
        )


def test_nobody_who_answers_is_a_row_without_a_value() -> None:
    frame = sample(1).with_columns(score=pl.when(pl.col("town") != "חיפה").then("score"))
    found = from_sums(frame, DESIGN, ["town"])
    row = found.row(by_predicate=(pl.col("town") == "חיפה") & (pl.col("measure") == "score"))
    assert row[2:] == (None, None, None, None, 0, None, None, None, 0)


def test_no_rows_are_no_domains() -> None:
    found = from_sums(sample(1).clear(), DESIGN, ["town"])
    assert found.is_empty()
    assert found.columns == ["town", "measure", *RESULT]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight": pl.when(pl.col("psu") == 1).then(-1.0).otherwise(1.0)}, "weight that is no"),
        ({"weight": pl.lit(None, dtype=pl.Float64)}, "weight that is no"),
        ({"weight": pl.lit(float("nan"))}, "weight that is no"),
        ({"stratum": pl.when(pl.col("stratum") > 0).then("stratum")}, "have no stratum"),
        ({"psu": pl.when(pl.col("psu") > 0).then("psu")}, "have no stratum"),
        ({"score": pl.lit(float("nan"))}, "score has answers that are NaN"),
    ],
)
def test_rows_without_place_or_weight_are_refused(change: dict[str, pl.Expr], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_sums(sample(1).with_columns(**change), DESIGN, ["town"])


def test_a_fault_outside_every_domain_is_found_too() -> None:
    frame = sample(1).with_columns(stratum=pl.when(pl.col("town").is_not_null()).then("stratum"))
    with pytest.raises(ValueError, match=r"\d rows have no stratum"):
        from_sums(frame, DESIGN, ["town"])


def test_one_psu_in_a_stratum_is_refused_where_the_design_says_so() -> None:
    strict = Design("weight", "stratum", "psu", single_psu="error")
    assert from_sums(sample(1), strict, ["town"]).height == 8
    with pytest.raises(ValueError, match="one PSU"):
        from_sums(sample(3), strict, ["town"])


def test_a_population_below_the_sample_is_refused() -> None:
    design = Design("weight", "stratum", "psu", population_size="psus")
    with pytest.raises(ValueError, match="below the PSUs sampled in"):
        from_sums(sample(1).with_columns(psus=pl.lit(3)), design, ["town"])


def test_what_cannot_be_asked_is_refused() -> None:
    staged = Design("weight", "stratum", "psu", "N", "j", "M")
    with pytest.raises(ValueError, match="expected one stage"):
        sums_query("answers", ["town"], MEASURES, staged)
    with pytest.raises(ValueError, match="expected one stage"):
        moments_query("psu_sums", ["town"], MEASURES, staged)
    with pytest.raises(ValueError, match="design keys wave"):
        moments_query("psu_sums", ["town"], MEASURES, DESIGN, ["wave"])
    with pytest.raises(ValueError, match="differ in more than case"):
        sums_query("answers", ["Score"], MEASURES, DESIGN)
    with pytest.raises(ValueError, match="one measure or more"):
        shares_query("answers", ["town"], [], "weight")
    with pytest.raises(ValueError, match="no column score__n"):
        estimates_from_sums(
            pl.DataFrame({"__stratum_psus": 1, "__faults": 0}), [], MEASURES, DESIGN
        )
