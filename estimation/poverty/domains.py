"""Poverty and inequality of every settlement and group of a wave, each with its design-based error.

The measures of :mod:`estimation.poverty` for many domains at once; their linearised variables are
summed over primary sampling units as the design asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.poverty.influence import Statistic, linearised, poverty_line
from estimation.poverty.measures import (
    INCOME,
    ROW,
    WEIGHT,
    at_risk_rate,
    below,
    gini,
    poverty_gap,
    quintile_share_ratio,
    usable_persons,
)
from estimation.survey.design import RESULT, Design, require_columns, result_columns

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ROUNDING = 1e-20
"""Variance, in percent or of a ratio, that is what rounding left of none."""

STATISTICS: dict[str, Statistic] = {
    "rate": "at_risk_rate",
    "gap": "poverty_gap",
    "gini": "gini",
    "quintile_share_ratio": "quintile_share_ratio",
}


def poverty_estimates(
    persons: pl.DataFrame,
    income: str,
    design: Design,
    by: Sequence[str] = (),
    *,
    threshold_share: float,
    threshold: float | None = None,
    inequality: bool,
) -> pl.DataFrame:
    """Rate and gap, and where asked Gini and quintile share ratio, of each domain.

    Args:
        persons: one row a person.
        income: column of equivalised income.
        design: columns of weight, stratum and PSU.
        by: columns whose combinations are the domains; a null in one is no domain.
        threshold_share: of the median of all persons, which is the line everywhere.
        threshold: a line from elsewhere instead; its own error is not known and not counted.
        inequality: whether Gini and quintile share ratio are asked for.

    Returns:
        The ``by`` columns, ``statistic``, ``threshold``, ``n_with`` (persons of the domain below
        the line), and the columns of a survey estimate. Rate, gap and Gini in percent. ``n`` of a
        gap counts the persons below the line, of whom alone it speaks.

    Raises:
        ValueError: as the measures themselves; a stratum or PSU that is null.

    Sources: Osier (2009) for the linearised variables, Wolter (2007) for their variance.
    """
    keys = list(by)
    require_columns(persons, [*design.columns, *keys], "persons")
    if taken := [key for key in keys if key in (*RESULT, "statistic", "threshold", "n_with")]:
        raise ValueError(f"by: {', '.join(taken)} is a column of the result; rename it")
    if design.population_size is not None:
        raise ValueError(
            "design: population_size; expected sampling with replacement, as no correction is made"
        )
    used = usable_persons(persons, income, design.weight, keys)
    x, w = used[INCOME].to_numpy(), used[WEIGHT].to_numpy()
    line = poverty_line(x, w, threshold_share, threshold)
    sample = _sample_of(persons, used[ROW].to_list(), design, w)
    poor = used.select(below(line.value)).to_series().to_numpy()
    values = {
        "rate": at_risk_rate(
            persons, income, design.weight, threshold_share, keys, threshold=threshold
        ),
        "gap": poverty_gap(
            persons, income, design.weight, threshold_share, keys, threshold=threshold
        ),
    }
    if inequality:
        values["gini"] = gini(persons, income, design.weight, keys)
        values["quintile_share_ratio"] = quintile_share_ratio(persons, income, design.weight, keys)
    rows, number = _numbered(used, keys)
    found = []
    for statistic, frame in values.items():
        known = {row[:-1]: row[-1] for row in frame.select(*keys, "value").iter_rows()}
        for domain, row in enumerate(rows):
            inside = number == domain
            members = inside & poor if statistic == "gap" else inside
            z = linearised(STATISTICS[statistic], x, w, inside, line)
            found.append(
                {
                    **dict(zip(keys, row, strict=True)),
                    "statistic": statistic,
                    "n": int(members.sum()),
                    "n_with": int((inside & poor).sum()),
                    "value": known.get(row),
                    **_variance(z, members, sample),
                }
            )
    schema = {
        **{key: persons.schema[key] for key in keys},
        "statistic": pl.String(),
        **dict.fromkeys(["n", "n_with", "degrees_of_freedom"], pl.Int64()),
        **dict.fromkeys(["value", "variance", "srs_variance", "sum_of_weights"], pl.Float64()),
    }
    whole = pl.DataFrame(found, schema=schema).with_columns(
        threshold=pl.lit(line.value, pl.Float64).fill_nan(None)
    )
    return result_columns(whole, design, [*keys, "statistic", "threshold", "n_with"], pl.lit(False))


def _numbered(
    used: pl.DataFrame, keys: Sequence[str]
) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.int64]]:
    """The domains, and the number of each person's; -1 for who is in none."""
    if not keys:
        return [()], np.zeros(len(used), dtype=np.int64)
    rows = used.select(keys).unique().drop_nulls().sort(keys)
    number = used.select(keys).join(
        rows.with_row_index("__domain"), on=list(keys), how="left", maintain_order="left"
    )["__domain"]
    return rows.rows(), number.cast(pl.Int64).fill_null(-1).to_numpy()


@dataclass(frozen=True)
class _Sample:
    weight: Floats
    psu: npt.NDArray[np.int64]  # of each person
    stratum: npt.NDArray[np.int64]  # of each PSU
    single: bool  # whether a stratum with one PSU adds its distance from the mean of all


def _sample_of(persons: pl.DataFrame, used: list[int], design: Design, weight: Floats) -> _Sample:
    """The units of everybody, also of those without an income, and those of the persons used."""
    stratum = pl.lit("") if design.stratum is None else pl.col(design.stratum)
    unit = pl.int_range(pl.len()).cast(pl.String) if design.psu is None else pl.col(design.psu)
    coded = persons.select(__stratum=stratum.cast(pl.String), __psu=unit.cast(pl.String))
    if coded.null_count().sum_horizontal().item():
        raise ValueError("persons: a stratum or PSU is null; expected both for everybody")
    psus = coded.unique().sort("__stratum", "__psu").with_row_index("__number")
    number = coded.join(psus, on=["__stratum", "__psu"], how="left", maintain_order="left")
    strata = psus["__stratum"].rank("dense").cast(pl.Int64).to_numpy() - 1
    if design.single_psu == "error" and (np.bincount(strata) == 1).any():
        raise ValueError(
            f"persons: strata of {design.stratum} have one PSU; expected two or more; merge strata,"
            " or choose single_psu centre or certainty"
        )
    places = number["__number"].cast(pl.Int64).to_numpy()[used]
    return _Sample(weight, places, strata, design.single_psu == "centre")


def _variance(z: Floats, members: Flags, sample: _Sample) -> dict[str, float | int | None]:
    """Variance of Σ w z under the design and under simple random sampling of the members."""
    total = np.bincount(sample.psu, weights=sample.weight * z, minlength=len(sample.stratum))
    units = np.bincount(sample.stratum)
    mean = np.bincount(sample.stratum, weights=total) / units
    squares = np.bincount(sample.stratum, weights=(total - mean[sample.stratum]) ** 2)
    variance = float((squares * units / np.maximum(units - 1, 1)).sum())
    if sample.single:
        alone = (units == 1)[sample.stratum]
        variance += float(((total[alone] - total.mean()) ** 2).sum())
    psus = np.unique(sample.psu[members])
    n = int(members.sum())
    sum_of_weights = float(sample.weight[members].sum())
    spread = None
    if n > 1 and np.isfinite(z).all():
        # z is per unit of weight: times the weights of all it is the deviation of one person.
        deviation = z[members] * sum_of_weights
        within = sample.weight[members] / sum_of_weights
        centred = deviation - (within * deviation).sum()
        spread = float((within * centred**2).sum() * n / (n - 1) / n)
    if variance <= _ROUNDING:
        variance = 0.0
    return {
        "variance": variance if np.isfinite(variance) else None,
        "srs_variance": spread,
        "sum_of_weights": sum_of_weights,
        "degrees_of_freedom": len(psus) - len(np.unique(sample.stratum[psus])),
    }
