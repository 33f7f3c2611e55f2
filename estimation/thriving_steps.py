"""The record of the index: every step from a figure to a rank, as rows that people can follow."""

from __future__ import annotations

import polars as pl

from estimation.composite import Index
from estimation.step_words import MEAN_OF_SCORES, NOT_KNOWN, goalposts, lits

_ARITHMETIC = ("arithmetic mean of the domain scores", "ממוצע חשבוני של ציוני התחומים")
_GEOMETRIC = ("geometric mean of the domain scores", "ממוצע גאומטרי של ציוני התחומים")


def index_steps(year: pl.DataFrame, arithmetic: Index, geometric: Index) -> pl.DataFrame:
    """Figure, goalpost score, weight in force, domain score and index, one row each.

    Args:
        year: the inputs of one year, as ``thriving_index`` takes them.
        arithmetic, geometric: the index made of them by either mean over domains.

    Returns:
        ``settlement_code, index_year, step_no, step, node, step_value, detail, detail_he``.
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
        *(
            pl.when(pl.col("value").is_null())
            .then(pl.lit(unknown))
            .otherwise(pl.format(told, "reference_year", "vintage"))
            .alias(name)
            for name, unknown, told in zip(
                ("detail", "detail_he"), NOT_KNOWN, ("{} in {}", "שנת {}, גרסה {}"), strict=True
            )
        ),
    )
    index_year = pl.lit(year["index_year"][0]).cast(year["index_year"].dtype).alias("index_year")
    bounds = year.unique("indicator_id").select(pl.col("indicator_id").alias("node"), *goalposts())
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
            "detail_he",
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
        pl.lit("בתוך התחום").alias("detail_he"),
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
            *lits(words),
        )
        for number, step, index, columns, words in (
            (4, "domain_score", arithmetic, domains, MEAN_OF_SCORES),
            (5, "index_arithmetic", arithmetic, [root], _ARITHMETIC),
            (6, "index_geometric", geometric, [root], _GEOMETRIC),
        )
    ]
    return pl.concat([figures, scored, weights, *totals])
