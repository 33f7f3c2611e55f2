"""Scales on which years compare."""

from __future__ import annotations

import polars as pl

from estimation.evaluation.outcomes import outcomes, yearly
from tests.estimation.evaluation.made import CATALOGUE, figure, figures

RULES = CATALOGUE.select("indicator_id", "comparability_rule")
NO_BREAKS = pl.DataFrame(schema={"indicator_id": pl.String, "from_year": pl.Int32})


def index(code: str, year: int, value: float) -> dict[str, object]:
    # Each edition of a relative measure is a stretch of its own.
    return figure(code, year, value, indicator="standing_index", segment=year)


def values(frame: pl.DataFrame, code: str) -> list[tuple[int, float, int]]:
    own = frame.filter(pl.col("settlement_code") == code)
    return own.select("reference_year", "value", "segment").rows()


def test_of_two_elections_in_a_year_the_later_counts() -> None:
    rows = figures(
        figure("0001", 2019, 60, period="knesset-21"), figure("0001", 2019, 70, period="knesset-22")
    )
    assert yearly(rows)["value"].to_list() == [70]


def test_a_figure_of_no_known_year_is_left_out() -> None:
    unknown = {**figure("0001", 2019, 60, period="knesset-26"), "reference_year": None}
    assert yearly(figures(unknown, figure("0001", 2019, 50)))["value"].to_list() == [50]


def test_a_series_stays_as_published_and_keeps_its_stretches() -> None:
    rows = figures(figure("0001", 2010, 5), figure("0001", 2020, 7, segment=2))
    found = outcomes(rows, RULES, NO_BREAKS, ["0001"])
    assert values(found, "0001") == [(2010, 5, 1), (2020, 7, 2)]
    assert found["outcome_scale"].unique().to_list() == ["as_published"]


def test_a_relative_measure_becomes_standing_among_those_of_every_edition() -> None:
    rows = figures(
        *(index(code, 2008, value) for code, value in zip("abcde", (1.0, 2, 3, 4, 5), strict=True)),
        # e is in no later edition: it must not lift the others when it goes.
        *(index(code, 2019, value) for code, value in zip("abcd", (-1.0, -3, -2, 0), strict=True)),
    )
    found = outcomes(rows, RULES, NO_BREAKS, list("abcde"))
    # Of a, b, c, d the standing is 0, 1/3, 2/3, 1 in 2008; in 2019 b < c < a < d.
    assert values(found, "b") == [(2008, 100 / 3, 1), (2019, 0, 1)]
    assert values(found, "a") == [(2008, 0, 1), (2019, 200 / 3, 1)]
    assert values(found, "e") == []
    assert found["outcome_scale"].unique().to_list() == ["percentile_rank"]
    assert found["standard_error"].null_count() == found.height


def test_equal_values_share_their_mean_standing() -> None:
    rows = figures(
        *(index(code, 2008, value) for code, value in zip("abc", (1, 1, 2), strict=True))
    )
    found = outcomes(rows, RULES, NO_BREAKS, list("abc"))
    # Ranks 1.5, 1.5 and 3 of 3: (1.5 - 1) / 2 = 25 %.
    assert found["value"].to_list() == [25, 25, 100]


def test_a_new_formula_breaks_standing_too() -> None:
    rows = figures(*(index(code, year, ord(code)) for code in "abc" for year in (2004, 2015, 2020)))
    broken = pl.DataFrame({"indicator_id": ["standing_index"], "from_year": [2015]})
    found = outcomes(rows, RULES, broken, list("abc"))
    assert [segment for _, _, segment in values(found, "a")] == [1, 2, 2]


def test_groups_and_places_that_are_no_authority_do_not_enter() -> None:
    rows = figures(figure("0001", 2010, 5, group="jews"), figure("0002", 2010, 6))
    assert outcomes(rows, RULES, NO_BREAKS, ["0001"]).is_empty()
