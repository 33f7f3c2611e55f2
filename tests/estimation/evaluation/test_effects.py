"""Effects against comparison settlements, followed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from estimation.evaluation.evaluate import Inputs, evaluate
from tests.estimation.evaluation.made import (
    OTHERS,
    START,
    TOWN,
    Frozen,
    figure,
    inputs,
    panel,
    row_of,
)

FROZEN = [Frozen(2017, 52.0)]
BEFORE = {2015: 50.0, 2016: 51.0, 2017: 52.0}
ALIKE = {**BEFORE, 2019: 54.0, 2021: 56.0}
LIFTED = {**BEFORE, 2019: 59.0, 2021: 62.0}


def test_what_the_town_gained_more_than_the_others_is_the_effect() -> None:
    row = row_of(inputs(panel(LIFTED, ALIKE), FROZEN))
    # 5 more in 2019, 6 more in 2021, nothing before: (5 + 6) / 2. Nobody else moved otherwise.
    assert row["did_effect"] == pytest.approx(5.5)
    assert row["did_p_value"] == pytest.approx(1 / 21)
    assert (row["comparisons"], row["pre_years"], row["post_years"]) == (20, 3, 2)
    assert (row["parallel_trends"], row["did_is"]) == ("not_rejected", "better")


def test_each_stage_has_its_own_effect() -> None:
    given = inputs(panel(LIFTED, ALIKE), FROZEN)
    assert row_of(given, horizon="years_2_3")["did_effect"] == pytest.approx(5)
    assert row_of(given, horizon="years_4_10")["did_effect"] == pytest.approx(6)
    assert row_of(given, horizon="year_1")["did_reason"] == "no_post_period"


def test_alike_before_and_since_is_no_effect() -> None:
    # Every figure, the town's too, is thrown off by 0 to 3, the same at every run.
    thrown = np.random.default_rng(5).uniform(0, 3, 21 * len(ALIKE))
    noisy = [
        {**row, "value": row["value"] + off}
        for row, off in zip(panel(ALIKE, ALIKE), thrown.tolist(), strict=True)
    ]
    row = row_of(inputs(noisy, FROZEN))
    assert row["did_is"] == "no_significant_effect"
    assert row["did_low"] < row["did_effect"] < row["did_high"]
    assert row["did_detectable_effect"] > row["did_placebo_sd"] > 0


def test_who_moved_otherwise_before_gets_no_verdict() -> None:
    town = {2015: 40.0, 2016: 46.0, 2017: 52.0, 2019: 64.0, 2021: 76.0}
    row = row_of(inputs(panel(town, ALIKE), FROZEN))
    assert row["parallel_trends"] == "broken"
    assert row["trend_difference"] == pytest.approx(5)
    assert (row["did_is"], row["did_reason"]) == ("cannot_be_said", "trends_broken")
    assert row["did_effect"] is not None
    assert "moved otherwise" in row["reading_en"]


def test_one_year_before_leaves_the_trends_untested() -> None:
    one = {year: value for year, value in LIFTED.items() if year >= 2017}
    row = row_of(inputs(panel(one, ALIKE), FROZEN))
    assert (row["parallel_trends"], row["did_is"]) == ("untestable", "trends_untested")
    assert "no proof of an effect" in row["reading_en"]


def test_a_break_after_the_start_ends_the_comparison() -> None:
    rows = [
        {**row, "series_segment": 2} if row["reference_year"] >= START else row
        for row in panel(LIFTED, ALIKE)
    ]
    row = row_of(inputs(rows, FROZEN))
    assert (row["did_effect"], row["did_reason"]) == (None, "series_broken")


def test_figures_of_before_a_break_do_not_count_as_before() -> None:
    rows = [
        {**row, "series_segment": 1 if row["reference_year"] < 2016 else 2}
        for row in panel({**LIFTED, 2015: 99.0}, ALIKE)
    ]
    row = row_of(inputs(rows, [replace(FROZEN[0], segment=2)]))
    assert row["pre_years"] == 2 and row["did_effect"] == pytest.approx(5.5)


def test_few_comparisons_have_an_effect_and_no_verdict() -> None:
    row = row_of(inputs(panel(LIFTED, ALIKE), FROZEN, compared=OTHERS[:5]))
    assert row["did_effect"] == pytest.approx(5.5)
    assert (row["did_is"], row["did_reason"]) == ("cannot_be_said", "too_few_assignments")
    assert row["did_low"] is None


def test_a_year_that_a_comparison_settlement_lacks_is_not_filled() -> None:
    rows = [
        row
        for row in panel(LIFTED, ALIKE)
        if not (row["settlement_code"] == "0001" and row["reference_year"] >= START)
    ]
    row = row_of(inputs(rows, FROZEN))
    assert row["comparisons"] == 19 and row["did_effect"] == pytest.approx(5.5)


def test_nothing_that_moved_is_no_effect_however_it_is_rounded() -> None:
    still = {2016: 0.1, 2017: 0.1, 2019: 0.1}
    rows = [{**row, "value": 0.1} for row in panel(still, still)]
    row = row_of(inputs(rows, [Frozen(2017, 0.1)]))
    assert (row["did_effect"], row["did_p_value"]) == (0, 1)


def test_the_synthetic_control_meets_the_years_before_and_tells_the_gap() -> None:
    row = row_of(inputs(panel({year: v + 0.95 for year, v in LIFTED.items()}, ALIKE), FROZEN))
    # The others lie 0.0 to 1.9 above: a mixture lies 0.95 above, and has what the town has not.
    assert row["control_pre_fit"] == pytest.approx(0, abs=1e-9)
    assert row["control_effect"] == pytest.approx(5.5)
    assert row["control_p_value"] == pytest.approx(1 / 21)
    assert "perfect_fit" in row["control_notes"]


def test_two_years_before_are_too_few_for_a_synthetic_control() -> None:
    two = {year: value for year, value in LIFTED.items() if year >= 2016}
    row = row_of(inputs(panel(two, ALIKE), FROZEN))
    assert (row["control_effect"], row["control_reason"]) == (None, "too_few_pre_years")


def test_series_and_placebos_are_those_of_the_effect() -> None:
    found = evaluate(inputs(panel(LIFTED, ALIKE), FROZEN))
    series = found["evaluation_series"]
    assert series["reference_year"].to_list() == [2015, 2016, 2017, 2019, 2021]
    assert series["is_since_start"].to_list() == [False, False, False, True, True]
    assert series["observed"].to_list() == list(LIFTED.values())
    # Twenty others from 0.0 to 1.9 above: their mean lies 0.95 above.
    assert series["comparison_mean"].to_list() == pytest.approx([v + 0.95 for v in ALIKE.values()])
    placebos = found["evaluation_placebos"].filter(pl.col("method") == "did")
    assert placebos["comparison_code"].to_list() == OTHERS
    # Where the town counts as one of the others, each of these looks 5.5 / 20 worse than the rest.
    assert placebos["placebo_effect"].to_list() == pytest.approx([-5.5 / 20] * 20)


def test_relative_measures_are_compared_by_standing() -> None:
    index = {2008: 0.0, 2013: 0.0, 2017: 0.0, 2019: -1.0}
    rows = [
        figure(TOWN, year, value + 0.45, indicator="standing_index", segment=year)
        for year, value in index.items()
    ]
    for at, code in enumerate(OTHERS):
        # Editions stretch and shift the scale; places stay.
        rows += [
            figure(code, year, (at / 10 - 0.5) * (year - 2000), indicator="standing_index",
                   segment=year)
            for year in index
        ]  # fmt: skip
    given = inputs(rows, [Frozen(2017, 0.45, "standing_index")], indicators=["standing_index"])
    row = row_of(given, "standing_index")
    assert (row["outcome_scale"], row["change"]) == ("percentile_rank", None)
    series = evaluate(given)["evaluation_series"]
    # 0.45 lies above six of twenty in 2008 (8 x (at/10 - 0.5) < 0.45 for at <= 5); -0.55 in 2019
    # above five (19 x (at/10 - 0.5) < -0.55 for at <= 4): 30 and 25 of 100.
    assert series["observed"].to_list() == [30, 30, 30, 25]


def test_a_programme_of_several_towns_has_effects_by_cohort() -> None:
    second = "7000"
    rows = panel(LIFTED, ALIKE)
    late = {**BEFORE, 2019: 54.0, 2021: 58.0}
    rows += [figure(second, year, value) for year, value in late.items()]
    found = evaluate(with_second(inputs(rows, FROZEN), second, 2020))["programme_effects"]
    effects = {(row["aggregation"], row["at_year"]): row for row in found.iter_rows(named=True)}
    assert effects["group", 2018]["effect"] == pytest.approx(5.5)
    assert effects["group", 2020]["effect"] == pytest.approx(2)
    # Cells since the start: 5 and 6 of the one, 2 of the other, each town alike.
    assert effects["simple", 0]["effect"] == pytest.approx((5 + 6 + 2) / 3)
    # One year after its start each had its first figure; the first had another three years on.
    assert effects["event", 1]["effect"] == pytest.approx((5 + 2) / 2)
    assert effects["event", 3]["effect"] == pytest.approx(6)
    assert effects["simple", 0]["treated_settlements"] == 2
    assert effects["simple", 0]["effect_p_value"] < 0.05


def with_second(given: Inputs, code: str, start: int) -> Inputs:
    second = given.baselines.with_columns(
        baseline_id=pl.lit(f"pilot/{code}/1"),
        settlement_code=pl.lit(code),
        start_year=pl.lit(start, dtype=pl.Int32),
    )
    return replace(given, baselines=pl.concat([given.baselines, second]))


def simple_of(given: Inputs) -> dict[str, Any]:
    found = evaluate(given)["programme_effects"].filter(pl.col("aggregation") == "simple")
    return found.row(0, named=True)


def test_who_lacks_the_last_year_before_is_not_counted_among_the_settlements() -> None:
    third = {2015: 50.0, 2016: 51.0, 2019: 90.0}
    rows = panel(LIFTED, ALIKE)
    rows += [figure("7000", year, value) for year, value in LIFTED.items()]
    rows += [figure("7001", year, value) for year, value in third.items()]
    row = simple_of(with_second(with_second(inputs(rows, FROZEN), "7000", START), "7001", START))
    assert (row["treated_settlements"], row["settlements_entering"]) == (2, "7000; 8000")
    assert row["effect"] == pytest.approx(5.5) and row["control_settlements"] == 20
    assert (row["parallel_trends"], row["effect_is"]) == ("not_rejected", "better")


def test_a_programme_whose_towns_moved_otherwise_before_has_no_verdict() -> None:
    town = {2015: 40.0, 2016: 46.0, 2017: 52.0, 2019: 64.0, 2021: 76.0}
    rows = panel(town, ALIKE) + [figure("7000", year, value) for year, value in town.items()]
    row = simple_of(with_second(inputs(rows, FROZEN), "7000", START))
    assert (row["effect_is"], row["effect_reason"]) == ("cannot_be_said", "trends_broken")
    assert row["effect_q_value"] is None


def test_counts_are_not_compared_between_towns() -> None:
    rows = [{**row, "indicator_id": "size_persons"} for row in panel(LIFTED, ALIKE)]
    frozen = [replace(FROZEN[0], indicator="size_persons")]
    given = inputs(rows, frozen, indicators=["size_persons"])
    assert row_of(given, "size_persons")["did_reason"] == "count_of_persons"
    assert evaluate(given)["programme_effects"].is_empty()


def test_one_test_at_two_horizons_has_one_answer() -> None:
    until_2019 = {year: value for year, value in LIFTED.items() if year < 2020}
    given = inputs(panel(until_2019, ALIKE), FROZEN)
    stage, latest = (row_of(given, horizon=name) for name in ("years_2_3", "latest"))
    same = ("did_q_value", "did_is", "change_q_value", "change_is", "since_from", "since_to")
    assert [stage[name] for name in same] == [latest[name] for name in same]
    assert (latest["before_from"], latest["before_to"]) == (2015, 2017)
    assert (latest["since_from"], latest["since_to"]) == (2019, 2019)


def test_one_town_is_no_programme_effect() -> None:
    [row] = evaluate(inputs(panel(LIFTED, ALIKE), FROZEN))["programme_effects"].rows(named=True)
    assert (row["effect"], row["effect_reason"]) == (None, "fewer_than_two_settlements")


def test_the_same_inputs_in_another_order_give_the_same_rows() -> None:
    given = inputs(panel(LIFTED, ALIKE), FROZEN)
    shuffled = replace(
        given,
        figures=given.figures.sample(fraction=1, shuffle=True, seed=3),
        comparisons=given.comparisons.sort("comparison_code"),
    )
    first, second = evaluate(given), evaluate(shuffled)
    assert all(first[name].equals(second[name]) for name in first)
