"""Random samples with strata, PSUs, gaps and domains, and their errors computed the long way."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from estimation.survey import estimate

Floats = NDArray[np.float64]


def one(frame: pl.DataFrame, design: Any, statistic: Any) -> dict[str, Any]:
    made = estimate(frame, design, statistic)
    assert made.height == 1
    return made.row(0, named=True)


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9)


def sample(seed: int, rows: int = 120, strata: int = 3, psus: int = 5) -> pl.DataFrame:
    """Respondents of a stratified sample of clusters; the same PSU codes in every stratum.

    Some have no answer, some a weight of 0, some no town; stratum 0 has one PSU every third seed.
    """
    generator = np.random.default_rng(seed)
    stratum = generator.integers(0, strata, rows)
    psu = generator.integers(0, psus, rows)
    if seed % 3 == 0:
        psu[stratum == 0] = 0
    shift = generator.normal(0, 1, (strata, psus))[stratum, psu]
    score = 10 + shift + generator.normal(0, 2, rows)
    missing, townless = generator.random(rows) < 0.1, generator.random(rows) < 0.05
    town = generator.choice(["חיפה", "באר שבע", "a.b", "Ümm"], rows)
    weight = generator.uniform(5, 50, rows)
    weight[generator.random(rows) < 0.05] = 0
    return pl.DataFrame(
        {
            "stratum": stratum,
            "psu": psu,
            "weight": weight,
            "town": [None if gone else name for gone, name in zip(townless, town, strict=True)],
            "wave": generator.integers(2020, 2022, rows),
            "score": [None if gone else value for gone, value in zip(missing, score, strict=True)],
            "size": generator.uniform(1, 9, rows),
            "agrees": [
                None if gone else int(value > 10)
                for gone, value in zip(missing, score, strict=True)
            ],
        }
    )


def linearised(
    frame: pl.DataFrame,
    residual: Floats,
    inside: NDArray[np.bool_],
    single_psu: str = "centre",
    population: dict[int, float] | None = None,
) -> tuple[float, int]:
    """Variance of the sum of ``residual`` over all PSUs of the design, PSU by PSU; and the df."""
    z: dict[int, dict[int, float]] = {}
    held: set[tuple[int, int]] = set()
    codes = zip(frame["stratum"], frame["psu"], residual, inside, strict=True)
    for stratum, psu, value, counts in codes:
        z.setdefault(stratum, {}).setdefault(psu, 0.0)
        if counts:
            z[stratum][psu] += value
            held.add((stratum, psu))
    grand = np.mean([value for psus in z.values() for value in psus.values()])
    variance = 0.0
    for stratum, psus in z.items():
        values = np.array(list(psus.values()))
        fraction = len(values) / population[stratum] if population else 0.0
        if len(values) == 1:
            squares = (values[0] - grand) ** 2 if single_psu == "centre" else 0.0
        else:
            squares = len(values) / (len(values) - 1) * ((values - values.mean()) ** 2).sum()
        variance += (1 - fraction) * squares
    return float(variance), len(held) - len({stratum for stratum, _ in held})


def mean_by_hand(
    frame: pl.DataFrame, column: str, inside: Any, **options: Any
) -> dict[str, float | None]:
    """Mean, error and degrees of freedom, and the design effect with replacement, of a domain."""
    weight = frame["weight"].to_numpy()
    counts = frame[column].is_not_null().to_numpy() & (weight > 0) & np.asarray(inside)
    y = frame[column].cast(pl.Float64).fill_null(0).to_numpy()
    w = np.where(counts, weight, 0.0)
    value = (w * y).sum() / w.sum()
    variance, freedom = linearised(frame, w * (y - value) / w.sum(), counts, **options)
    n = int(counts.sum())
    simple = (w * (y - value) ** 2).sum() / w.sum() / (n - 1)
    return {
        "value": value,
        "standard_error": variance**0.5,
        "degrees_of_freedom": freedom,
        "n": n,
        "design_effect": variance / simple,
    }
