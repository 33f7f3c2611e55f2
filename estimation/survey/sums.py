"""Survey estimates of many domains from the sums that ``estimation.survey.queries`` asks for.

Sources: Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.5 and 5.8. The
estimates are those of ``estimation.survey.estimate`` of the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from estimation.survey.design import Design, require_columns, result_columns
from estimation.survey.queries import Measure

_ROUNDING = 1e-13
"""Relative to what a variance is the small difference of; below it, what rounding left of 0."""


def estimates_from_sums(
    moments: pl.DataFrame, keys: Sequence[str], measures: Sequence[Measure], design: Design
) -> pl.DataFrame:
    """Means and shares with their errors, of all domains and measures at once.

    Args:
        moments: as ``moments_query`` brings them, for the same keys, measures and design.

    Returns:
        One row per domain and measure, sorted by the keys, measures as given: the keys,
        ``measure``, and the columns of ``estimation.survey.estimate``; ``value`` null and ``n`` 0
        where nobody answered.

    Raises:
        ValueError: a column the moments have not; rows without place in the design or sound
            weight; answers that are NaN; population sizes below the sample; a stratum with one
            PSU where the design says ``error``.
    """
    needed = [f"{measure.name}__{part}" for measure in measures for part in _carried(measure)]
    own = ["__stratum_psus", "__faults", *(["__population_size"] if design.population_size else [])]
    require_columns(moments, [*keys, *own, *needed], "estimates_from_sums")
    _refuse_faults(moments, design)
    names = [measure.name for measure in measures]
    long = pl.concat(
        moments.select(
            *keys,
            pl.lit(measure.name).cast(pl.Enum(names)).alias("measure"),
            pl.lit(measure.proportion).alias("__proportion"),
            pl.col(*own),
            *(
                pl.col(f"{measure.name}__{_source(measure, part)}")
                .cast(pl.Float64)
                .fill_null(0.0)
                .alias(f"__{part}")
                for part in _PARTS
            ),
        )
        for measure in measures
    )
    if nan := long.filter(pl.col("__wy").is_nan())["measure"].unique().to_list():
        raise ValueError(
            f"estimates_from_sums: {', '.join(nan)} has answers that are NaN; expected null where"
            " there is none; say so in the measure's expression"
        )
    domains = [*keys, "measure"]
    summed = long.group_by(domains, maintain_order=True).agg(_domain_sums(design))
    found = summed.with_columns(value=pl.col("pivot") + pl.col("wd") / pl.col("w")).with_columns(
        _variances()
    )
    proportion = pl.col("__proportion")
    result = result_columns(
        found.with_columns(pl.col("value").fill_nan(None)).sort(domains),
        design,
        [*domains],
        proportion,
    )
    return result.with_columns(pl.col("measure").cast(pl.String))


_PARTS = ("n", "w", "wy", "wyy", "psus", "pivot", "wd", "ww", "wwd", "wwdd")


def _domain_sums(design: Design) -> list[pl.Expr]:
    """Over the strata of a domain: its sums, and the coefficients of its variance in p.

    With c = (1 - n/N) n / (n - 1) of a stratum of n PSUs, W² times the variance is
    ``square - 2 p cross + p² weights``, where p is the mean's distance from the pivot.
    """
    units, alone = pl.col("__stratum_psus"), pl.col("__stratum_psus") == 1
    # One PSU has no distance from its stratum's mean; that of all PSUs is 0, as z is centred.
    lonely = 1.0 if design.single_psu == "centre" else 0.0
    factor = pl.when(alone).then(lonely).otherwise(units / (units - 1))
    if design.population_size:
        factor = factor * (1 - units / pl.col("__population_size").cast(pl.Float64))
    share = pl.when(alone).then(0.0).otherwise(1 / units)
    w, wd, ww = pl.col("__w"), pl.col("__wd"), pl.col("__ww")
    pivot = pl.col("__pivot").first()
    return [
        pl.col("__proportion").first(),
        pl.col("__n").sum().cast(pl.Int64).alias("n"),
        w.sum().alias("w"),
        w.sum().alias("sum_of_weights"),
        pivot.alias("pivot"),
        wd.sum().alias("wd"),
        pl.col("__wyy").sum().alias("wyy"),
        (pl.col("__psus").sum() - (pl.col("__psus") > 0).sum())
        .cast(pl.Int64)
        .alias("degrees_of_freedom"),
        (factor * (pl.col("__wwdd") - wd * wd * share)).sum().alias("square"),
        (factor * (pl.col("__wwd") - w * wd * share)).sum().alias("cross"),
        (factor * (ww - w * w * share)).sum().alias("weights"),
        (factor * (pl.col("__wwdd") + pivot**2 * ww)).sum().alias("size"),
    ]


def _variances() -> list[pl.Expr]:
    p, n, w = pl.col("value") - pl.col("pivot"), pl.col("n"), pl.col("w")
    variance = pl.col("square") - 2 * p * pl.col("cross") + p**2 * pl.col("weights")
    spread = pl.col("wyy") - pl.col("value") ** 2 * w
    return [
        (pl.when(variance > _ROUNDING * pl.col("size")).then(variance).otherwise(0.0) / w**2).alias(
            "variance"
        ),
        pl.when(n > 1)
        .then(pl.when(spread > _ROUNDING * pl.col("wyy")).then(spread).otherwise(0.0) / w / (n - 1))
        .alias("srs_variance"),
    ]


def _refuse_faults(moments: pl.DataFrame, design: Design) -> None:
    if moments.is_empty():
        return
    if faults := moments.select(pl.col("__faults").cast(pl.Int64).max()).item():
        raise ValueError(
            f"estimates_from_sums: {faults} rows have no {design.stratum or design.psu}, no"
            f" population size, or a {design.weight} that is no number from 0 up; expected every"
            " row to have its place in the design; drop or mend them"
        )
    if design.population_size:
        wrong = moments.filter(pl.col("__population_size") < pl.col("__stratum_psus"))
        if wrong.height:
            raise ValueError(
                f"estimates_from_sums: {design.population_size} is below the PSUs sampled in"
                f" {wrong.height} strata; expected PSUs in the population of the stratum"
            )
    lonely = moments.filter(pl.col("__stratum_psus") == 1).height
    if design.stratum and design.single_psu == "error" and lonely:
        raise ValueError(
            f"estimates_from_sums: strata of {design.stratum} have one PSU; expected two or more;"
            " merge strata, or choose single_psu centre or certainty"
        )


def _source(measure: Measure, part: str) -> str:
    # Of 0 and 1, Σwy² is Σwy.
    return "wy" if measure.proportion and part == "wyy" else part


def _carried(measure: Measure) -> list[str]:
    return [part for part in _PARTS if _source(measure, part) == part]
