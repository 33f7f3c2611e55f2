"""The marts of the evaluation of pilots, from the marts that they are evaluated by."""

from __future__ import annotations

import duckdb
import polars as pl

from estimation.evaluation.evaluate import evaluate
from publication.evaluation.inputs import inputs_from


def pilot_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """The tables of ``marts`` by name, without ``synthetic``."""
    return evaluate(inputs_from(connection))
