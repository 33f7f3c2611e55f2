"""Change against the frozen baseline: what is one, how sure, and for whom."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from estimation.evaluation.evaluate import evaluate
from tests.estimation.evaluation.made import (
    START,
    TOWN,
    Frozen,
    figure,
    inputs,
    looked_at,
    panel,
    row_of,
)

SURVEY = [
    figure(TOWN, 2017, 40.0, error=2.0),
    figure(TOWN, 2021, 50.0, error=1.5),
]


def test_a_change_beyond_its_error_is_an_improvement() -> None:
    row = row_of(inputs(SURVEY, [Frozen(2017, 40.0, error=2.0)]))
    # sqrt(2² + 1.5²) = 2.5; 10 ± 1.96 x 2.5; least change seen: (1.96 + 0.8416) x 2.5.
    assert (row["change"], row["change_error"], row["error_from"]) == (10, 2.5, "sampling")
    assert row["change_low"] == pytest.approx(10 - 1.959964 * 2.5)
    assert row["detectable_change"] == pytest.approx(2.801585 * 2.5)
    assert row["change_is"] == "improved"


def test_of_what_should_fall_a_rise_is_worse() -> None:
    rows = [{**row, "indicator_id": "dropout_pct"} for row in SURVEY]
    frozen = [Frozen(2017, 40.0, "dropout_pct", error=2.0)]
    given = inputs(rows, frozen, indicators=["dropout_pct"])
    assert row_of(given, "dropout_pct")["change_is"] == "worsened"


def test_the_frozen_figure_counts_whatever_is_published_since() -> None:
    revised = [figure(TOWN, 2017, 44.0, error=2.0), SURVEY[1]]
    row = row_of(inputs(revised, [Frozen(2017, 40.0, error=2.0)]))
    assert (row["baseline_value"], row["change"]) == (40, 10)


def test_without_errors_four_figures_tell_the_usual_swing() -> None:
    values = {2014: 50.0, 2015: 52.0, 2016: 50.0, 2017: 52.0, 2019: 51.0}
    rows = [figure(TOWN, year, value) for year, value in values.items()]
    row = row_of(inputs(rows, [Frozen(2017, 52.0)]))
    # By hand: years less 2016.2 are -2.2, -1.2, -0.2, 0.8, 2.8; Sxx 14.8; mean 51, Sxy = 2.2 - 1.2
    # + 0.2 + 0.8 = 2.0; residual sum of squares 4 - 2²/14.8 = 3.72973, over 3: s = 1.11501.
    assert row["change_error"] == pytest.approx(2**0.5 * 1.115011, rel=1e-5)
    assert row["error_from"] == "residual" and row["change_is"] == "no_significant_change"
    three = [row for row in rows if row["reference_year"] >= 2016]
    assert row_of(inputs(three, [Frozen(2017, 52.0)]))["change_is"] == "error_unknown"


def test_a_break_a_new_definition_and_a_relative_measure_do_not_compare() -> None:
    broken = [SURVEY[0], figure(TOWN, 2021, 50.0, error=1.5, segment=2)]
    assert row_of(inputs(broken, [Frozen(2017, 40.0)]))["change_is"] == "not_comparable"
    redefined = inputs(SURVEY, [Frozen(2017, 40.0, version=2)])
    assert row_of(redefined)["change_is"] == "not_comparable"
    relative = [{**row, "indicator_id": "standing_index"} for row in SURVEY]
    given = inputs(relative, [Frozen(2017, 40.0, "standing_index")], indicators=["standing_index"])
    row = row_of(given, "standing_index")
    assert row["change_is"] == "not_comparable" and row["change"] is None


def test_a_break_entered_later_renumbers_and_still_compares() -> None:
    renumbered = [{**row, "series_segment": 2} for row in SURVEY]
    frozen_before = [Frozen(2017, 40.0, error=2.0, segment=1)]
    assert row_of(inputs(renumbered, frozen_before))["change_is"] == "improved"


def test_no_figure_since_and_no_figure_frozen() -> None:
    assert row_of(inputs(SURVEY[:1], [Frozen(2017, 40.0)]))["change_is"] == "no_data"
    other = inputs(SURVEY, [Frozen(2017, 1.0, "dropout_pct")], indicators=["eligible_pct"])
    row = row_of(other)
    assert row["change_is"] == "no_baseline" and row["change"] is None
    assert "no figure from before 2018 was frozen" in row["reading_en"]


def test_an_indicator_that_was_retired_since_is_evaluated_no_more() -> None:
    given = inputs(SURVEY, [Frozen(2017, 40.0), Frozen(2017, 1.0, "dropout_pct")])
    assert evaluate(given)["pilot_evaluation"]["indicator_id"].unique().to_list() == [
        "eligible_pct"
    ]


def test_a_settlement_without_any_baseline_has_rows_that_say_so() -> None:
    given = inputs(SURVEY, [Frozen(2017, 40.0)])
    given = replace(given, baselines=given.baselines.clear(), frozen=given.frozen.clear())
    row = row_of(given)
    assert (row["change_is"], row["did_reason"]) == ("no_baseline", "no_frozen_baseline")
    assert row["now_value"] is None and "no baseline is frozen" in row["reading_en"]


def test_stages_are_told_by_the_last_figure_in_them_once_they_have_begun() -> None:
    rows = [*SURVEY, figure(TOWN, START, 41.0, error=1), figure(TOWN, START + 1, 42.0, error=1)]
    given = inputs(rows, [Frozen(2017, 40.0, error=2.0)])
    now = {
        horizon: row_of(given, horizon=horizon)["now_year"]
        for horizon in ("year_1", "years_2_3", "years_4_10", "latest")
    }
    assert now == {"year_1": 2018, "years_2_3": 2019, "years_4_10": 2021, "latest": 2021}
    begun = evaluate(looked_at(given, START))["pilot_evaluation"]["horizon"].unique().to_list()
    assert sorted(begun) == ["latest", "year_1"]


def test_among_many_indicators_a_chance_find_is_no_change() -> None:
    """p of the one is 0.03; of twenty tests it must be below 0.05 / 20 to stand alone."""
    catalogue = pl.concat(
        [
            inputs(SURVEY, []).catalogue.with_columns(indicator_id=pl.lit(f"share_{at:02d}_pct"))
            for at in range(20)
        ]
    )
    names = catalogue["indicator_id"].to_list()
    rows = [
        figure(TOWN, year, value, indicator=name, error=1.0)
        for at, name in enumerate(names)
        for year, value in ((2017, 40.0), (2021, 40.0 + (3.07 if at == 0 else 0.1)))
    ]
    frozen = [Frozen(2017, 40.0, name, error=1.0) for name in names]
    many = replace(inputs(rows, frozen), catalogue=catalogue)
    row = row_of(many, names[0])
    assert row["change_p_value"] == pytest.approx(0.03, abs=0.001)
    assert row["change_q_value"] == pytest.approx(20 * row["change_p_value"])
    assert row["change_is"] == "no_significant_change"
    alone = replace(many, catalogue=catalogue.head(1), frozen=many.frozen.head(1))
    assert row_of(alone, names[0])["change_is"] == "improved"


GROUPS = [
    figure(TOWN, year, value, group=group, error=1.0)
    for group, years in {
        "all": {2017: 50.0, 2021: 60.0},
        "jews": {2017: 60.0, 2021: 75.0},
        "arabs": {2017: 40.0, 2021: 41.0},
        "sex_not_stated": {2017: 10.0, 2021: 90.0},
    }.items()
    for year, value in years.items()
]
GROUPS_FROZEN = [
    Frozen(2017, 50.0, error=1.0),
    Frozen(2017, 60.0, group="jews", error=1.0),
    Frozen(2017, 40.0, group="arabs", error=1.0),
    Frozen(2017, 10.0, group="sex_not_stated", error=1.0),
]


def test_growth_is_inclusive_only_if_the_lowest_group_gained_too() -> None:
    row = row_of(inputs(GROUPS, GROUPS_FROZEN))
    assert (row["change_is"], row["lower_group"]) == ("improved", "arabs")
    assert (row["lower_change"], row["is_inclusive"]) == (1.0, False)
    risen = [
        {**row, "value": 55.0}
        if row["population_group"] == "arabs" and row["reference_year"] == 2021
        else row
        for row in GROUPS
    ]
    assert row_of(inputs(risen, GROUPS_FROZEN))["is_inclusive"] is True


def test_of_what_should_fall_the_highest_group_stood_worst() -> None:
    rows = [{**row, "indicator_id": "dropout_pct"} for row in GROUPS]
    frozen = [replace(one, indicator="dropout_pct") for one in GROUPS_FROZEN]
    given = inputs(rows, frozen, indicators=["dropout_pct"])
    row = row_of(given, "dropout_pct")
    assert (row["lower_group"], row["inclusive_reason"]) == ("jews", "no_growth")


def test_without_groups_it_is_not_known_for_whom() -> None:
    row = row_of(inputs(SURVEY, [Frozen(2017, 40.0, error=2.0)]))
    assert (row["is_inclusive"], row["inclusive_reason"]) == (None, "lower_group_not_known")
    assert "is not known" in row["reading_en"]


def test_groups_have_a_change_and_no_comparison() -> None:
    row = row_of(inputs(GROUPS, GROUPS_FROZEN), population_group="jews")
    assert (row["change"], row["did_reason"]) == (15.0, "only_of_the_whole")
    assert row["is_inclusive"] is None and row["inclusive_reason"] is None


def test_a_series_of_the_town_alone_has_a_change_and_no_effect() -> None:
    given = inputs(SURVEY, [Frozen(2017, 40.0, error=2.0)])
    assert row_of(given)["did_reason"] == "no_comparison"
    beside = inputs([*SURVEY, *panel({}, {2017: 40.0, 2021: 41.0})], [Frozen(2017, 40.0)])
    assert row_of(beside)["did_reason"] is None
