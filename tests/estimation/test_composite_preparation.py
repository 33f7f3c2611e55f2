"""Denominators, screening, imputation and treatment, by hand and by property."""

from __future__ import annotations

import math

import numpy as np
import pytest

from estimation.composite import (
    CompositeError,
    Imputation,
    Node,
    Screening,
    Treatment,
    denominate,
    framework_of,
    impute,
    kurtosis,
    screen,
    skewness,
    treat,
    winsorise,
)
from tests.estimation.small import flat, towns, values

# --- denominators -------------------------------------------------------------------------------


def test_a_quotient_is_per_so_many_and_never_infinite() -> None:
    tree = framework_of([Node("i"), Node("a", "i", denominator="people", per=1000), Node("b", "i")])
    data = towns(a=[6, 5, 4, None], b=[1, 2, 3, 4], people=[2000, 0, None, 0])
    made = denominate(data, tree, unit="u")
    assert values(made.frame) == [3.0, None, None, None]
    assert values(made.frame, "b") == [1, 2, 3, 4]
    assert made.notes.rows() == [
        ("t1", "a", "denominator people is zero"),
        ("t2", "a", "denominator people is missing"),
    ]


def test_a_denominator_of_nan_is_missing() -> None:
    tree = framework_of([Node("i"), Node("a", "i", denominator="people")])
    made = denominate(towns(a=[6.0, math.nan], people=[math.nan, 2.0]), tree, unit="u")
    assert values(made.frame) == [None, None]
    assert made.notes.rows() == [("t0", "a", "denominator people is missing")]


def test_an_indicator_may_be_another_ones_denominator() -> None:
    tree = framework_of(
        [Node("i"), Node("a", "i", denominator="b"), Node("b", "i", denominator="c")]
    )
    made = denominate(towns(a=[8.0], b=[4.0], c=[2.0]), tree, unit="u").frame
    assert (values(made), values(made, "b")) == ([2.0], [2.0])


def test_a_denominator_that_cannot_be_is_refused() -> None:
    tree = framework_of([Node("i"), Node("a", "i", denominator="people")])
    with pytest.raises(CompositeError, match="denominators without a column: people"):
        denominate(towns(a=[1]), tree, unit="u")
    with pytest.raises(CompositeError, match=r"people is -5.* for t1"):
        denominate(towns(a=[1, 2], people=[1, -5]), tree, unit="u")


# --- screening ----------------------------------------------------------------------------------


def test_units_fall_out_with_a_reason_and_a_share_at_the_threshold_stays() -> None:
    data = towns(a=[1, None, 0], b=[2, None, 0], c=[None, 3, 1])
    made = screen(data, flat(a=1, b=1, c=1), Screening(2 / 3, min_nonzero_share=0.5), unit="u")
    assert made.frame["u"].to_list() == ["t0"]
    assert made.notes["kept"].to_list() == [True, False, False]
    assert made.notes["reason"].to_list() == [
        None,
        "1 of 3 indicators are there (0.333); at least 0.667 is needed",
        "1 of the 3 values that are there are not zero; at least a share of 0.500 is needed",
    ]


def test_nan_is_missing_as_null_is() -> None:
    data = towns(a=[1.0, math.nan], b=[2.0, 1.0])
    assert screen(data, flat(a=1, b=1), Screening(1), unit="u").notes["available"].to_list() == [
        2,
        1,
    ]


# --- imputation ---------------------------------------------------------------------------------

GROUPED = towns(a=[1, 3, None, None, None, 14], g=["x", "x", "x", "y", None, "z"])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Imputation("mean", by="g"), [1, 3, 2, 6, 6, 14]),
        (Imputation("mean", by="g", fallback="none"), [1, 3, 2, None, None, 14]),
        (Imputation("median"), [1, 3, 3, 3, 3, 14]),
        (Imputation("mean", by="g", min_observed=3), [1, 3, 6, 6, 6, 14]),
        (Imputation("mean", min_observed=4), [1, 3, None, None, None, 14]),
    ],
)
def test_what_is_missing_is_filled_from_the_group_or_from_all(
    rule: Imputation, expected: list[float | None]
) -> None:
    made = impute(GROUPED, flat(a=1), rule, unit="u")
    assert values(made.frame) == expected
    assert made.notes["unit"].to_list() == ["t2", "t3", "t4"]
    assert made.notes["value"].to_list() == expected[2:5]
    assert made.notes["rule"].null_count() == made.notes["value"].null_count()


def test_units_of_no_group_are_no_group() -> None:
    data = towns(a=[1, None, 5], g=["x", None, None])
    assert values(impute(data, flat(a=1), Imputation(by="g"), unit="u").frame) == [1, 3, 5]


def test_imputed_values_say_whose_they_are() -> None:
    notes = impute(GROUPED, flat(a=1), Imputation("mean", by="g"), unit="u").notes
    assert notes["rule"].to_list() == ["mean of g x", "mean of all", "mean of all"]
    assert notes["observed"].to_list() == [2, 3, 3]
    with pytest.raises(CompositeError, match="no column 'region' to impute by"):
        impute(GROUPED, flat(a=1), Imputation(by="region"), unit="u")


# --- treatment ----------------------------------------------------------------------------------


def test_moments_by_hand() -> None:
    # n = 5, mean 3: sums of powers of the deviations are 0, 20, 30, 164.
    sample = np.array([1.0, 2.0, 2.0, 3.0, 7.0, math.nan])
    deviations = sample[:5] - 3
    m2, m3, m4 = (float((deviations**power).mean()) for power in (2, 3, 4))
    assert skewness(sample) == pytest.approx(math.sqrt(20) / 3 * m3 / m2**1.5)
    assert kurtosis(sample) == pytest.approx(4 / (3 * 2) * (6 * (m4 / m2**2 - 3) + 6))


@pytest.mark.parametrize("few", [[], [1.0], [1.0, 2.0], [5.0] * 9])
def test_moments_that_cannot_be_had_leave_the_distribution_alone(few: list[float]) -> None:
    sample = np.array(few)
    assert math.isnan(kurtosis(sample))
    held, points = winsorise(sample, Treatment())
    assert (held.tolist(), points) == (few, 0)


def test_extremes_are_pulled_in_on_the_side_of_the_skew() -> None:
    body = [float(value) for value in range(30)]
    high = treat(towns(a=[*body, 900.0]), flat(a=1), unit="u")
    assert values(high.frame) == [*body, 29.0]
    low = treat(towns(a=[*body, -900.0]), flat(a=1), unit="u")
    assert values(low.frame) == [*body, 0.0]
    assert high.notes["winsorised"].to_list() == low.notes["winsorised"].to_list() == [1]
    assert high.notes["passes"].to_list() == [False]
    assert high.notes["passes_winsorised"].to_list() == [True]


def test_logarithms_where_five_points_are_not_enough() -> None:
    skewed = [float(value) for value in np.exp(np.linspace(0, 12, 200))]
    made = treat(towns(a=skewed), flat(a=1), Treatment(), unit="u")
    low, spread = min(skewed), max(skewed) - min(skewed)
    assert made.notes["transform"].to_list() == ["log_ct"]
    assert made.notes["winsorised"].to_list() == [5]
    assert values(made.frame) == pytest.approx(
        [math.log(value - low + 0.01 * spread) for value in skewed]
    )
    mirrored = towns(a=[-value for value in skewed])
    turned = treat(mirrored, flat(a=1), Treatment(transform="log_ct_plus"), unit="u")
    assert values(turned.frame) == pytest.approx([-x for x in values(made.frame) if x is not None])
    only = treat(towns(a=skewed), flat(a=1), Treatment(transform=None), unit="u")
    assert only.notes["passes_winsorised"].to_list() == [False]
    assert sorted(set(skewed) - set(values(only.frame))) == sorted(skewed)[-5:]


def test_logarithms_may_be_of_the_winsorised_values() -> None:
    skewed = [float(value) for value in np.exp(np.linspace(0, 12, 200))]
    made = treat(towns(a=skewed), flat(a=1), Treatment(combine=True), unit="u").frame
    sixth = sorted(skewed)[-6]
    assert max(values(made), key=float) == pytest.approx(  # type: ignore[arg-type]
        math.log(1.01 * (sixth - min(skewed)))
    )
    shifted = treat(towns(a=skewed), flat(a=1), Treatment(transform="log_ct_orig"), unit="u")
    assert values(shifted.frame)[0] == 0


def test_treatment_by_code_leaves_the_others() -> None:
    data = towns(a=[*range(30), 900], b=[*range(30), 900])
    made = treat(data, flat(a=1, b=1), {"a": Treatment(), "b": None}, unit="u")
    assert values(made.frame)[-1] == 29
    assert values(made.frame, "b")[-1] == 900
    with pytest.raises(CompositeError, match="unknown indicators: z"):
        treat(data, flat(a=1, b=1), {"z": Treatment()}, unit="u")
