"""The steps one by one: what must hold for any data, small cases by hand, and faults."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estimation.composite import (
    Aggregation,
    CompositeError,
    Framework,
    Imputation,
    Node,
    Normalisation,
    Screening,
    Treatment,
    aggregate,
    build_index,
    denominate,
    framework_of,
    goalposts_from,
    impute,
    kurtosis,
    long_table,
    normalise,
    ranks,
    screen,
    skewness,
    treat,
    winsorise,
)

COLUMN = st.lists(st.integers(-1000, 1000), min_size=4, max_size=12)


def flat(**directions: int) -> Framework:
    """An index right above its indicators, all of one weight."""
    below = [Node(code, "index", direction=way) for code, way in directions.items()]
    return framework_of([Node("index"), *below])


def towns(**columns: list[Any]) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    return pl.DataFrame({"u": [f"t{at}" for at in range(count)], **columns}, strict=False)


def values(frame: pl.DataFrame, code: str = "a") -> list[float | None]:
    return frame[code].to_list()


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


# --- normalisation ------------------------------------------------------------------------------


@given(COLUMN, st.floats(0.001, 1000), st.floats(-1000, 1000), st.sampled_from([1, -1]))
def test_a_linear_change_of_unit_changes_no_min_max(
    column: list[int], scale: float, shift: float, direction: int
) -> None:
    assume(len(set(column)) > 1)
    tree = flat(a=direction)
    one = values(normalise(towns(a=column), tree, unit="u").frame)
    moved = [scale * value + shift for value in column]
    other = values(normalise(towns(a=moved), tree, unit="u").frame)
    assert other == pytest.approx(one, abs=1e-6)
    best = max(column) if direction == 1 else min(column)
    assert one[column.index(best)] == 100
    assert min(value for value in one if value is not None) == 0


@given(COLUMN, st.sampled_from(["minmax", "zscore", "percentile_rank"]))
def test_a_rising_change_of_unit_changes_no_rank(column: list[int], method: Any) -> None:
    assume(len(set(column)) > 1)
    cubed = [value**3 + 7 * value for value in column]

    def ranked(data: list[int]) -> list[int]:
        rule = Normalisation(method)
        return (
            build_index(towns(a=data), flat(a=1), unit="u", normalisation=rule)
            .scores["rank"]
            .to_list()
        )

    assert ranked(column) == ranked(cubed)


@given(COLUMN, st.integers(-500, 0), st.integers(1, 500), st.sampled_from([1, -1]))
def test_goalposts_clip_and_otherwise_are_a_ruler(
    column: list[int], low: int, high: int, direction: int
) -> None:
    rule = Normalisation("goalposts", low=1, high=100, goalposts={"a": (low, high)})
    made = normalise(towns(a=column), flat(a=direction), rule, unit="u")
    for value, score in zip(column, values(made.frame), strict=True):
        assert score is not None
        assert 1 <= score <= 100
        held = min(max(value, low), high)
        share = (held - low if direction == 1 else high - held) / (high - low)
        assert score == pytest.approx(1 + 99 * share)
    beyond = sum(not low <= value <= high for value in column)
    assert made.notes["clipped"].to_list() == [beyond]


def test_goalposts_do_not_move_with_the_data() -> None:
    rule = Normalisation("goalposts", goalposts={"a": (0, 10)}, clip=False)
    first = values(normalise(towns(a=[5, 20]), flat(a=1), rule, unit="u").frame)
    assert first == [50, 200]
    assert values(normalise(towns(a=[5]), flat(a=1), rule, unit="u").frame) == [50]


def test_percentile_ranks_by_hand() -> None:
    made = normalise(
        towns(a=[10, 30, None, 30, 20]), flat(a=1), Normalisation("percentile_rank"), unit="u"
    )
    assert values(made.frame) == pytest.approx([0, 200 / 3, None, 200 / 3, 100 / 3])


def test_z_scores_leave_what_is_missing() -> None:
    made = values(
        normalise(towns(a=[1, None, 3]), flat(a=-1), Normalisation("zscore"), unit="u")[0]
    )
    assert made == pytest.approx([math.sqrt(0.5), None, -math.sqrt(0.5)])


def test_each_indicator_may_have_its_own_scale() -> None:
    rules = {"a": Normalisation(), "b": Normalisation("none")}
    made = normalise(towns(a=[1, 2], b=[5, 6]), flat(a=1, b=-1), rules, unit="u")
    assert values(made.frame) == [0, 100]
    assert values(made.frame, "b") == [-5, -6]
    with pytest.raises(CompositeError, match="no normalisation for: b"):
        normalise(towns(a=[1, 2], b=[5, 6]), flat(a=1, b=1), {"a": Normalisation()}, unit="u")


@pytest.mark.parametrize("method", ["minmax", "zscore", "percentile_rank"])
def test_no_relative_scale_without_a_difference(method: Any) -> None:
    data = towns(a=[4, 4, None], b=[1, 2, 3])
    with pytest.raises(CompositeError, match="a has one value only"):
        normalise(data, flat(a=1, b=1), Normalisation(method), unit="u")
    rule = Normalisation(method, constant="missing")
    made = normalise(data, flat(a=1, b=1), rule, unit="u").frame
    assert values(made) == [None, None, None]
    assert made["b"].null_count() == 0


def test_frozen_goalposts_come_from_quantiles() -> None:
    baseline = towns(a=[0, 10, 20, 30, None, 40])
    assert goalposts_from(baseline, flat(a=1)) == {"a": (0, 40)}
    assert goalposts_from(baseline, flat(a=1), 0.25, 0.75) == {"a": (10, 30)}
    with pytest.raises(CompositeError, match=r"a is 3\.0 at both"):
        goalposts_from(towns(a=[3, 3, 3]), flat(a=1))
    with pytest.raises(CompositeError, match="a has no value"):
        goalposts_from(towns(a=[None, None]), flat(a=1))
    with pytest.raises(CompositeError, match="without a column: a"):
        goalposts_from(towns(b=[1]), flat(a=1))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"method": "maxmin"}, "normalisation 'maxmin'; expected one of"),
        ({"low": 5, "high": 5}, "expected low below high"),
        ({"method": "goalposts"}, "belong together"),
        ({"method": "goalposts", "goalposts": {"a": (3, 3)}}, "goalposts of a: 3 to 3"),
        ({"method": "goalposts", "goalposts": {"a": (3, math.nan)}}, "goalposts of a: 3 to nan"),
    ],
)
def test_scales_that_are_none_are_refused(given_: dict[str, Any], says: str) -> None:
    with pytest.raises(CompositeError, match=says):
        Normalisation(**given_)


def test_goalposts_must_be_there_for_each_indicator() -> None:
    rule = Normalisation("goalposts", goalposts={"a": (0, 1)})
    with pytest.raises(CompositeError, match="no goalposts for: b"):
        normalise(towns(a=[1], b=[1]), flat(a=1, b=1), rule, unit="u")


# --- aggregation --------------------------------------------------------------------------------


@given(
    st.lists(st.lists(st.floats(1, 100), min_size=3, max_size=3), min_size=2, max_size=6),
    st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
)
def test_a_geometric_mean_is_never_above_the_arithmetic_one(
    rows: list[list[float]], weights: list[float]
) -> None:
    tree = framework_of(
        [Node("i"), *(Node(c, "i", weight=w) for c, w in zip("abc", weights, strict=True))]
    )
    data = towns(**{code: [row[at] for row in rows] for at, code in enumerate("abc")})
    arithmetic = values(aggregate(data, tree, unit="u").frame, "i")
    geometric = values(aggregate(data, tree, Aggregation("geometric"), unit="u").frame, "i")
    for row, high, low in zip(rows, arithmetic, geometric, strict=True):
        assert high is not None
        assert low is not None
        assert min(row) - 1e-9 <= low <= high + 1e-9 <= max(row) + 2e-9
        assert high == pytest.approx(float(np.average(row, weights=weights)))


TREE = framework_of(
    [
        Node("index"),
        Node("g", "index", weight=3),
        Node("c", "index", weight=1),
        Node("a", "g", weight=3),
        Node("b", "g", weight=1),
    ]
)
GAPS = towns(a=[8, 8, None, None], b=[4, None, 4, None], c=[16, 16, 16, 16])


def test_weights_are_scaled_to_what_is_there_if_it_is_enough() -> None:
    made = aggregate(GAPS, TREE, Aggregation(min_share=0.75), unit="u")
    assert values(made.frame, "g") == [7, 8, None, None]
    assert values(made.frame, "index") == [9.25, 10, None, None]
    assert made.notes.rows()[0] == (
        "t2",
        "g",
        "0.250 of the weight of g is there; at least 0.750 is needed; missing: a",
    )
    assert made.notes.filter(pl.col("code") == "index")["unit"].to_list() == ["t2", "t3"]


def test_coverage_may_count_members_and_may_be_waived_but_nothing_makes_nothing() -> None:
    by_count = Aggregation(min_share=0.5, share_of="count")
    assert values(aggregate(GAPS, TREE, by_count, unit="u").frame, "g") == [7, 8, 4, None]
    waived = aggregate(GAPS, TREE, Aggregation(min_share=0), unit="u").frame
    assert values(waived, "g") == [7, 8, 4, None]
    assert values(waived, "index") == [9.25, 10, 7, 16]
    nothing = towns(a=[None], b=[None], c=[None])
    assert values(aggregate(nothing, TREE, Aggregation(min_share=0), unit="u").frame, "index") == [
        None
    ]


def test_a_member_of_no_weight_does_not_carry_a_group() -> None:
    tree = framework_of([Node("i"), Node("a", "i", weight=0), Node("b", "i")])
    data = towns(a=[5, 5], b=[1, None])
    for rule in (Aggregation(min_share=0), Aggregation(min_share=0.5, share_of="count")):
        assert values(aggregate(data, tree, rule, unit="u").frame, "i") == [1, None]


def test_each_level_may_have_its_mean() -> None:
    rules = {2: Aggregation("geometric"), 3: Aggregation("arithmetic")}
    tree = framework_of([Node("i"), Node("g", "i"), Node("c", "i"), Node("a", "g"), Node("b", "g")])
    made = aggregate(towns(a=[2], b=[8], c=[0]), tree, rules, unit="u").frame
    assert values(made, "g") == pytest.approx([4])
    assert values(made, "i") == pytest.approx([2])
    with pytest.raises(CompositeError, match="no aggregation for level 3"):
        aggregate(towns(a=[2], b=[8], c=[0]), tree, {2: Aggregation()}, unit="u")


def test_a_geometric_mean_of_zero_names_the_cell() -> None:
    with pytest.raises(CompositeError, match=r"index: geometric mean of b = 0 for t1; normalise"):
        aggregate(towns(a=[1, 2], b=[3, 0]), flat(a=1, b=1), Aggregation("geometric"), unit="u")


# --- ranks and the whole road -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("min", [1, 2, 2, math.nan, 4]),
        ("max", [1, 3, 3, math.nan, 4]),
        ("average", [1, 2.5, 2.5, math.nan, 4]),
    ],
)
def test_ties_share(ties: Any, expected: list[float]) -> None:
    scores = [9.0, 7.0, 7.0, math.nan, 1.0]
    np.testing.assert_array_equal(ranks(scores, ties=ties), expected)
    # Many at once are the same as one by one.
    np.testing.assert_array_equal(ranks([scores, scores[::-1]], ties=ties)[1], expected[::-1])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_ranks_are_counts_of_the_better_ones(scores: list[int]) -> None:
    expected = [1 + sum(other > score for other in scores) for score in scores]
    assert ranks(scores).tolist() == expected


def test_each_unit_has_an_index_or_a_reason_and_each_step_its_rows() -> None:
    data = towns(
        a=[8, 2, None, None, 5], b=[4, 1, 2, None, None], c=[1, 2, 3, None, 9], note=["x"] * 5
    )
    index = build_index(
        data,
        TREE,
        unit="u",
        screening=Screening(0.5),
        aggregation=Aggregation(min_share=0.6),
    )
    assert index.scores.columns == ["u", "rank", "index", "g", "reason"]
    assert index.scores["u"].to_list() == data["u"].to_list()
    # t3 is screened out; t2 lacks the heavier half of g, and so g.
    assert index.scores["rank"].to_list() == [1, 3, None, None, 2]
    assert [reason is None for reason in index.scores["reason"]] == [True, True, False, False, True]
    assert "missing: g" in str(index.scores["reason"][2])
    assert "0 of 3 indicators" in str(index.scores["reason"][3])

    table = long_table(index)
    assert table.columns == ["unit", "code", "step", "value"]
    assert table["step"].unique(maintain_order=True).to_list() == [*index.steps]
    counts = dict(table.group_by("step").len().rows())
    assert counts == {"raw": 15, "screened": 12, "normalised": 12, "aggregated": 20}


def test_units_may_be_numbers_and_keep_their_order() -> None:
    data = pl.DataFrame({"u": [31, 8000, 70], "a": [1, 3, 2]})
    scores = build_index(data, flat(a=1), unit="u").scores
    assert scores["u"].to_list() == [31, 8000, 70]
    assert scores["rank"].to_list() == [3, 1, 2]


def test_nobody_left_is_an_error() -> None:
    with pytest.raises(CompositeError, match="no unit has enough"):
        build_index(towns(a=[None], b=[1]), flat(a=1, b=1), unit="u", screening=Screening(1))


def test_a_step_that_is_asked_for_must_be_in_the_order() -> None:
    with pytest.raises(CompositeError, match="without impute"):
        build_index(towns(a=[1, 2]), flat(a=1), unit="u", imputation=Imputation(), order=())


@pytest.mark.parametrize(("method", "middle"), [("minmax", 50.0), ("zscore", 0.0)])
def test_where_all_are_equal_nobody_is_ahead(method: Any, middle: float) -> None:
    data = pl.DataFrame({"unit": ["a", "b", "c"], "x": [4.0, 4.0, None]})
    framework = framework_of([Node("index"), Node("x", parent="index")])
    made = normalise(data, framework, Normalisation(method, constant="middle"), unit="unit")
    assert made.frame["x"].to_list() == [middle, middle, None]
