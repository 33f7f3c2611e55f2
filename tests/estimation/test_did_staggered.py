"""Staggered starts: every cell and mean against plain loops, the inference against brute force."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.did import GroupTimeEffects, difference_in_differences, group_time_effects
from estimation.did.group_time import Control
from tests.estimation.evaluated import Floats, long, walks

STARTS = [2004] * 3 + [2006] * 2 + [None] * 7
EFFECT_AT = {0: 1.0, 1: 2.0, 2: 4.0, 3: 8.0}


def plain_cell(
    values: Floats, starts: list[int | None], cohort: int, t: int, base: int, control: Control
) -> float | None:
    """Mean change since the base of the cohort less that of its controls, unit by unit."""
    changes: dict[bool, list[float]] = {True: [], False: []}
    for unit, start in enumerate(starts):
        change = values[unit, t - 2001] - values[unit, base - 2001]
        if np.isnan(change):
            continue
        if start == cohort:
            changes[True].append(change)
        elif start is None or (control == "not_yet" and start > t):
            changes[False].append(change)
    if not changes[True] or not changes[False]:
        return None
    return float(np.mean(changes[True]) - np.mean(changes[False]))


def aggregate(found: GroupTimeEffects, name: str, at: int | None = None) -> dict[str, Any]:
    return found.aggregates.filter(pl.col("aggregation") == name, pl.col("at").eq_missing(at)).row(
        0, named=True
    )


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000), holes=st.booleans(), control=st.sampled_from(["never", "not_yet"])
)
def test_every_cell_is_the_plain_difference(seed: int, holes: bool, control: Control) -> None:
    values = walks(seed, len(STARTS), 7)
    if holes:
        values[np.random.default_rng(seed).uniform(size=values.shape) < 0.3] = np.nan
    panel = long(values).join(starts_frame(STARTS), on="unit")
    found = group_time_effects(panel, control=control, draws=5)
    assert found.cells.height == 2 * 6  # the first year has nothing before it
    for row in found.cells.iter_rows(named=True):
        cohort, t = row["first_treated"], row["period"]
        assert row["base_period"] == (cohort - 1 if t >= cohort else t - 1)
        expected = plain_cell(values, STARTS, cohort, t, row["base_period"], control)
        if expected is None:
            assert row["estimate"] is None and row["reason"] is not None
        else:
            assert row["estimate"] == pytest.approx(expected, abs=1e-9)


def starts_frame(starts: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"unit": range(len(starts)), "first_treated": starts},
        schema={"unit": pl.Int64, "first_treated": pl.Int64},
    )


def known_effects() -> pl.DataFrame:
    """No noise: shocks of the years, levels of the units, and an effect that grows with time."""
    values = np.arange(12)[:, None] * 10.0 + np.array([0.0, 4, -3, 7, 7, 1, 2])
    for unit, start in enumerate(STARTS):
        for year in range(start or 9999, 2008):
            values[unit, year - 2001] += EFFECT_AT[year - start] if start else 0
    return long(values).join(starts_frame(STARTS), on="unit")


def test_the_means_of_known_effects() -> None:
    for control in ("never", "not_yet"):
        found = group_time_effects(known_effects(), control=control, draws=5)
        # The cohort of 2004 has four years (1, 2, 4, 8), that of 2006 two (1, 2).
        assert aggregate(found, "group", 2004)["estimate"] == pytest.approx(15 / 4)
        assert aggregate(found, "group", 2006)["estimate"] == pytest.approx(3 / 2)
        for at, effect in EFFECT_AT.items():
            assert aggregate(found, "event", at)["estimate"] == pytest.approx(effect)
        assert aggregate(found, "event", -1)["estimate"] == pytest.approx(0)
        assert aggregate(found, "simple")["estimate"] == pytest.approx(
            (3 * 15 + 2 * 3) / (3 * 4 + 2 * 2)
        )
        assert aggregate(found, "overall_group")["estimate"] == pytest.approx(
            (3 * 15 / 4 + 2 * 3 / 2) / 5
        )
        assert aggregate(found, "overall_event")["estimate"] == pytest.approx(15 / 4)


def test_cohorts_count_by_their_units() -> None:
    values = np.zeros((12, 7))
    values[:3, 3:] += 1.0  # the three of 2004
    values[3:5, 5:] += 6.0  # the two of 2006
    found = group_time_effects(long(values).join(starts_frame(STARTS), on="unit"), draws=5)
    assert aggregate(found, "event", 0)["estimate"] == pytest.approx((3 * 1 + 2 * 6) / 5)
    assert aggregate(found, "overall_group")["estimate"] == pytest.approx((3 * 1 + 2 * 6) / 5)
    assert aggregate(found, "overall_event")["estimate"] == pytest.approx((3 + 3 + 1 + 1) / 4)


def test_a_regression_with_two_way_effects_would_have_missed_them() -> None:
    panel = known_effects().with_columns(
        on=(pl.col("period") >= pl.col("first_treated")).fill_null(False)
    )
    dummies = panel.select("unit", "period").cast(pl.String).to_dummies(drop_first=True)
    x = np.column_stack([panel["on"].cast(pl.Float64), np.ones(84), dummies.cast(pl.Float64)])
    regressed = np.linalg.lstsq(x, panel["outcome"].to_numpy(), rcond=None)[0][0]
    found = group_time_effects(panel, draws=5)
    truth = (3 * 15 + 2 * 3) / (3 * 4 + 2 * 2)
    assert abs(regressed - truth) > 0.1
    assert aggregate(found, "simple")["estimate"] == pytest.approx(truth)


def test_one_cohort_and_two_periods_is_the_difference_in_differences() -> None:
    values = walks(3, 30, 2)
    treated = [1] * 6 + [0] * 24
    panel = long(values, treated=treated).join(
        starts_frame([2002 if flag else None for flag in treated]), on="unit"
    )
    plain = difference_in_differences(panel, post=2002)
    for control in ("never", "not_yet"):
        found = group_time_effects(panel, control=control, inference="bootstrap", draws=4000)
        row = aggregate(found, "simple")
        assert row["estimate"] == pytest.approx(plain.estimate)
        change = values[:, 1] - values[:, 0]
        error = np.sqrt(change[:6].var(ddof=1) / 6 + change[6:].var(ddof=1) / 24)
        assert row["standard_error"] == pytest.approx(error, rel=0.05)


def test_a_missing_year_moves_the_base_back_and_says_so() -> None:
    panel = known_effects().filter(pl.col("period") != 2003)
    cells = group_time_effects(panel, draws=5).cells
    early = cells.filter(pl.col("first_treated") == 2004, pl.col("event_time") >= 0)
    assert early["base_period"].unique().to_list() == [2002]
    assert early["estimate"].to_list() == pytest.approx([1, 2, 4, 8])
    # The year that is there but not for the cohort is not replaced by another.
    unmeasured = known_effects().with_columns(
        outcome=pl.when(
            ~((pl.col("period") == 2003) & (pl.col("first_treated") == 2004).fill_null(False))
        ).then("outcome")
    )
    cells = group_time_effects(unmeasured, draws=5).cells
    early = cells.filter(pl.col("first_treated") == 2004, pl.col("event_time") >= 0)
    assert early["reason"].unique().to_list() == ["no_treated_in_both_periods"]
    assert early["estimate"].null_count() == 4


def test_who_started_before_the_panel_has_no_effect_and_is_no_control() -> None:
    panel = known_effects()
    old = pl.DataFrame(
        {"unit": [50] * 7, "period": range(2001, 2008), "outcome": [900.0 * k for k in range(7)]}
    ).with_columns(first_treated=pl.lit(1999, pl.Int64))
    for control in ("never", "not_yet"):
        found = group_time_effects(pl.concat([panel, old]), control=control, draws=5)
        cells = found.cells.filter(pl.col("first_treated") == 1999)
        assert cells["reason"].unique().to_list() == ["no_base_period"]
        assert aggregate(found, "event", 0)["estimate"] == pytest.approx(1)


def test_anticipation_moves_the_base_and_the_controls() -> None:
    found = group_time_effects(known_effects(), control="not_yet", anticipation=1, draws=5)
    row = found.cells.filter(pl.col("first_treated") == 2004, pl.col("period") == 2005).row(
        0, named=True
    )
    assert row["base_period"] == 2002
    assert row["control_units"] == 7  # those of 2006 may already anticipate
    row = found.cells.filter(pl.col("first_treated") == 2004, pl.col("period") == 2004).row(
        0, named=True
    )
    assert row["control_units"] == 9


def test_without_controls_left_the_cell_says_so() -> None:
    panel = known_effects().filter(pl.col("first_treated").is_not_null())
    with pytest.raises(ValueError, match="no unit is never treated"):
        group_time_effects(panel)
    cells = group_time_effects(panel, control="not_yet").cells
    late = cells.filter(pl.col("period") >= 2006)
    assert late["reason"].unique().to_list() == ["no_controls"]
    assert late["estimate"].null_count() == late.height


def test_the_placebos_are_all_ways_to_deal_out_the_cohorts() -> None:
    starts: list[int | None] = [2003, 2004, None, None, None]
    values = walks(8, 5, 4)
    panel = long(values).join(starts_frame(starts), on="unit")
    found = group_time_effects(panel, level=0.8)
    assert found.is_exact
    row = found.cells.filter(pl.col("first_treated") == 2003, pl.col("period") == 2004).row(
        0, named=True
    )
    assert row["assignments"] == 20

    def share(effect: float) -> float:
        net = values.copy()
        net[0, 2:] -= effect
        net[1, 3:] -= effect
        far = [
            plain_cell(net, list(dealt), 2003, 2004, 2002, "never")
            for dealt in set(permutations(starts))
        ]
        actual = plain_cell(net, starts, 2003, 2004, 2002, "never")
        assert actual is not None
        return float(np.mean([abs(one) >= abs(actual) - 1e-9 for one in far if one is not None]))

    assert row["p_value"] == pytest.approx(share(0))
    for end, step in ((row["ci_low"], -1e-6), (row["ci_high"], 1e-6)):
        assert share(end + step) <= 0.2 + 1e-9
        assert share(end - step) > 0.2


def test_the_seed_decides_the_draws() -> None:
    panel = long(walks(1, 40, 7)).join(starts_frame(STARTS + [None] * 28), on="unit")
    first, same, other = (
        group_time_effects(panel, draws=200, seed=seed).aggregates for seed in (1, 1, 2)
    )
    assert first.equals(same) and not first.equals(other)


def test_a_cohort_of_one_has_no_bootstrap() -> None:
    starts = [2003] + [2004] * 4 + [None] * 20
    panel = long(walks(1, 25, 5)).join(starts_frame(starts), on="unit")
    found = group_time_effects(panel, inference="bootstrap", draws=200)
    alone, four = aggregate(found, "group", 2003), aggregate(found, "group", 2004)
    assert alone["reason"] == "cohort_of_one" and alone["standard_error"] is None
    assert alone["estimate"] is not None
    assert four["reason"] is None and four["ci_low"] < four["estimate"] < four["ci_high"]
    assert aggregate(found, "simple")["reason"] == "cohort_of_one"


GOOD = known_effects()


@pytest.mark.parametrize(
    ("panel", "options", "words"),
    [
        (GOOD, {"first_treated": "start"}, "no column 'start'"),
        (GOOD, {"first_treated": "period"}, "not the same on all rows"),
        (GOOD, {"control": "later"}, "control is"),
        (GOOD, {"inference": "asymptotic"}, "inference is"),
        (GOOD, {"anticipation": -1}, "below 0"),
        (GOOD, {"draws": 0}, "draws"),
        (GOOD, {"draws": 0, "inference": "bootstrap"}, "draws"),
        (GOOD, {"level": 1.2}, "level"),
        (GOOD.with_columns(first_treated=pl.lit(None, pl.Int64)), {}, "no unit is treated"),
        (GOOD.with_columns(first_treated=pl.lit(2050)), {}, "no unit is treated"),
        (GOOD.filter(pl.col("period") > 2005), {}, "no cohort has a period before"),
        (GOOD.with_columns(first_treated=pl.lit("soon")), {}, "whole numbers"),
        (GOOD.with_columns(first_treated=pl.lit(2004.5)), {}, "whole numbers"),
        (GOOD.with_columns(pl.col("period").cast(pl.String)), {}, "whole numbers"),
        (pl.concat([GOOD, GOOD.tail(1)]), {}, "more than one row"),
    ],
)
def test_what_is_wrong_is_said(panel: pl.DataFrame, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        group_time_effects(panel, **options)


def test_an_infinite_start_is_never() -> None:
    endless = GOOD.with_columns(pl.col("first_treated").cast(pl.Float64).fill_null(float("inf")))
    assert group_time_effects(endless, draws=9).cells.equals(
        group_time_effects(GOOD, draws=9).cells
    )
