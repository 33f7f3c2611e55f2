"""The tests reject as often as they say, the intervals cover, and a broken trend is found."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from estimation.did import (
    difference_in_differences,
    group_time_effects,
    kernel,
    pretrends,
    randomisation_inference,
)
from estimation.synthetic_control import synthetic_control
from tests.estimation.evaluated import long, walks

pytestmark = pytest.mark.slow

UNITS, PERIODS, POST = 200, 12, 2008
RUNS, PER_SEED = 2000, 40


def within_error(count: int, runs: int, share: float) -> bool:
    """Whether the count is within 3.3 standard errors: one run in a thousand strays further."""
    return bool(abs(count / runs - share) <= 3.3 * np.sqrt(share * (1 - share) / runs))


def judged(treated: int, method: kernel.Method, effect: float, holes: float) -> pl.DataFrame:
    """One row for each of ``RUNS`` made outcomes, with an effect on the first units."""
    found = []
    for seed in range(RUNS // PER_SEED):
        generator = np.random.default_rng(seed)
        panel = long(walks(seed, UNITS, PERIODS), treated=[1] * treated + [0] * (UNITS - treated))
        made = {}
        for k in range(PER_SEED):
            values = walks(1_000 * seed + k + treated, UNITS, PERIODS)
            values[:treated, POST - 2001 :] += effect
            values[generator.uniform(size=values.shape) < holes] = np.nan
            made[f"y{k}"] = pl.Series(values.ravel()).fill_nan(None)
        found.append(
            randomisation_inference(
                panel.with_columns(**made),
                outcome=list(made),
                post=POST,
                method=method,
                draws=199,
                seed=seed,
            ).outcomes
        )
    return pl.concat(found)


@pytest.mark.parametrize(
    ("treated", "method", "holes"),
    [(2, "cells", 0.0), (7, "cells", 0.0), (16, "cells", 0.0), (7, "two_way", 0.15)],
)
def test_under_no_effect_one_in_twenty_is_rejected(
    treated: int, method: kernel.Method, holes: float
) -> None:
    found = judged(treated, method, 0.0, holes)
    assert found["p_value"].null_count() == 0
    assert within_error(found.filter(pl.col("p_value") <= 0.05).height, RUNS, 0.05)


@pytest.mark.parametrize(
    ("treated", "method", "holes"),
    [(2, "cells", 0.0), (16, "cells", 0.0), (7, "two_way", 0.15)],
)
def test_the_intervals_cover_a_known_effect(
    treated: int, method: kernel.Method, holes: float
) -> None:
    found = judged(treated, method, 1.5, holes)
    covered = found.filter((pl.col("ci_low") <= 1.5) & (pl.col("ci_high") >= 1.5)).height
    assert found["reason"].null_count() == RUNS
    assert within_error(covered, RUNS, 0.95)


def test_the_clustered_error_lies_with_two_treated_units() -> None:
    rejected = 0
    for seed in range(400):
        panel = long(walks(seed, UNITS, PERIODS), treated=[1] * 2 + [0] * (UNITS - 2))
        rejected += difference_in_differences(panel, post=POST).p_value <= 0.05
    assert rejected / 400 > 0.2  # why there is randomisation_inference


def test_a_broken_trend_is_flagged_and_a_parallel_one_at_the_level() -> None:
    runs, false, power = 600, 0, 0
    for seed in range(runs):
        values = walks(seed, UNITS, PERIODS)
        flags = [1] * 7 + [0] * (UNITS - 7)
        false += bool(pretrends(long(values, treated=flags), post=POST, draws=199).is_broken)
        values[:7] += 0.5 * np.arange(PERIODS)
        broken = pretrends(long(values, treated=flags), post=POST, draws=199, seed=seed)
        power += bool(broken.is_broken)
    assert within_error(false, runs, 0.05)
    assert power / runs > 0.9


def test_staggered_starts_reject_and_cover_as_they_say() -> None:
    runs, rejected, covered = 500, 0, 0
    starts = np.array([2004] * 5 + [2006] * 4 + [2007] * 7 + [9999] * (UNITS - 16))
    for seed in range(runs):
        values = walks(seed, UNITS, 8)
        values += 1.5 * (np.arange(2001, 2009) >= starts[:, None])
        effect = group_time_effects(
            long(values, first_treated=starts), control="not_yet", draws=199, seed=seed
        ).aggregates.row(0, named=True)
        covered += effect["ci_low"] <= 1.5 <= effect["ci_high"]
        values -= 1.5 * (np.arange(2001, 2009) >= starts[:, None])
        nothing = group_time_effects(
            long(values, first_treated=starts), control="not_yet", draws=199, seed=seed
        ).aggregates.row(0, named=True)
        rejected += nothing["p_value"] <= 0.05
    assert within_error(rejected, runs, 0.05)
    assert within_error(covered, runs, 0.95)


def test_the_rank_of_a_synthetic_control_rejects_at_its_level() -> None:
    runs, rejected = 800, 0
    for seed in range(runs):
        found = synthetic_control(
            long(walks(seed, 40, 14)), treated_unit=seed % 40, first_post=2011
        )
        assert found.p_value is not None
        rejected += found.p_value <= 0.05
    assert within_error(rejected, runs, 0.05)


def test_a_synthetic_control_finds_a_large_effect() -> None:
    runs, found_it = 100, 0
    for seed in range(runs):
        values = walks(seed, 40, 14)
        values[0, 10:] += 8
        found = synthetic_control(long(values), treated_unit=0, first_post=2011)
        found_it += found.p_value is not None and found.p_value <= 0.05
    assert found_it / runs > 0.7
