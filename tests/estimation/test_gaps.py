"""Gaps of the periphery: Welch's interval as scipy has it, the ratio's by its definition."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from estimation.gaps import benchmarks_beside, periphery_gap

Sides = dict[str, tuple[list[float], list[float]]]


def sums_of(sides: Sides, members: int = 10) -> pl.DataFrame:
    """What ``int_periphery_sums`` makes of values and residents of either side."""
    rows = []
    for side, (values, residents) in sides.items():
        x, w = np.array(values), np.array(residents)
        rows.append(
            {
                "indicator_id": "dropout_pct",
                "reference_year": 2024,
                "period_key": "2024",
                "reference_period": "2024",
                "series_segment": 1,
                "definition_id": "peripherality_1_3",
                "side": side,
                "settlements_with_value": len(x),
                "mean": x.mean(),
                "variance": x.var(ddof=1) if len(x) > 1 else None,
                "median": float(np.median(x)),
                "residents_with_value": w.sum(),
                "weighted_sum": (w * x).sum(),
                "squared_weights": (w**2).sum(),
                "squared_weights_value": (w**2 * x).sum(),
                "squared_weights_value_squared": (w**2 * x**2).sum(),
                "settlements": members,
                "residents": w.sum() * 2,
            }
        )
    return pl.DataFrame(rows)


def gap(sides: Sides, direction: str = "lower") -> dict[str, dict[str, object]]:
    made = periphery_gap(sums_of(sides), {"dropout_pct": direction})
    return {row["weighting"]: row for row in made.iter_rows(named=True)}


GENERATOR = np.random.default_rng(7)
PERIPHERY = (GENERATOR.normal(3, 1, 8).tolist(), GENERATOR.uniform(2e3, 9e4, 8).tolist())
REST = (GENERATOR.normal(1.2, 0.5, 6).tolist(), GENERATOR.uniform(2e3, 9e4, 6).tolist())


def test_the_unweighted_interval_is_welchs() -> None:
    row = gap({"periphery": PERIPHERY, "rest": REST})["unweighted"]
    test = stats.ttest_ind(PERIPHERY[0], REST[0], equal_var=False)
    interval = test.confidence_interval(0.95)
    assert row["gap"] == pytest.approx(np.mean(PERIPHERY[0]) - np.mean(REST[0]))
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((interval.low, interval.high))
    assert row["periphery_settlements"] == 8
    assert row["periphery_coverage"] == pytest.approx(0.8)
    assert row["rest_residents_coverage"] == pytest.approx(0.5)


def test_the_weighted_interval_is_that_of_a_ratio() -> None:
    row = gap({"periphery": PERIPHERY, "rest": REST})["residents"]
    means, variances, sizes = [], [], []
    for values, residents in (PERIPHERY, REST):
        x, w = np.array(values), np.array(residents)
        mean = np.average(x, weights=w)
        linear = w * (x - mean) / w.sum()
        means.append(mean)
        variances.append((linear**2).sum() * len(x) / (len(x) - 1))
        sizes.append(len(x))
    freedom = sum(variances) ** 2 / sum(
        v**2 / (n - 1) for v, n in zip(variances, sizes, strict=True)
    )
    margin = stats.t.ppf(0.975, freedom) * np.sqrt(sum(variances))
    assert row["gap"] == pytest.approx(means[0] - means[1])
    assert row["gap_low"] == pytest.approx(means[0] - means[1] - margin)
    assert row["gap_high"] == pytest.approx(means[0] - means[1] + margin)


def test_one_large_city_moves_the_weighted_mean_alone() -> None:
    rows = gap({"periphery": ([10.0, 2.0, 2.0], [900_000.0, 1000.0, 1000.0]), "rest": REST})
    assert rows["unweighted"]["periphery_mean"] == pytest.approx(14 / 3)
    assert rows["residents"]["periphery_mean"] == pytest.approx((9_000_000 + 4000) / 902_000)


@pytest.mark.parametrize(
    ("direction", "said"),
    [("lower", "unfavourable"), ("higher", "favourable"), ("none", "no_direction")],
)
def test_the_direction_decides_what_a_gap_is(direction: str, said: str) -> None:
    assert gap({"periphery": PERIPHERY, "rest": REST}, direction)["unweighted"]["gap_is"] == said


def test_a_gap_whose_interval_holds_zero_is_unclear() -> None:
    row = gap({"periphery": ([1.0, 5.0, 3.0], [1.0] * 3), "rest": ([2.0, 4.0, 3.1], [1.0] * 3)})
    assert row["unweighted"]["gap_is"] == "unclear"


def test_one_authority_on_a_side_has_a_gap_but_no_interval() -> None:
    row = gap({"periphery": ([4.0], [500.0]), "rest": REST})["unweighted"]
    assert row["gap"] == pytest.approx(4 - np.mean(REST[0]))
    assert (row["gap_low"], row["gap_high"], row["gap_is"]) == (None, None, "too_few")


def test_a_verdict_needs_enough_authorities_on_either_side() -> None:
    sums = sums_of({"periphery": PERIPHERY, "rest": REST})
    for at_least, said in ((6, "unfavourable"), (7, "too_few")):
        made = periphery_gap(sums, {"dropout_pct": "lower"}, at_least)
        assert set(made["gap_is"]) == {said}
        assert made["gap_low"].null_count() == 0


def test_a_side_without_any_figure_has_no_gap() -> None:
    assert gap({"periphery": PERIPHERY}) == {}


def test_sides_without_spread_have_no_interval_and_no_infinity() -> None:
    row = gap({"periphery": ([2.0, 2.0], [1.0, 3.0]), "rest": ([2.0, 2.0], [1.0, 1.0])})
    for weighting in ("unweighted", "residents"):
        assert row[weighting]["gap"] == pytest.approx(0)
        assert row[weighting]["gap_low"] is None


def test_benchmarks_stand_beside_the_latest_gap_of_the_nearest_indicator() -> None:
    gaps = periphery_gap(sums_of({"periphery": PERIPHERY, "rest": REST}), {"dropout_pct": "lower"})
    earlier = gaps.with_columns(reference_year=pl.lit(2021, dtype=pl.Int64), gap=pl.lit(99.0))
    benchmarks = pl.DataFrame(
        {
            "benchmark_id": ["published", "of_nothing"],
            "unit": ["percent", "percent"],
            "periphery_value": [53.0, 1.0],
            "rest_value": [66.0, 2.0],
            "reference_year": [None, None],
            "method": ["unknown", "unknown"],
            "nearest_indicator_id": ["dropout_pct", "another_pct"],
            "why_not_the_same": ["another scale", "no figure"],
            "why_not_the_same_he": ["סולם אחר", "אין נתון"],
        }
    )
    beside = benchmarks_beside(benchmarks, pl.concat([gaps, earlier]))
    assert beside["benchmark_id"].to_list() == ["published", "published"]
    assert set(beside["weighting"]) == {"unweighted", "residents"}
    assert set(beside["reference_year"]) == {2024}
    assert set(beside["published_periphery"]) == {53.0}
    assert beside["gap"].to_list() == gaps["gap"].to_list()
