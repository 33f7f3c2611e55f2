"""The stratified delete-one-PSU jackknife of a statistic that is a function of sums.

Sources: Wolter (2007), Introduction to Variance Estimation, 4.5; Rust and Rao (1996), Variance
estimation for complex surveys using replication techniques.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from estimation.survey.design import SinglePsu

Sums = Callable[[str], pl.Expr]
Statistic = Callable[[Sums], pl.Expr]
"""The statistic, null where there is none, from sums by name."""


def jackknife(
    psus: pl.DataFrame,
    keys: Sequence[str],
    names: Sequence[str],
    statistic: Statistic,
    *,
    single_psu: SinglePsu,
    rescaled: bool,
) -> pl.DataFrame:
    """The statistic of each domain and its variance around the statistic of the whole.

    A replicate leaves out one PSU and, ``rescaled``, gives the others of its stratum its weight;
    the PSUs of a stratum that hold nobody of the domain are left out too, each in its turn. A
    stratum with one PSU is left out as a whole (``centre``) or never (``certainty``).

    Args:
        psus: one row per keys × ``__stratum`` × PSU: the sums by ``names``, ``__sampled`` PSUs of
            the stratum in the whole design, and ``__fraction`` of its PSUs that is sampled.
        keys: one or more.

    Returns:
        The keys, ``value, variance``; the variance null where a replicate has no value.
    """
    strata = [*keys, "__stratum"]
    inside = psus.with_columns(
        *(pl.col(name).sum().over(strata).alias(f"__stratum_{name}") for name in names),
        *(pl.col(name).sum().over(keys).alias(f"__whole_{name}") for name in names),
        __copies=pl.lit(1, dtype=pl.Int64),
    )
    outside = inside.group_by(strata).agg(
        pl.all().exclude(*names, "__copies").first(),
        *(pl.lit(0.0).alias(name) for name in names),
        (pl.col("__sampled").first() - pl.len()).cast(pl.Int64).alias("__copies"),
    )
    replicates = pl.concat([inside, outside.select(inside.columns)], how="vertical_relaxed")
    sampled, alone = pl.col("__sampled"), pl.col("__sampled") == 1
    factor = (
        (pl.when(alone).then(1.0 if single_psu == "centre" else 0.0).otherwise(1 - 1 / sampled))
        * (1 - pl.col("__fraction"))
        * pl.col("__copies")
    )

    def whole(name: str) -> pl.Expr:
        return pl.col(f"__whole_{name}")

    def without(name: str) -> pl.Expr:
        rest = pl.col(f"__stratum_{name}") - pl.col(name)
        more = pl.when(alone).then(0.0).otherwise(rest / (sampled - 1)) if rescaled else 0.0
        return whole(name) - pl.col(name) + more

    squares = factor * (pl.col("replicate") - pl.col("value")) ** 2
    return (
        replicates.with_columns(value=statistic(whole), replicate=statistic(without), factor=factor)
        .filter((pl.col("factor") > 0) | (pl.col("__copies") == 1))
        .group_by(keys)
        .agg(
            pl.col("value").first(),
            pl.when((pl.col("replicate").is_null() & (pl.col("factor") > 0)).any())
            .then(None)
            .otherwise(pl.when(pl.col("factor") > 0).then(squares).sum())
            .alias("variance"),
        )
    )
