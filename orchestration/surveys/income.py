"""A wave of a household income survey: poverty by every declared definition, and inequality."""

from __future__ import annotations

import duckdb
import polars as pl

from estimation.poverty.domains import poverty_estimates
from estimation.poverty.equivalence import EQUIVALISED, EquivalenceScale, equivalised_income
from estimation.survey.release import ROW
from ingest.survey.declaration import Wave
from orchestration.surveys.waves import DESIGN, domains, in_groups


def income_estimates(
    connection: duckdb.DuckDBPyConnection,
    wave: Wave,
    definitions: pl.DataFrame,
    scales: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """Direct estimates of a wave, the counts behind them, and which definitions are linked.

    A definition whose income the wave has not asked for is left out, and so is every definition of
    a wave that neither covers the nation nor names the national line: the median of a few towns is
    no national median.
    """
    persons = pl.DataFrame(connection.sql("from persons"))
    parameters = {
        row["scale_id"]: EquivalenceScale(
            row["kind"], tuple(float(number) for number in row["parameters"].split(";"))
        )
        for row in scales.iter_rows(named=True)
    }
    direct, counts, linked = [], [], {}
    for definition in definitions.iter_rows(named=True):
        line = wave.national_thresholds.get(definition["definition_id"])
        concept = definition["income_concept"]
        if concept not in wave.income or (wave.coverage != "national" and line is None):
            continue
        scale = parameters[definition["scale_id"]]
        equivalised = equivalised_income(
            persons, "household", f"income_{concept}", scale, "age" if scale.kind == "age" else None
        )
        measure = pl.lit(definition["definition_id"]).alias("measure_id")
        for keys, family, national in domains():
            found = poverty_estimates(
                equivalised,
                EQUIVALISED,
                DESIGN,
                keys,
                threshold_share=definition["threshold_share"],
                threshold=line.value if line else None,
                inequality=bool(definition["gini_indicator_id"]),
            ).with_columns(measure)
            counted = _counts(equivalised, keys).with_columns(measure)
            poor = equivalised.filter(pl.col(EQUIVALISED) < found["threshold"].first())
            behind = pl.concat(
                [
                    counted.with_columns(is_gap=pl.lit(False)),
                    _counts(poor, keys).with_columns(measure, is_gap=pl.lit(True)),
                ]
            ).select(*keys, "is_gap", "contributors")
            found = found.with_columns(is_gap=pl.col("statistic") == "gap")
            found = found.join(behind, on=[*keys, "is_gap"], how="left").drop("is_gap")
            direct.append(in_groups(found, family, national=national))
            counts.append(in_groups(counted, family, national=national))
        linked[definition["definition_id"]] = f"{concept} {definition['scale_id']}"
    if not direct:
        return pl.DataFrame(), pl.DataFrame(), {}
    estimates = pl.concat(direct, how="diagonal")
    below = estimates.filter(pl.col("statistic") == "rate").select(*ROW, "measure_id", "n_with")
    return (
        estimates.with_columns(
            n_with=pl.when(pl.col("statistic") == "rate").then("n_with"),
        ),
        pl.concat(counts, how="diagonal").join(below, on=[*ROW, "measure_id"]),
        linked,
    )


def _counts(persons: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Persons of each domain, their households, and what the heaviest of these weighs."""
    known = persons.filter(pl.col(EQUIVALISED).is_not_null())
    households = known.group_by(*keys, "household").agg(pl.len(), pl.col("weight").sum())
    grouped = households.group_by(keys) if keys else households.group_by(pl.lit(0).alias("all"))
    return grouped.agg(
        n=pl.col("len").sum().cast(pl.Int64),
        contributors=pl.len().cast(pl.Int64),
        largest_share=pl.col("weight").max() / pl.col("weight").sum(),
    ).drop([] if keys else ["all"])
