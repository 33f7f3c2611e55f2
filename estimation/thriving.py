"""The index of a thriving community: domain scores, the index, every step, and how sure ranks are.

Agreed indicators only, each between goalposts frozen at the baseline; arithmetic mean within a
domain, arithmetic and geometric mean over domains. What is not known is left out and the weights of
what is known grow, until a domain falls below its coverage: then it has no score, and the whole
has none, with the reason. Method: OECD/JRC, Handbook on Constructing Composite Indicators (2008).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from estimation.composite import (
    Aggregation,
    Framework,
    Index,
    Node,
    Normalisation,
    Scenario,
    build_index,
    framework_of,
    uncertainty,
)
from estimation.thriving_change import KEYS, improvements
from estimation.thriving_steps import index_steps

ROOT = "thriving_index"
LOW = 1.0
"""The worst score; above 0, or one indicator at its goalpost would make a geometric mean 0."""
PUBLISHED_ERROR = 0.225
"""Middle of the 15-30 % sampling error that publishers mark as low reliability, as a share."""


@dataclass(frozen=True)
class Settings:
    """``domain_coverage``: share of a domain's weight that must be known; ``domains``: how many
    of the domains must have a score; ``replicates`` and ``seed`` of the Monte Carlo run."""

    domain_coverage: float
    domains: int
    replicates: int = 1000
    seed: int = 2021


def thriving_index(inputs: pl.DataFrame, settings: Settings) -> dict[str, pl.DataFrame]:
    """The index for each year in the inputs.

    Args:
        inputs: a row for each ``settlement_code, index_year, indicator_id`` as ``int_index_inputs``
            gives them: ``domain, desired_direction, low, high, weight``, ``value`` and
            ``value_first_issued`` (null where not known), ``value_status, reference_year,
            vintage, is_baseline``.

    Returns:
        ``thriving_index``, ``domain_scores`` and ``index_steps`` with the columns of the marts of
        these names; empty where no indicator has goalposts.

    Raises:
        CompositeError: goalposts that are not in order.
    """
    if inputs.is_empty():
        return {}
    framework, posts = _framework(inputs)
    scenarios = _scenarios(posts, settings, len(framework.groups) - 1)
    parts: list[dict[str, pl.DataFrame]] = []
    previous: tuple[int, Index] | None = None
    for (index_year,), year in inputs.sort("index_year").group_by(
        "index_year", maintain_order=True
    ):
        arithmetic = _built(_wide(year, framework, "value"), framework, scenarios[0])
        parts.append(_one_year(year, arithmetic, scenarios, settings, previous))
        previous = (int(str(index_year)), arithmetic)
    return {name: pl.concat([part[name] for part in parts]) for name in parts[0]}


def _framework(inputs: pl.DataFrame) -> tuple[Framework, dict[str, tuple[float, float]]]:
    entering = inputs.unique("indicator_id").sort("domain", "indicator_id")
    domains = entering["domain"].unique().sort().to_list()
    nodes = [
        Node(ROOT),
        *(Node(domain, parent=ROOT) for domain in domains),
        *(
            Node(
                row["indicator_id"],
                parent=row["domain"],
                weight=row["weight"],
                direction=-1 if row["desired_direction"] == "lower" else 1,
            )
            for row in entering.iter_rows(named=True)
        ),
    ]
    posts = {
        row["indicator_id"]: (row["low"], row["high"]) for row in entering.iter_rows(named=True)
    }
    return framework_of(nodes), posts


def _wide(year: pl.DataFrame, framework: Framework, value: str) -> pl.DataFrame:
    wide = year.pivot(on="indicator_id", index="settlement_code", values=value)
    return wide.sort("settlement_code").select(
        "settlement_code", *(pl.col(code).cast(pl.Float64) for code in framework.indicators)
    )


def _scenarios(
    posts: dict[str, tuple[float, float]], settings: Settings, domains: int
) -> list[Scenario]:
    """The index as published first, then what could have been chosen instead."""
    goalposts = Normalisation("goalposts", low=LOW, goalposts=posts)
    scales = [
        (goalposts, "arithmetic"),
        (goalposts, "geometric"),
        (Normalisation("zscore", constant="middle"), "arithmetic"),
        (Normalisation("percentile_rank", low=LOW, constant="middle"), "arithmetic"),
    ]
    return [
        Scenario(
            scale,
            {
                2: Aggregation("arithmetic", min_share=settings.domain_coverage),
                3: Aggregation(
                    "geometric" if mean == "geometric" else "arithmetic",
                    min_share=min(settings.domains / domains, 1),
                ),
            },
        )
        for scale, mean in scales
    ]


def _built(wide: pl.DataFrame, framework: Framework, scenario: Scenario) -> Index:
    return build_index(
        wide,
        framework,
        unit="settlement_code",
        normalisation=scenario.normalisation,
        aggregation=scenario.aggregation,
    )


def _one_year(
    year: pl.DataFrame,
    arithmetic: Index,
    scenarios: list[Scenario],
    settings: Settings,
    previous: tuple[int, Index] | None,
) -> dict[str, pl.DataFrame]:
    framework = arithmetic.framework
    index_year, is_baseline = year["index_year"][0], year["is_baseline"][0]
    wide = _wide(year, framework, "value")
    geometric = _built(wide, framework, scenarios[1])
    first = _built(_wide(year, framework, "value_first_issued"), framework, scenarios[0])
    changed = _improvements(arithmetic, previous, settings)
    doubt = _rank_intervals(year, wide, arithmetic, scenarios, settings)
    known = _known(year, framework)
    scores = arithmetic.scores
    index = (
        scores.select(
            "settlement_code",
            pl.lit(index_year).alias("index_year"),
            pl.lit(is_baseline).alias("is_baseline"),
            pl.col(ROOT).alias("score_arithmetic"),
            geometric.scores[ROOT].alias("score_geometric"),
            pl.col("rank").alias("rank_arithmetic"),
            geometric.scores["rank"].alias("rank_geometric"),
            pl.col(ROOT).count().alias("ranked"),
            *doubt,
            pl.lit(settings.replicates).alias("replicates"),
            pl.lit(settings.seed).alias("seed"),
            pl.sum_horizontal(
                pl.col(domain).is_not_null().cast(pl.Int32) for domain in framework.groups[:-1]
            ).alias("domains_known"),
            pl.when(pl.col(ROOT).is_null()).then(pl.lit("domains_missing")).alias("reason"),
            first.scores[ROOT].alias("score_at_first_issue"),
            first.scores["rank"].alias("rank_at_first_issue"),
        )
        .join(
            known.group_by("settlement_code").agg(
                (pl.col("weight_known").sum() / pl.col("weight").sum()).alias("index_coverage")
            ),
            on="settlement_code",
            how="left",
        )
        .join(
            changed.group_by("settlement_code").agg(
                pl.when(pl.col("improvement").count() == len(framework.groups) - 1).then(
                    pl.col("improvement").mean()
                ),
                pl.col("improvement_since").first(),
            ),
            on="settlement_code",
            how="left",
        )
    )
    return {
        "thriving_index": index,
        "domain_scores": _domains(scores, known, changed, framework, index_year),
        "index_steps": index_steps(year, arithmetic, geometric),
    }


def _rank_intervals(
    year: pl.DataFrame,
    wide: pl.DataFrame,
    index: Index,
    scenarios: list[Scenario],
    settings: Settings,
) -> list[pl.Series]:
    """``rank_low``, ``rank_middle``, ``rank_high``: 5th, 50th and 95th percentile of the rank."""
    names = {"rank_low": "rank_p05", "rank_middle": "rank_p50", "rank_high": "rank_p95"}
    if index.scores[ROOT].is_null().all():
        return [pl.Series(name, [None] * len(wide), dtype=pl.Float64) for name in names]
    low_reliability = pl.col("value_status") == "low_reliability"
    errors = year.with_columns(
        error=pl.when(low_reliability).then(PUBLISHED_ERROR * pl.col("value").abs())
    )
    table = uncertainty(
        wide,
        index.framework,
        unit="settlement_code",
        seed=settings.seed,
        replicates=settings.replicates,
        scenarios=scenarios,
        standard_errors=_wide(errors, index.framework, "error"),
    ).table
    # Whole ranks, outward: an interval that holds the 5th and the 95th percentile.
    whole = {"rank_low": pl.col.rank_p05.floor(), "rank_high": pl.col.rank_p95.ceil()}
    return [
        table.select(whole.get(name, pl.col(found)).alias(name))[name]
        for name, found in names.items()
    ]


def _known(year: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """How much of each domain is known of each settlement."""
    there = pl.col("value").is_not_null()
    return year.group_by("settlement_code", "domain").agg(
        pl.len().cast(pl.Int32).alias("indicators"),
        there.sum().cast(pl.Int32).alias("indicators_known"),
        pl.col("weight").sum().alias("weight"),
        pl.col("weight").filter(there).sum().alias("weight_known"),
    )


def _domains(
    scores: pl.DataFrame,
    known: pl.DataFrame,
    changed: pl.DataFrame,
    framework: Framework,
    index_year: int,
) -> pl.DataFrame:
    domains = [group for group in framework.groups if group != ROOT]
    long = scores.unpivot(
        on=domains, index="settlement_code", variable_name="domain", value_name="score"
    )
    for frame in (known, changed):
        long = long.join(frame, on=KEYS, how="left")
    return long.select(
        "settlement_code",
        pl.lit(index_year).alias("index_year"),
        "domain",
        "score",
        (pl.col("weight_known") / pl.col("weight")).alias("coverage"),
        "indicators_known",
        "indicators",
        "improvement",
        "improvement_low",
        "improvement_high",
        "improvement_since",
        pl.when(pl.col("score").is_null()).then(pl.lit("domain_below_coverage")).alias("reason"),
    )


def _improvements(
    this: Index, previous: tuple[int, Index] | None, settings: Settings
) -> pl.DataFrame:
    """Since the previous year of the index, ``improvement_since``; empty for the first."""
    if previous is None:
        numbers = ("improvement", "improvement_low", "improvement_high")
        schema = dict.fromkeys(KEYS, pl.String) | dict.fromkeys(numbers, pl.Float64)
        return pl.DataFrame(schema=schema | {"improvement_since": pl.Int32})
    since, before = previous
    return improvements(this, before, domain_coverage=settings.domain_coverage).with_columns(
        improvement_since=pl.lit(since, dtype=pl.Int32)
    )
