"""The marts of the evaluation of pilots, from the marts that they are evaluated by."""

from __future__ import annotations

import duckdb
import polars as pl

from estimation.evaluation.evaluate import Inputs, evaluate


def pilot_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """The tables of ``marts`` by name, without ``synthetic``."""
    return evaluate(inputs_from(connection))


def inputs_from(connection: duckdb.DuckDBPyConnection) -> Inputs:
    """What an evaluation is made of, from a build or from the published file: marts alone."""

    def read(query: str) -> pl.DataFrame:
        return pl.DataFrame(connection.sql(query))

    [[as_of_year]] = connection.execute(
        "select max(reference_year) from marts.indicator_values"
    ).fetchall()
    return Inputs(
        members=read(
            "select programme_id, settlement_code from marts.programmes"
            " where settlement_code is not null union"
            " select programme_id, settlement_code from marts.authority_clusters"
            " where membership = 'listed' order by all"
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
