"""What of a wave is published: every class of reliability, and of hidden rows no number."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.survey.release import (
    COUNTED,
    ESTIMATED,
    OF_THE_DESIGN,
    Limits,
    limits_of,
    release,
)

LIMITS = Limits(respondents=10, dominance=0.5, interval=10, publish_below=0.165, warn_up_to=0.333)
KEYS = ["settlement_code", "population_group", "measure_id"]
NONE_HIDDEN = pl.DataFrame(schema=dict.fromkeys([*KEYS, "hidden_because"], pl.String))
NUMBERS = ("n", "n_with", "contributors", "direct_value", *ESTIMATED, *OF_THE_DESIGN)


def direct(**other: Any) -> dict[str, Any]:
    """A reliable share of one settlement."""
    row = {
        "settlement_code": "חיפה",
        "population_group": "all",
        "measure_id": "trust.1",
        "statistic": "share",
        "n": 60,
        "n_with": 24,
        "contributors": 60,
        "value": 40.0,
        "standard_error": 4.0,
        "ci_low": 32.5,
        "ci_high": 47.5,
        "effective_n": 50.0,
        "design_effect": 1.2,
        "coefficient_of_variation": 0.1,
        "degrees_of_freedom": 30,
    }
    return {**row, **other}


def released(*rows: dict[str, Any], hidden: pl.DataFrame = NONE_HIDDEN) -> list[dict[str, Any]]:
    return release(pl.DataFrame(rows), hidden, LIMITS).to_dicts()


@pytest.mark.parametrize(
    ("variation", "reliability", "status"),
    [
        (0.1649, "reliable", "observed"),
        (0.165, "use_with_caution", "low_reliability"),
        (0.333, "use_with_caution", "low_reliability"),
        (0.3331, "unreliable", "suppressed"),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_reliability_goes_by_the_error(
    variation: float, reliability: str, status: str, sign: int
) -> None:
    value = 40.0 * sign
    error = 40 * variation
    row = direct(
        statistic="mean",
        value=value,
        standard_error=error,
        coefficient_of_variation=variation,
        ci_low=value - 1.9 * error,
        ci_high=value + 1.9 * error,
    )
    [found] = released(row)
    assert (found["reliability"], found["value_status"]) == (reliability, status)
    assert (found["n"], found["n_with"], found["direct_value"]) == (60, 24, value)
    if status == "suppressed":
        assert [found[name] for name in ESTIMATED] == [None] * len(ESTIMATED)
        assert found["hidden_because"] == "unreliable"
    else:
        assert {name: found[name] for name in row} == row
        assert found["hidden_because"] is None


@pytest.mark.parametrize("value", [40.0, -40.0])
def test_an_error_of_few_units_is_judged_by_its_interval(value: float) -> None:
    """A coefficient of variation of 10 % says little with one degree of freedom."""
    for quantile, reliability in (
        (1.96, "reliable"),
        (4.303, "use_with_caution"),
        (12.7, "unreliable"),
    ):
        [found] = released(
            direct(
                value=value,
                ci_low=value - quantile * 4,
                ci_high=value + quantile * 4,
                degrees_of_freedom=1,
            )
        )
        assert found["reliability"] == reliability
    assert [found[name] for name in OF_THE_DESIGN] == [None, None]


def test_a_value_of_0_is_as_uncertain_as_can_be() -> None:
    [found] = released(direct(value=0.0, coefficient_of_variation=None, ci_low=0.0, ci_high=3.0))
    assert found["reliability"] == "unreliable"


def test_an_error_that_is_not_known_keeps_the_value_back() -> None:
    nothing = dict.fromkeys(
        ["standard_error", "ci_low", "ci_high", "coefficient_of_variation", *OF_THE_DESIGN]
    )
    certain, unknown = released(direct(), direct(measure_id="b", **nothing))
    assert certain["reliability"] == "reliable"
    assert (unknown["reliability"], unknown["hidden_because"]) == ("error_not_known",) * 2
    assert (unknown["value"], unknown["value_status"], unknown["n"]) == (None, "suppressed", 60)
    assert unknown["direct_value"] == 40


def test_statistics_near_0_by_nature_are_not_judged_by_their_variation() -> None:
    for statistic in ("cronbach_alpha", "intraclass_correlation"):
        [found] = released(direct(statistic=statistic, value=0.01, coefficient_of_variation=9.0))
        assert (found["reliability"], found["value"]) == ("no_error_by_sampling", 0.01)
        [few] = released(direct(statistic=statistic, n=9))
        assert (few["reliability"], few["value"]) == ("hidden", None)
        # Of 55 who answered every item three groups of 25, 11 and 14 would leave the hidden 5.
        assert [found[name] for name in (*COUNTED, *OF_THE_DESIGN)] == [None] * 5


@pytest.mark.parametrize(
    ("statistic", "n", "contributors", "is_hidden"),
    [
        ("share", 10, 10, False),
        ("share", 9, 9, True),
        ("rate", 40, 9, True),  # persons of nine households
        ("gap", 9, 9, True),  # of sixty persons nine are poor
        ("gap", 0, None, True),
        ("quintile_share_ratio", 50, 50, False),
        ("quintile_share_ratio", 49, 49, True),  # a fifth of them is fewer than ten
        ("quintile_share_ratio", 150, 49, True),
        ("gini", 10, 10, False),
    ],
)
def test_a_statistic_rests_on_enough_respondents(
    statistic: str, n: int, contributors: int | None, is_hidden: bool
) -> None:
    found = released(direct(statistic=statistic, n=n, contributors=contributors), direct())[0]
    assert (found["hidden_because"] == "small_cell") == is_hidden
    assert (found["reliability"] == "hidden") == is_hidden
    assert (found["n"] is None) == is_hidden


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 99), min_size=9, max_size=9), st.integers(0, 2000), st.booleans())
def test_of_a_hidden_row_only_its_reason_is_told(
    numbers: list[float], n: int, known_error: bool
) -> None:
    hidden = pl.DataFrame(
        [("a.b", "all", "trust.1", "dominance")], NONE_HIDDEN.schema, orient="row"
    )
    names = ("value", "standard_error", "ci_low", "ci_high", *OF_THE_DESIGN)
    other = {**dict(zip(names, numbers, strict=False)), "n": n + 10, "n_with": n}
    if not known_error:
        other["standard_error"] = None
    rows = [
        [direct(), direct(settlement_code="a.b", **change)]
        for change in ({}, {**other, "contributors": n + 10, "degrees_of_freedom": n})
    ]
    before, after = (released(*pair, hidden=hidden) for pair in rows)
    assert before == after
    assert [after[1][name] for name in NUMBERS] == [None] * len(NUMBERS)
    assert (after[1]["hidden_because"], after[1]["value_status"]) == ("dominance", "suppressed")
    assert after[0]["value"] == 40


def test_cut_offs_are_read_by_name() -> None:
    written = {
        "survey_respondents_at_least": 10.0,
        "disclosure_dominance": 0.5,
        "disclosure_interval_at_least": 10.0,
        "survey_cv_publish_below": 0.165,
        "survey_cv_warn_up_to": 0.333,
        "peers": 10.0,
    }
    assert limits_of(written) == LIMITS


def test_an_interval_is_judged_before_it_ends_at_100() -> None:
    wide = direct(
        statistic="rate",
        value=90.0,
        standard_error=10.0,
        coefficient_of_variation=10 / 90,
        ci_low=90 - 6 * 10.0,
        ci_high=90 + 6 * 10.0,
    )
    assert released(wide)[0]["reliability"] == "unreliable"
    held = direct(
        statistic="rate",
        value=90.0,
        standard_error=6.0,
        coefficient_of_variation=6 / 90,
        ci_low=90 - 2 * 6.0,
        ci_high=90 + 2 * 6.0,
    )
    [found] = released(held)
    assert (found["reliability"], found["ci_low"], found["ci_high"]) == ("reliable", 78, 100)
