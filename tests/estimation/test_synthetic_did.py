"""Synthetic difference in differences against the authors' figures and made panels."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from estimation.synthetic_did import synthetic_difference_in_differences
from tests.estimation.evaluated import long, prop99, reference, walks


def test_proposition_99() -> None:
    expected = json.loads((reference("prop99") / "reference_synthdid.json").read_text())
    found = synthetic_difference_in_differences(
        prop99(), treated_unit="California", first_post=1989
    )
    assert found.effect == pytest.approx(expected["est"]["sdid"], abs=0.005)
    weights = {str(year): weight for year, weight in found.time_weights.iter_rows()}
    for year, weight in weights.items():
        assert weight == pytest.approx(expected["sdid_lambda"].get(year, 0), abs=1e-4)
    # The reference drew its placebos at random; all 38 are near them.
    assert found.placebo_sd == pytest.approx(expected["se_placebo"]["sdid"], rel=0.1)
    far = found.placebos.filter(pl.col("effect").abs() >= abs(found.effect)).height
    assert found.p_value == pytest.approx((1 + far) / 39)


def test_the_weights_are_those_of_a_general_search() -> None:
    values = walks(5, 9, 10)
    found = synthetic_difference_in_differences(long(values), treated_unit=0, first_post=2008)
    before = values[:, :7] - values[:, :7].mean(axis=1, keepdims=True)
    noise = np.diff(values[1:, :7], axis=1).std(ddof=1)

    def loss(weights: np.ndarray) -> float:
        error = before[0] - weights @ before[1:]
        return float(error @ error + 7 * np.sqrt(3) * noise**2 * weights @ weights)

    searched = minimize(
        loss,
        np.full(8, 1 / 8),
        method="SLSQP",
        bounds=[(0, 1)] * 8,
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    weights = found.unit_weights.sort("unit")["weight"].to_numpy()
    assert weights == pytest.approx(searched.x, abs=1e-4)
    assert loss(weights) <= searched.fun + 1e-9


def test_levels_and_shocks_do_not_move_it_and_an_effect_does() -> None:
    values = walks(3, 12, 10)
    base = synthetic_difference_in_differences(long(values), treated_unit=0, first_post=2008)
    moved = values + 100.0 * np.arange(12)[:, None] + np.array([0, 5, -3, 2, 2, 8, 1, 0, 4, 4])
    moved[0, 7:] += 6
    found = synthetic_difference_in_differences(long(moved), treated_unit=0, first_post=2008)
    assert found.unit_weights["weight"].sum() == pytest.approx(1)
    assert found.effect == pytest.approx(base.effect + 6, abs=0.5)  # the shocks move the ridge
    shifted = values + 100.0 * np.arange(12)[:, None]
    shifted[0, 7:] += 6
    exactly = synthetic_difference_in_differences(long(shifted), treated_unit=0, first_post=2008)
    assert exactly.effect == pytest.approx(base.effect + 6, abs=1e-6)


def test_two_donors_have_no_placebos_and_fewer_no_estimate() -> None:
    panel = long(walks(1, 5, 8))
    found = synthetic_difference_in_differences(
        panel, treated_unit=0, first_post=2006, donors=[1, 2]
    )
    assert found.p_value is None and found.placebo_sd is None and found.placebos.is_empty()
    for options in ({"donors": [1], "first_post": 2006}, {"first_post": 2003}):
        with pytest.raises(ValueError, match="needs two donors and three periods"):
            synthetic_difference_in_differences(
                panel, **({"treated_unit": 0, "first_post": 2006} | options)
            )
    with pytest.raises(ValueError, match="not in the panel"):
        synthetic_difference_in_differences(panel, treated_unit=9, first_post=2006)
