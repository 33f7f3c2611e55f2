"""Synthetic control against published figures, the conditions of the optimum and made twins."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.synthetic_control import synthetic_control
from estimation.synthetic_donors import simplex_weights
from tests.estimation.evaluated import Floats, long, prop99, reference, walks


def test_proposition_99() -> None:
    found = synthetic_control(prop99(), treated_unit="California", first_post=1989)
    assert found.effect == pytest.approx(-19.5, abs=0.2)
    expected = json.loads((reference("prop99") / "reference_synthdid.json").read_text())
    assert found.effect == pytest.approx(expected["est"]["sc"], abs=0.2)
    weights = dict(found.weights.iter_rows())
    assert found.weights["unit"].head(4).to_list() == ["Utah", "Montana", "Nevada", "Connecticut"]
    for state, weight in weights.items():
        assert weight == pytest.approx(expected["sc_omega"].get(state, 0), abs=0.02)
    assert sum(weights.values()) == pytest.approx(1, abs=1e-12)
    assert min(weights.values()) >= 0
    # No worse before the start than what the reference's own search stopped at.
    wide = prop99().pivot("unit", index="period", values="outcome").sort("period").head(19)
    theirs = sum(wide[state] * weight for state, weight in expected["sc_omega"].items())
    assert found.pre_rmspe <= float(((wide["California"] - theirs) ** 2).mean() ** 0.5)
    assert found.placebos.height == 38
    better = found.placebos.filter(pl.col("ratio") >= found.post_rmspe / found.pre_rmspe).height
    assert found.p_value == pytest.approx((1 + better) / 39)
    assert found.notes == ("no_perfect_fit",)


def test_placebos_with_a_bad_fit_can_be_left_out() -> None:
    every = synthetic_control(prop99(), treated_unit="California", first_post=1989)
    some = synthetic_control(
        prop99(), treated_unit="California", first_post=1989, max_pre_fit_ratio=2
    )
    kept = every.placebos.filter(pl.col("pre_rmspe") <= 2 * every.pre_rmspe)
    assert some.placebos.filter("is_used")["unit"].to_list() == kept["unit"].to_list()
    better = kept.filter(pl.col("ratio") >= every.post_rmspe / every.pre_rmspe).height
    assert 0 < kept.height < 38
    assert some.p_value == pytest.approx((1 + better) / (1 + kept.height))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    donors=st.integers(1, 30),
    periods=st.integers(1, 12),
    scale=st.sampled_from([1e-4, 1.0, 1e6]),
)
def test_no_other_weights_come_nearer(seed: int, donors: int, periods: int, scale: float) -> None:
    values = scale * (100 + walks(seed, donors + 1, periods))
    target, others = values[0], values[1:]
    weights = simplex_weights(target, others)
    assert weights.min() >= 0 and weights.sum() == pytest.approx(1, abs=1e-12)
    # At the optimum no donor promises a descent: its gradient is not below the weights' mean.
    error = weights @ others - target
    gradient = others @ error / scale**2
    assert gradient.min() >= gradient @ weights - 1e-7 * (1 + np.abs(gradient).max())


def mixture(units: int = 25, periods: int = 12) -> Floats:
    """The first unit is 0.6 of the second and 0.4 of the third; from period 9 on it is 5 more."""
    values = walks(6, units, periods)
    values[0] = 0.6 * values[1] + 0.4 * values[2]
    values[0, 8:] += 5
    return values


def test_a_made_mixture_and_its_effect_are_found() -> None:
    found = synthetic_control(long(mixture(6)), treated_unit=0, first_post=2009)
    assert found.effect == pytest.approx(5)
    assert found.pre_rmspe == pytest.approx(0, abs=1e-9)
    assert found.weights.head(2).rows() == [(1, pytest.approx(0.6)), (2, pytest.approx(0.4))]
    assert found.gaps["gap"].to_list() == pytest.approx([0.0] * 8 + [5.0] * 4)
    assert (found.gaps["observed"] - found.gaps["synthetic"]).to_list() == pytest.approx(
        found.gaps["gap"].to_list()
    )
    assert found.notes == ("perfect_fit", "few_donors")
    assert found.p_value == pytest.approx(1 / 6)
    assert found.leave_one_out["unit"].to_list() == [1, 2]


def test_leaving_a_donor_out_is_the_fit_without_it() -> None:
    values = walks(9, 8, 10)
    found = synthetic_control(long(values), treated_unit=3, first_post=2008)
    assert found.leave_one_out.height >= 1
    for row in found.leave_one_out.iter_rows(named=True):
        rest = [unit for unit in range(8) if unit not in (3, row["unit"])]
        without = synthetic_control(long(values), treated_unit=3, first_post=2008, donors=rest)
        assert row["effect"] == pytest.approx(without.effect)
        assert row["pre_rmspe"] == pytest.approx(without.pre_rmspe)


def test_a_placebo_is_the_fit_of_that_donor_to_the_others() -> None:
    values = walks(9, 8, 10)
    found = synthetic_control(long(values), treated_unit=3, first_post=2008)
    rest = [unit for unit in range(8) if unit not in (3, 5)]
    alone = synthetic_control(long(values), treated_unit=5, first_post=2008, donors=rest)
    row = found.placebos.filter(pl.col("unit") == 5).row(0, named=True)
    assert row["effect"] == pytest.approx(alone.effect)
    assert row["ratio"] == pytest.approx(alone.post_rmspe / alone.pre_rmspe)
    gaps = found.placebo_gaps.filter(pl.col("unit") == 5)
    assert gaps["gap"].to_list() == pytest.approx(alone.gaps["gap"].to_list())


def test_an_intercept_matches_movements_not_levels() -> None:
    values = mixture(6)
    values[0] += 1000
    plain = synthetic_control(long(values), treated_unit=0, first_post=2009)
    found = synthetic_control(long(values), treated_unit=0, first_post=2009, intercept=True)
    assert "poor_pre_fit" in plain.notes
    assert found.effect == pytest.approx(5)
    assert found.gaps["synthetic"].head(8).to_list() == pytest.approx(values[0, :8].tolist())


def test_what_was_not_measured_is_left_out_and_named() -> None:
    values = mixture(6)
    values[0, 2] = np.nan  # not the treated unit's third year
    values[4, 2] = np.nan  # which then is no loss of the fifth
    values[5, 7] = np.nan
    found = synthetic_control(long(values), treated_unit=0, first_post=2009)
    assert found.dropped_periods == (2003,)
    assert found.dropped_donors == (5,)
    assert found.effect == pytest.approx(5)


def test_a_single_donor_is_compared_as_it_is() -> None:
    values = walks(2, 5, 6)
    found = synthetic_control(long(values), treated_unit=0, first_post=2005, donors=[4])
    assert found.p_value is None and found.placebos.is_empty() and found.leave_one_out.is_empty()
    assert found.effect == pytest.approx((values[0] - values[4])[4:].mean())
    assert "few_donors" in found.notes


def test_nineteen_placebos_are_enough_for_one_in_twenty() -> None:
    for donors, few in ((18, True), (19, False)):
        found = synthetic_control(long(walks(1, donors + 1, 8)), treated_unit=0, first_post=2006)
        assert ("few_donors" in found.notes) is few


def test_constant_outcomes_have_no_ratio_to_divide_by() -> None:
    found = synthetic_control(long(np.zeros((21, 6))), treated_unit=0, first_post=2004)
    assert (found.effect, found.p_value) == (0, 1)
    assert found.weights["weight"].sum() == pytest.approx(1)


def test_one_period_before_is_said() -> None:
    found = synthetic_control(long(walks(1, 9, 4)), treated_unit=0, first_post=2002)
    assert "one_pre_period" in found.notes


GOOD = long(walks(0, 6, 6))
LOST = GOOD.with_columns(
    outcome=pl.when((pl.col("unit") == 0) | (pl.col("period") != 2002)).then("outcome")
)


@pytest.mark.parametrize(
    ("panel", "options", "words"),
    [
        (GOOD, {"treated_unit": 77}, "77 is not in the panel"),
        (GOOD, {"donors": [1, 88]}, r"donors that are not in the panel: \[88\]"),
        (GOOD, {"donors": [0, 1]}, "0 is among the donors"),
        (GOOD, {"donors": []}, "no donor"),
        (GOOD.filter(pl.col("unit") == 0), {}, "no donor"),
        (LOST, {}, "no donor was measured in every period"),
        (GOOD, {"first_post": 2001}, "any period before 2001"),
        (GOOD, {"first_post": 2050}, "any period from 2050 on"),
        (GOOD, {"first_post": "soon"}, "no order"),
        (GOOD.with_columns(outcome=pl.lit(None, pl.Float64)), {}, "not measured in any"),
        (GOOD, {"max_pre_fit_ratio": 0}, "above 0"),
        (GOOD.with_columns(outcome=pl.lit(float("nan"))), {}, "not finite"),
        (pl.concat([GOOD, GOOD.head(2)]), {}, "more than one row"),
    ],
)
def test_what_is_wrong_is_said(panel: pl.DataFrame, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        synthetic_control(panel, **({"treated_unit": 0, "first_post": 2004} | options))
