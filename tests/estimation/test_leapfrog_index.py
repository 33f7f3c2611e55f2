"""The leapfrog index, by a case small enough to do by hand, and what must hold of any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from estimation.composite import CompositeError
from estimation.index import Settings, leapfrog_index
from estimation.index.growth import inclusive, stages, sustained

SETTINGS = Settings(cell_coverage=0.6, cells=2, replicates=60)
INDICATORS = {
    "matriculation": ("positive", "objective", "household", "medium", "higher", 50.0, 90.0, 1.0),
    "dropout": ("negative", "objective", "household", "short", "lower", 0.0, 4.0, 1.0),
    "trust": ("positive", "subjective", "household", "long", "higher", 0.0, 100.0, 1.0),
    "belonging": ("positive", "subjective", "household", "long", "higher", 0.0, 100.0, 3.0),
}
CATALOGUE = pl.DataFrame(
    [(name, *row) for name, row in INDICATORS.items()],
    schema=[
        "indicator_id",
        "effect",
        "subjectivity",
        "level",
        "horizon",
        "desired_direction",
        "low",
        "high",
        "weight",
    ],
    orient="row",
)
Year = tuple[float | None, float | None, float | None, float | None]
ERRORS: Year = (2.0, 0.1, 3.0, 3.0)
SAFED: dict[int, Year] = {2011: (60, 3, 40, 60), 2012: (60, 3, 40, 60), 2014: (70, 2, None, 80)}
VALUES_SCHEMA = {
    "settlement_code": pl.String,
    "index_year": pl.Int32,
    "indicator_id": pl.String,
    "value": pl.Float64,
    "standard_error": pl.Float64,
}


def values(towns: dict[str, dict[int, Year]], errors: Year = ERRORS) -> pl.DataFrame:
    rows = [
        (code, year, name, value, error)
        for code, years in towns.items()
        for year, figures in years.items()
        for name, value, error in zip(INDICATORS, figures, errors, strict=True)
    ]
    return pl.DataFrame(rows, schema=VALUES_SCHEMA, orient="row")


def references(*codes: str, year: int = 2011) -> pl.DataFrame:
    rows = [(code, year, year) for code in codes]
    names = ("settlement_code", "reference_year", "start_year")
    kinds = (pl.String, pl.Int32, pl.Int32)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def made(
    towns: dict[str, dict[int, Year]] | None = None,
    errors: Year = ERRORS,
    lower: dict[str, dict[int, Year]] | None = None,
    **changes: Any,
) -> dict[str, pl.DataFrame]:
    return leapfrog_index(
        values(towns or {"8000": SAFED}, errors),
        CATALOGUE,
        references("8000"),
        Settings(**{"cell_coverage": 0.6, "cells": 2, "replicates": 60} | changes),
        None if lower is None else values(lower, errors),
    )


def of_year(found: dict[str, pl.DataFrame], year: int, code: str = "8000") -> dict[str, Any]:
    table = found["leapfrog_index"]
    return table.row(by_predicate=_is(code, year), named=True)


def _is(code: str, year: int) -> pl.Expr:
    return (pl.col("settlement_code") == code) & (pl.col("index_year") == year)


def test_scores_by_hand() -> None:
    found = made()
    row = of_year(found, 2011)
    cells = [25.75, 25.75, (40.6 + 3 * 60.4) / 4]
    assert row["score_arithmetic"] == pytest.approx(np.mean(cells))
    assert row["score_geometric"] == pytest.approx(np.prod(cells) ** (1 / 3))
    assert (row["cells_known"], row["cells"]) == (3, 3)
    assert (row["indicators_known"], row["indicators"], row["index_coverage"]) == (4, 4, 1)
    later = of_year(found, 2014)
    assert later["score_arithmetic"] == pytest.approx((50.5 + 50.5 + 80.2) / 3)
    assert later["indicators_known"] == 3
    assert later["index_coverage"] == pytest.approx((1 + 1 + 0.75) / 3)
    cell = found["leapfrog_cells"].filter(_is("8000", 2014), pl.col("coverage") < 1)
    assert cell["cell"].to_list() == ["positive · subjective · household · long"]
    assert cell["cell_score"].item() == pytest.approx(80.2)


def test_the_change_is_over_what_is_known_at_both_times() -> None:
    row = of_year(made(), 2014)
    # Trust fell out in 2014: without it the reference point is (25.75 + 25.75 + 60.4) / 3.
    assert row["change_arithmetic"] == pytest.approx(
        (50.5 + 50.5 + 80.2 - 25.75 - 25.75 - 60.4) / 3
    )
    then, now = 25.75 * 25.75 * 60.4, 50.5 * 50.5 * 80.2
    assert row["change_geometric"] == pytest.approx(now ** (1 / 3) - then ** (1 / 3))
    points = np.array([2 * 99 / 40, 0.1 * 99 / 4, 3 * 0.99])
    assert row["change_error"] == pytest.approx(np.sqrt(2 * ((points / 3) ** 2).sum()))
    assert (row["change_is"], row["change_indicators"]) == ("improved", 3)
    # Without matriculation (or dropout) the two other cells rose by 24.75 and 19.8; without
    # belonging the third cell is empty.
    assert row["change_without_one_low"] == pytest.approx((24.75 + 19.8) / 2)
    assert row["change_without_one_high"] == pytest.approx(24.75)
    assert (row["gain_since"], row["gain"]) == (2012, row["change_arithmetic"])


def test_what_was_not_known_at_the_reference_point_makes_no_change() -> None:
    years: dict[int, Year] = {2011: (60, 3, None, 60), 2014: (60, 3, 100, 60)}
    row = of_year(made({"8000": years}), 2014)
    assert row["change_arithmetic"] == row["change_high"] == 0
    assert (row["change_indicators"], row["change_is"]) == (3, "no_significant_change")


@pytest.mark.parametrize(("year", "unknown_then"), [(2012, []), (2014, ["trust"])])
def test_steps_lead_from_the_figures_to_the_change(year: int, unknown_then: list[str]) -> None:
    found = made()
    steps = found["leapfrog_steps"].filter(_is("8000", year))
    by_step = {name: part for (name,), part in steps.group_by("step")}
    scores = by_step["goalpost_score"].select("node", score="step_value")
    weights = by_step["weight_in_force"].select("node", weight="step_value")
    cell_of = CATALOGUE.select(
        node="indicator_id",
        cell=pl.concat_str("effect", "subjectivity", "level", "horizon", separator=" · "),
    )
    again = (
        scores.join(weights, on="node")
        .join(cell_of, on="node")
        .group_by("cell")
        .agg((pl.col("score") * pl.col("weight")).sum())
    )
    cells = by_step["cell_score"].join(again, left_on="node", right_on="cell")
    assert cells["score"].to_list() == pytest.approx(cells["step_value"].to_list())
    row = of_year(found, year)
    assert by_step["index_arithmetic"]["step_value"].item() == pytest.approx(again["score"].mean())
    assert by_step["index_geometric"]["step_value"].item() == row["score_geometric"]
    now, then = (by_step[name]["step_value"] for name in ("score_compared", "reference_compared"))
    assert now.item() - then.item() == pytest.approx(row["change_arithmetic"])
    unknown = by_step["figure"].filter(pl.col("detail") == "not known")
    assert unknown["node"].to_list() == unknown_then
    detail = by_step["goalpost_score"].filter(pl.col("node") == "dropout")["detail"].item()
    assert detail.startswith("from 0.0 to 4.0, lower is better")
    told = steps.filter(pl.col("detail").is_not_null())["detail_he"]
    assert told.str.contains("[א-ת]").all()
    hebrew = by_step["goalpost_score"].filter(pl.col("node") == "dropout")["detail_he"].item()
    assert hebrew.startswith("קצה תחתון 0.0, קצה עליון 4.0, ערך נמוך עדיף")
    assert found["leapfrog_steps"].filter(_is("8000", 2011))["step_no"].max() == 6


def test_why_there_is_no_score_or_no_change() -> None:
    towns: dict[str, dict[int, Year]] = {
        "8000": {
            2010: (60, 3, 40, 60),
            2011: (60, 3, 40, 60),
            2012: (60, None, None, None),
            2013: (60, None, 40, 60),
        },
        "0031": {2011: (60, 3, 40, 60), 2013: (80, 1, 60, 70)},
        "1034": {2013: (80, 1, 60, 70)},
    }
    found = leapfrog_index(values(towns), CATALOGUE, references("8000", "1034"), SETTINGS)
    assert of_year(found, 2012)["reason"] == "cells_missing"
    assert of_year(found, 2012)["score_low"] is of_year(found, 2012)["rank_high"] is None
    reasons = {
        ("8000", 2010): "not_after_reference",
        ("8000", 2011): "not_after_reference",
        ("8000", 2012): "cells_missing",
        ("8000", 2013): None,
        ("0031", 2013): "no_reference",
        ("1034", 2013): "reference_not_known",
    }
    for (code, year), reason in reasons.items():
        row = of_year(found, year, code)
        assert row["change_reason"] == reason
        known = {row[name] is not None for name in ("change_arithmetic", "change_is", "change_low")}
        assert known == {reason is None}
    # Two cells of three are enough, and over these two nothing has changed.
    assert of_year(found, 2013)["change_arithmetic"] == 0
    assert of_year(found, 2013)["ranked"] == 3 and of_year(found, 2012)["rank_arithmetic"] is None


def test_without_errors_a_change_has_no_verdict() -> None:
    row = of_year(made(errors=(2.0, None, 3.0, 3.0)), 2014)
    assert row["change_arithmetic"] == pytest.approx(23.1)
    assert row["change_error"] is None and row["change_is"] == "error_unknown"
    assert row["sustained_growth"] is None and row["inclusive_reason"] == "change_not_known"
    # Of an indicator that does not enter the pair nobody needs to know the error.
    assert of_year(made(errors=(2.0, 0.1, None, 3.0)), 2014)["change_is"] == "improved"


def test_growth_is_inclusive_only_if_the_lower_group_rises_too() -> None:
    rising: dict[int, Year] = {2011: (52, 3.5, 20, 30), 2014: (60, 2.5, 40, 50)}
    still: dict[int, Year] = {2011: (52, 3.5, 20, 30), 2014: (52, 3.5, 20, 30)}
    short: dict[int, Year] = {2014: (60, 2.5, 40, 50)}
    expected = [(rising, True, None), (still, False, None), (short, None, "lower_group_not_known")]
    for lower, flag, reason in expected:
        row = of_year(made(lower={"8000": lower}), 2014)
        assert (row["inclusive_growth"], row["inclusive_reason"]) == (flag, reason)
    assert of_year(made(), 2014)["inclusive_reason"] == "lower_group_not_known"
    assert of_year(made(lower={"8000": rising}), 2012)["inclusive_reason"] == "no_growth"
    other = made(lower={"8000": rising, "4000": rising})["leapfrog_index"]
    assert other["settlement_code"].unique().to_list() == ["8000"]


@pytest.mark.parametrize(
    ("gains", "flags"),
    [
        # i improved, n not, ? not known; by (k, n)
        ("iii", {(3, 3): [None, None, True], (2, 3): [None, True, True]}),
        ("ini", {(3, 3): [None, False, False], (2, 3): [None, None, True]}),
        ("i?i", {(3, 3): [None, None, None], (2, 3): [None, None, True]}),
        ("nnn", {(3, 3): [False, False, False], (2, 3): [None, False, False]}),
        ("niii", {(3, 3): [False, False, False, True]}),
        ("iiin", {(3, 3): [None, None, True, False], (3, 4): [None, None, True, True]}),
    ],
)
def test_sustained_growth(gains: str, flags: dict[tuple[int, int], list[bool | None]]) -> None:
    names = {"i": "improved", "n": "worsened", "?": None}
    table = pl.DataFrame(
        {
            # The gain of the reference year itself is from before the programme.
            "settlement_code": ["8000"] * (len(gains) + 1),
            "index_year": range(2011, 2012 + len(gains)),
            "reference_year": [2011] * (len(gains) + 1),
            "gain_since": range(2010, 2011 + len(gains)),
            "gain_is": ["improved", *(names[gain] for gain in gains)],
        }
    )
    for (needed, of_last), expected in flags.items():
        assert sustained(table, needed, of_last).to_list() == [None, *expected]
    other = table.with_columns(settlement_code=pl.lit("0031"))
    both = sustained(pl.concat([other, table]), 3, 3).to_list()
    assert both == 2 * sustained(table, 3, 3).to_list()


def test_a_year_without_an_index_is_no_period() -> None:
    nothing: Year = (None, 3, None, None)
    years: dict[int, Year] = {
        2011: (55, 3, 40, 60),
        2012: (60, 2.5, 50, 65),
        2013: nothing,
        2014: (70, 2, 70, 75),
        2015: (80, 1, 90, 95),
    }
    before: dict[int, Year] = {2011: (90, 0, 100, 100), 2016: (50, 4, 0, 0)}
    found = made({"0031": before, "8000": years}, errors=(0.1, 0.01, 0.1, 0.1))
    gains = {year: of_year(found, year) for year in years}
    assert [row["gain_since"] for row in gains.values()] == [None, 2011, None, 2012, 2014]
    flags = [row["sustained_growth"] for row in gains.values()]
    assert flags == [None, None, None, None, True]


def test_stages() -> None:
    years = [2010, 2011, 2012, 2013, 2014, 2020, 2021]
    keys = pl.DataFrame({"index_year": years, "start_year": [2011] * 7})
    programme_year, stage = stages(keys)
    assert programme_year.to_list() == [None, 1, 2, 3, 4, 10, 11]
    assert stage.to_list() == [None, 1, 2, 2, 3, 3, 3]
    unknown = keys.with_columns(start_year=pl.lit(None, dtype=pl.Int32))
    assert [part.null_count() for part in stages(unknown)] == [7, 7]


def test_a_table_without_classes_is_not_known() -> None:
    table = pl.DataFrame(
        {"change_is": ["error_unknown", None], "lower_change_is": ["improved"] * 2}
    )
    assert inclusive(table)["inclusive_reason"].to_list() == ["change_not_known"] * 2


figures = st.tuples(
    st.floats(40, 95), st.floats(0, 5), st.floats(0, 100) | st.none(), st.floats(0, 100)
)
histories = st.dictionaries(st.integers(2011, 2015), figures, min_size=2, max_size=5)


@given(st.lists(histories, min_size=1, max_size=4), st.randoms())
@settings(max_examples=30, deadline=None)
def test_what_holds_of_any_index(towns: Sequence[dict[int, Year]], random: Any) -> None:
    named = {f"{8000 + at}": years for at, years in enumerate(towns)}
    given_ = values(named)
    everywhere = references(*named)
    found = leapfrog_index(given_, CATALOGUE, everywhere, SETTINGS)
    table = found["leapfrog_index"]
    known = table.drop_nulls("score_arithmetic")
    assert known["score_arithmetic"].is_between(1 - 1e-9, 100 + 1e-9).all()
    assert (known["score_geometric"] <= known["score_arithmetic"] + 1e-9).all()
    assert (known["score_low"] <= known["score_high"]).all()
    assert (known["rank_low"] <= known["rank_high"]).all()
    told = table.drop_nulls("change_arithmetic")
    assert (told["change_low"] <= told["change_high"]).all()
    shuffled = given_.sample(fraction=1, shuffle=True, seed=random.randrange(1000))
    again = leapfrog_index(shuffled, CATALOGUE.reverse(), everywhere, SETTINGS)
    for name, frame in found.items():
        assert frame.equals(again[name]), name
    # Goalposts are frozen: another settlement moves nobody's score, change or verdict.
    other = values(named | {"0001": {2011: (90, 0, 100, 100), 2015: (50, 4, 0, 0)}})
    more = leapfrog_index(other, CATALOGUE, everywhere, SETTINGS)["leapfrog_index"]
    own = [name for name in table.columns if "rank" not in name]
    mine = more.filter(pl.col("settlement_code") != "0001")
    # The last bit of a logarithm may hang on how many are taken at once.
    assert_frame_equal(mine.select(own), table.select(own), rel_tol=1e-9, abs_tol=1e-9)


def test_a_better_figure_never_lowers_the_score() -> None:
    base = of_year(made(), 2011)["score_arithmetic"]
    better: list[Year] = [(61, 3, 40, 60), (60, 2.9, 40, 60), (60, 3, 41, 60), (60, 3, 40, 61)]
    for figures_ in better:
        assert of_year(made({"8000": {2011: figures_}}), 2011)["score_arithmetic"] > base


def test_one_indicator_that_carries_the_change_is_seen() -> None:
    row = of_year(made({"8000": {2011: (60, 3, 40, 60), 2014: (90, 3, 40, 60)}}), 2014)
    assert row["change_arithmetic"] > 20 and row["change_without_one_low"] == pytest.approx(0)


@pytest.mark.parametrize(
    ("catalogue", "says"),
    [
        (CATALOGUE.with_columns(horizon=pl.lit(None, dtype=pl.String)), "belonging, dropout"),
        (CATALOGUE.with_columns(desired_direction=pl.lit("none")), "without a distinction, side"),
        (pl.concat([CATALOGUE, CATALOGUE.head(1)]), "catalogue: matriculation: twice"),
    ],
)
def test_a_catalogue_that_is_not_whole_is_refused(catalogue: pl.DataFrame, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        leapfrog_index(values({"8000": SAFED}), catalogue, references("8000"), SETTINGS)


def test_what_is_wrong_is_refused() -> None:
    once = values({"8000": SAFED})
    with pytest.raises(ValueError, match="more than one row"):
        leapfrog_index(pl.concat([once, once]), CATALOGUE, references("8000"), SETTINGS)
    with pytest.raises(ValueError, match="a settlement stands twice"):
        leapfrog_index(once, CATALOGUE, references("8000", "8000"), SETTINGS)
    with pytest.raises(ValueError, match="a standard error below 0"):
        made(errors=(-1.0, 1.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="infinite"):
        made({"8000": {2011: (float("inf"), 1, 1, 1)}})
    with pytest.raises(ValueError, match="4 gains of the last 3"):
        made(gains=4)
    with pytest.raises(CompositeError, match="expected low < high"):
        upside = CATALOGUE.rename({"low": "high", "high": "low"})
        leapfrog_index(once, upside, references("8000"), SETTINGS)
    assert leapfrog_index(once.clear(), CATALOGUE, references("8000"), SETTINGS) == {}
