"""marts → marts: the tables that SQL does not compute, by the pure functions of ``estimation``.

Their shapes are dbt models like any other; here they are filled, between the build and the audit,
so that the gate sees them as it sees all tables.
"""

from __future__ import annotations

import contextlib

import duckdb
import polars as pl

from estimation.gaps import benchmarks_beside, periphery_gap
from estimation.small_area.waves import small_areas
from estimation.survey.release import limits_of
from estimation.thriving import Settings, thriving_index
from orchestration.evaluation.composition import composition_marts
from orchestration.evaluation.economics import economic_marts
from orchestration.evaluation.leapfrog import leapfrog_marts
from orchestration.evaluation.pilots import pilot_marts
from orchestration.home import Home
from orchestration.programmes import programme_marts


def write_estimates(home: Home) -> dict[str, int]:
    """Fill the estimated marts of the build that is under way.

    Returns:
        The rows written, by table.
    """
    # The views of schema ``raw`` are relative to the build folder.
    with (
        contextlib.chdir(home.build),
        duckdb.connect(str(home.building)) as connection,
    ):
        [[synthetic]] = connection.execute("select bool_or(synthetic) from raw.run").fetchall()
        directions = dict(
            connection.execute(
                "select indicator_id, desired_direction from seeds.indicators"
            ).fetchall()
        )
        cutoffs = dict(connection.execute("select cutoff, value from seeds.cutoffs").fetchall())
        gaps = periphery_gap(
            pl.DataFrame(connection.sql("from intermediate.int_periphery_sums")),
            directions,
            int(cutoffs["gap_settlements_at_least"]),
        )
        modelled = small_areas(
            pl.DataFrame(connection.sql("from intermediate.int_small_area_direct")),
            pl.DataFrame(connection.sql("from intermediate.int_small_area_covariates")),
            limits_of(cutoffs),
            int(cutoffs["small_areas_at_least"]),
        )
        pilots = pilot_marts(connection)
        frames = {
            "small_area_estimates": modelled.estimates,
            "small_area_models": modelled.models,
            "small_area_coefficients": modelled.coefficients,
            "periphery_gap": gaps,
            "benchmarks_beside": benchmarks_beside(
                pl.DataFrame(connection.sql("from marts.published_benchmarks")), gaps
            ),
            **programme_marts(connection, cutoffs),
            **leapfrog_marts(connection, cutoffs),
            **pilots,
            **composition_marts(connection, cutoffs),
            **economic_marts(connection, pilots["pilot_evaluation"], cutoffs),
            **thriving_index(
                pl.DataFrame(connection.sql("from intermediate.int_index_inputs")),
                Settings(
                    domain_coverage=cutoffs["index_domain_coverage"],
                    domains=int(cutoffs["index_domains"]),
                ),
            ),
        }
        connection.execute("begin")
        for table, frame in frames.items():
            _write(connection, table, frame.with_columns(synthetic=pl.lit(bool(synthetic))))
        connection.execute("commit")
    return {table: len(frame) for table, frame in frames.items()}


def _write(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    frame.write_parquet(f"estimated_{table}.parquet")
    connection.execute(
        f"insert into marts.{table} by name from read_parquet('estimated_{table}.parquet')"
    )
