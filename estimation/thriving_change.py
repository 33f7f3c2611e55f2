"""Between two years of the index: what rose, and whether by one indicator alone."""

from __future__ import annotations

import polars as pl

from estimation.composite import Index

KEYS = ("settlement_code", "domain")


def improvements(this: Index, previous: Index, *, domain_coverage: float) -> pl.DataFrame:
    """By how much the domain scores rose since the previous year of the index.

    Only indicators that are known in both years count, so the coverage rule is applied to those.
    A mean is linear: the difference of two domain scores over the same indicators is the mean of
    the differences of their goalpost scores.

    Args:
        this, previous: the index of either year, over the same framework.
        domain_coverage: share of a domain's weight that must be known in both.

    Returns:
        ``settlement_code, domain, improvement`` and ``improvement_low, improvement_high``, the
        least and the greatest when any one indicator is left out; null below the coverage, and the
        last two where only one indicator is left. Only settlements that are in both.
    """
    framework = this.framework
    nodes = pl.DataFrame(
        [
            (code, framework.node[code].parent, framework.node[code].weight)
            for code in framework.indicators
        ],
        schema={"code": pl.String, "domain": pl.String, "weight": pl.Float64},
        orient="row",
    )
    now, then = (
        index.steps["normalised"].frame.unpivot(
            index="settlement_code", variable_name="code", value_name=name
        )
        for index, name in ((this, "now"), (previous, "then"))
    )
    both = (
        now.join(then, on=["settlement_code", "code"])
        .join(nodes, on="code")
        .with_columns(rise=pl.col("now") - pl.col("then"))
    )
    known = pl.when(pl.col("rise").is_not_null()).then(pl.col("weight")).otherwise(0.0)
    total = known.sum().over(*KEYS)
    rise = (known * pl.col("rise").fill_null(0.0)).sum().over(*KEYS)
    left = total - known
    without = pl.when((left > 0) & (known > 0)).then(
        (rise - known * pl.col("rise").fill_null(0.0)) / left
    )
    covered = total >= domain_coverage * pl.col("weight").sum().over(*KEYS) - 1e-9
    return (
        both.with_columns(
            improvement=pl.when(covered & (total > 0)).then(rise / total),
            without=pl.when(covered).then(without),
        )
        .group_by(*KEYS)
        .agg(
            pl.col("improvement").first(),
            improvement_low=pl.col("without").min(),
            improvement_high=pl.col("without").max(),
        )
    )
