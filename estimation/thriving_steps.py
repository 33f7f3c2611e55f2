"""The record of the index: every step from a figure to a rank, as rows that people can follow."""

from __future__ import annotations

import polars as pl

from estimation.composite import Index


def index_steps(year: pl.DataFrame, arithmetic: Index, geometric: Index) -> pl.DataFrame:
    """Figure, goalpost score, weight in force, domain score and index, one row each.

    Args:
        year: the inputs of one year, as ``thriving_index`` takes them.
        arithmetic, geometric: the index made of them by either mean over domains.

    Returns:
        ``settlement_code, index_year, step_no, step, node, step_value, detail``.
    """
    framework = arithmetic.framework
    root = framework.root
    domains = [group for group in framework.groups if group != root]
    keys = ("settlement_code", "index_year")
    label = {name: pl.lit(name) for name in ("figure", "goalpost_score", "weight_in_force")}
    figures = year.select(
        *keys,
        pl.lit(1).alias("step_no"),
        label["figure"].alias("step"),
        pl.col("indicator_id").alias("node"),
        pl.col("value").alias("step_value"),
        pl.when(pl.col("value").is_null())
        .then(pl.lit("not known"))
        .otherwise(pl.format("{} in {}", "reference_year", "vintage"))
        .alias("detail"),
    )
    index_year = pl.lit(year["index_year"][0]).cast(year["index_year"].dtype).alias("index_year")
    bounds = year.unique("indicator_id").select(
        pl.col("indicator_id").alias("node"),
        pl.format(
            "from {} to {}, {} is better: 1 at the worse end, 100 at the better, cut off at both",
            "low",
            "high",
            pl.col("desired_direction"),
        ).alias("detail"),
    )
    scored = (
        arithmetic.steps["normalised"]
        .frame.unpivot(index="settlement_code", variable_name="node", value_name="step_value")
        .join(bounds, on="node", how="left")
        .select(
            "settlement_code",
            index_year,
            pl.lit(2).alias("step_no"),
            label["goalpost_score"].alias("step"),
            "node",
            "step_value",
            "detail",
        )
    )
    known_weight = (
        pl.col("weight").filter(pl.col("value").is_not_null()).sum().over(*keys, "domain")
    )
    weights = year.select(
        *keys,
        pl.lit(3).alias("step_no"),
        label["weight_in_force"].alias("step"),
        pl.col("indicator_id").alias("node"),
        pl.when(pl.col("value").is_not_null())
        .then(pl.col("weight") / known_weight)
        .alias("step_value"),
        pl.format("within {}", "domain").alias("detail"),
    )
    totals = [
        index.scores.unpivot(
            on=columns, index="settlement_code", variable_name="node", value_name="step_value"
        ).select(
            "settlement_code",
            index_year,
            pl.lit(number).alias("step_no"),
            pl.lit(step).alias("step"),
            "node",
            "step_value",
            pl.lit(detail).alias("detail"),
        )
        for number, step, index, columns, detail in (
            (4, "domain_score", arithmetic, domains, "mean of step 2, weighted by step 3"),
            (5, "index_arithmetic", arithmetic, [root], "arithmetic mean of the domain scores"),
            (6, "index_geometric", geometric, [root], "geometric mean of the domain scores"),
        )
    ]
    return pl.concat([figures, scored, weights, *totals])
