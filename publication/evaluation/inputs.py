"""What an evaluation is made of: read from the marts, cut to one settlement, kept as Parquet."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import duckdb
import polars as pl

from estimation.evaluation.evaluate import Inputs
from estimation.evaluation.outcomes import RELATIVE

CODE_KINDS = ("unit", "effect_reason", "population_group")
"""Those that readings are worded with."""


def inputs_from(connection: duckdb.DuckDBPyConnection) -> Inputs:
    """What an evaluation is made of, from a build or from the published file: marts alone."""

    def read(query: str) -> pl.DataFrame:
        return pl.DataFrame(connection.sql(query))

    [[as_of_year]] = connection.execute(
        "select max(reference_year) from marts.indicator_values"
    ).fetchall()
    return Inputs(
        members=read(
            "select programme_id, settlement_code from marts.programme_members order by all"
        ),
        baselines=read(
            "select distinct baseline_id, programme_id, settlement_code, baseline_version,"
            " start_year from marts.baselines where is_current order by baseline_id"
        ),
        frozen=read(
            "select baseline_id, indicator_id, population_group, reference_year, value,"
            " standard_error, value_status, series_segment, edition, indicator_version"
            " from marts.baselines where is_current"
        ),
        comparisons=read(
            "select baseline_id, indicator_id, comparison_code"
            " from marts.comparison_settlements where is_current order by all"
        ),
        figures=read(
            "select settlement_code, indicator_id, population_group, reference_year, period_key,"
            " value, standard_error, value_status, series_segment, edition"
            " from marts.indicator_values where is_latest_vintage and value is not null"
            " and settlement_code in (select settlement_code from marts.settlements"
            " where is_authority)"
        ),
        catalogue=read(
            "select indicator_id, name_he, name_en, unit, decimals, desired_direction,"
            " comparability_rule, version from marts.indicators order by indicator_id"
        ),
        breaks=read("select indicator_id, from_year from marts.breaks"),
        settlements=read(
            "select settlement_code, name_he, name_en, is_authority from marts.settlements"
        ),
        codes=read("select code_kind, code, text_en, text_he from marts.codes"),
        as_of_year=as_of_year,
    )


def inputs_of(given: Inputs, programme: str, settlement: str) -> Inputs:
    """What the evaluation of one settlement needs, so that it gives what the whole gave of it.

    Its own figures, those of its comparison settlements in the outcomes they are compared in, and
    of measures that are relative to their edition those of all authorities, among which it is
    ranked.
    """
    own = pl.col("settlement_code") == settlement
    here = (pl.col("programme_id") == programme) & own
    baselines = given.baselines.filter(here)
    comparisons = given.comparisons.join(
        baselines, on="baseline_id", how="semi", maintain_order="left"
    )
    whole = pl.col("population_group") == "all"
    ranked = given.catalogue.filter(pl.col("comparability_rule") == RELATIVE)["indicator_id"]
    compared = comparisons.select("indicator_id", settlement_code="comparison_code").unique()
    figures = given.figures.join(
        compared.with_columns(is_compared=True), on=["settlement_code", "indicator_id"], how="left"
    ).filter(
        own
        | (whole & pl.col("is_compared").fill_null(False))
        | (whole & pl.col("indicator_id").is_in(ranked.implode()))
    )
    figures = figures.drop("is_compared")
    elsewhere = (
        _in_order(given.figures.filter(whole))
        .unique("indicator_id", keep="first")
        .join(figures.filter(whole), on="indicator_id", how="anti")
    )
    return Inputs(
        members=_in_order(given.members.filter(here)),
        baselines=baselines,
        frozen=_in_order(given.frozen.join(baselines, on="baseline_id", how="semi")),
        comparisons=comparisons,
        figures=_in_order(pl.concat([figures, elsewhere])),
        catalogue=given.catalogue,
        breaks=_in_order(given.breaks),
        settlements=_in_order(given.settlements.filter(pl.col("is_authority") | own)),
        codes=_in_order(given.codes.filter(pl.col("code_kind").is_in(CODE_KINDS))),
        as_of_year=given.as_of_year,
    )


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Sorted by all columns, so that the same rows are the same bytes."""
    return frame.sort(pl.all())


def write_inputs(given: Inputs, folder: Path) -> None:
    """One Parquet file for each frame, named like it."""
    folder.mkdir()
    for name in frames():
        frame: pl.DataFrame = getattr(given, name)
        frame.write_parquet(folder / f"{name}.parquet")


def frames() -> list[str]:
    """Names of the frames of ``Inputs``."""
    return [field.name for field in fields(Inputs) if field.name != "as_of_year"]
