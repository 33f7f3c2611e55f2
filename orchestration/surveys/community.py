"""A wave of a community survey: scales, single items, and how well the items measure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import polars as pl

from estimation.survey.queries import Measure, moments_query, sums_query
from estimation.survey.scales import (
    Scale,
    cronbach_alpha,
    intraclass_correlation,
    person_mean_sql,
    scale_sums,
)
from estimation.survey.sums import estimates_from_sums
from ingest.survey.check import HIGHEST_ITEM, LOWEST_ITEM
from ingest.survey.declaration import Wave
from orchestration.surveys.waves import (
    DESIGN,
    FAMILIES,
    domains,
    in_groups,
    in_round_numbers,
)

MIDPOINT = (LOWEST_ITEM + HIGHEST_ITEM) / 2
ITEM_QUALITY = {
    **dict.fromkeys(("wave_id", "item_id", "column_place", "coded_as"), pl.String),
    "answered": pl.Int64,
    "answered_share": pl.Float64,
    "item_rest_correlation": pl.Float64,
}


def measured(wave: Wave, measures: pl.DataFrame) -> list[dict[str, Any]]:
    """The measures of ``seeds/survey_measures.csv`` all of whose items the wave has, with items."""
    rows = [{**row, "items": row["items"].split(";")} for row in measures.iter_rows(named=True)]
    return [row for row in rows if set(row["items"]) <= set(wave.items)]


def score_sql(measure: dict[str, Any], scales: list[dict[str, Any]]) -> str:
    """A person's score from 1 to 5 as an SQL expression; null with too few answers.

    The total is the mean of its scales for whoever has a score on each of them.
    """
    if measure["kind"] != "total":
        return person_mean_sql(measure["items"], measure["minimum_answered"])
    parts = [
        person_mean_sql(scale["items"], scale["minimum_answered"])
        for scale in scales
        if set(scale["items"]) < set(measure["items"])
    ]
    return f"({' + '.join(f'({part})' for part in parts)}) / {len(parts)}.0"


def community_estimates(
    connection: duckdb.DuckDBPyConnection, wave: Wave, measures: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """Direct estimates of a wave, the counts behind them, and which measures are linked.

    One scan of the answers makes the sums of every sampling unit, from which come all domains.
    """
    chosen = measured(wave, measures)
    scales = [row for row in chosen if row["kind"] == "scale"]
    scores = {row["measure_id"]: score_sql(row, scales) for row in chosen}
    averaged = [
        measure
        for name, score in scores.items()
        for measure in (
            Measure(
                f"{name} share",
                f"case when ({score}) > {MIDPOINT} then 1 when ({score}) is not null then 0 end",
                proportion=True,
            ),
            Measure(f"{name} mean", score),
        )
    ]
    whole = [
        Scale(row["measure_id"], tuple(row["items"]), row["minimum_answered"] or len(row["items"]))
        for row in chosen
        if row["kind"] != "item"
    ]
    finest = ["settlement_code", *(column for column in FAMILIES if column)]
    sums = sums_query("persons", finest, averaged, DESIGN, map(scale_sums, whole))
    connection.execute(f"create or replace temp table sums as {sums}")
    in_memory = pl.DataFrame(connection.sql("from sums"))
    direct = []
    for keys, family, national in domains():
        moments = moments_query("sums", keys, averaged, DESIGN)
        found = (
            estimates_from_sums(pl.DataFrame(connection.sql(moments)), keys, averaged, DESIGN)
            .with_columns(
                pl.col("measure")
                .str.split_exact(" ", 1)
                .struct.rename_fields(["measure_id", "statistic"])
            )
            .unnest("measure")
        )
        direct.append(in_groups(found, family, national=national))
        for statistic, function in (
            ("cronbach_alpha", cronbach_alpha),
            ("intraclass_correlation", intraclass_correlation),
        ):
            if whole:
                of_scales = function(in_memory, keys, whole, DESIGN).rename({"scale": "measure_id"})
                direct.append(
                    in_groups(of_scales, family, national=national).with_columns(
                        statistic=pl.lit(statistic)
                    )
                )
    connection.execute(
        "create or replace temp table scores as select weight, "
        + ", ".join([*finest, *(f'{score} as "{name}"' for name, score in scores.items())])
        + " from persons"
    )
    counts = pl.concat(
        (
            in_groups(_counts(connection, keys, scores), family, national=national)
            for keys, family, national in domains()
        ),
        how="diagonal",
    ).filter(pl.col("n") > 0)
    estimates = pl.concat(direct, how="diagonal").filter(pl.col("n") > 0)
    shares = counts.select("settlement_code", "population_group", "measure_id", "n_with")
    estimates = estimates.join(
        shares.with_columns(statistic=pl.lit("share")),
        on=["settlement_code", "population_group", "measure_id", "statistic"],
        how="left",
    )
    estimates = estimates.with_columns(contributors=pl.col("n"))
    return _in_percent(estimates), counts, {row["measure_id"]: row["linked_as"] for row in chosen}


def _counts(
    connection: duckdb.DuckDBPyConnection, keys: list[str], measures: Iterable[str]
) -> pl.DataFrame:
    """Respondents of each domain and measure, unweighted, and how much the heaviest one weighs."""
    sums = "".join(
        f', count("{name}") as "{name} n"'
        f', count(case when "{name}" > {MIDPOINT} then 1 end) as "{name} n_with"'
        f', max(case when "{name}" is not null then weight end)'
        f' / sum(case when "{name}" is not null then weight end) as "{name} largest_share"'
        for name in measures
    )
    grouped = f" group by {', '.join(keys)}" if keys else ""
    wide = pl.DataFrame(
        connection.sql(
            f"select {', '.join(keys) or 'true as everybody'}{sums} from scores{grouped}"
        )
    )
    return pl.concat(
        wide.select(
            *keys,
            pl.lit(name).alias("measure_id"),
            *(pl.col(f"{name} {part}").alias(part) for part in ("n", "n_with", "largest_share")),
            pl.col(f"{name} n").alias("contributors"),
        )
        for name in measures
    )


def _in_percent(estimates: pl.DataFrame) -> pl.DataFrame:
    is_share = pl.col("statistic") == "share"
    return estimates.with_columns(
        pl.when(is_share).then(pl.col(name) * 100).otherwise(name).alias(name)
        for name in ("value", "standard_error", "ci_low", "ci_high")
    )


def item_quality(
    connection: duckdb.DuckDBPyConnection, wave: Wave, measures: pl.DataFrame
) -> list[dict[str, Any]]:
    """Answers and item-rest correlation of each item, over all respondents of the wave."""
    scale_of = {
        item: row["items"]
        for row in measured(wave, measures)
        if row["kind"] == "scale"
        for item in row["items"]
    }
    rows = []
    for item_id, item in wave.items.items():
        others = [f'"{other}"' for other in scale_of.get(item_id, []) if other != item_id]
        rest = f'corr("{item_id}", {" + ".join(others)})' if others else "cast(null as double)"
        answered, everybody, correlation = connection.execute(
            f'select count("{item_id}"), count(*), {rest} from persons'
        ).fetchall()[0]
        # Of counts in round numbers, which tell no more than these do.
        told, of = in_round_numbers(answered), in_round_numbers(everybody)
        rows.append(
            {
                "wave_id": wave.wave_id,
                "item_id": item_id,
                "column_place": item.column,
                "coded_as": f"{item.lowest} to {item.highest}, higher is {item.higher_is}",
                "answered": told,
                "answered_share": told / of if of else None,
                "item_rest_correlation": correlation
                if told and correlation == correlation
                else None,
            }
        )
    return rows
