"""What an outsider can compute of the respondents that this release hides, and earlier ones showed.

Bounds are linear programs, which no query can be; they are computed from the very tables that
would be published, and laid where the view ``raw.hidden_cells`` of the build reads them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from estimation.survey.release import BOUNDS, SHARES, audit_wave, limits_of

HIDDEN_CELLS = "raw_hidden_cells.parquet"


def write_hidden_cells(build: Path) -> None:
    """Bound every hidden cell of the surveys in a build; write ``HIDDEN_CELLS`` beside it.

    The working directory is the folder of the build, as its views ask.
    """
    statistics = ", ".join(f"'{name}'" for name in SHARES)
    with duckdb.connect(str(build), read_only=True) as connection:
        cutoffs = dict(connection.execute("select cutoff, value from seeds.cutoffs").fetchall())
        covers = dict(
            connection.execute("select wave_id, covers from marts.survey_waves").fetchall()
        )
        rows = pl.DataFrame(
            connection.sql(
                "select wave_id, settlement_code, population_group, measure_id, n, n_with,"
                " hidden_because, snapshot_sha256 as data_version from marts.survey_estimates"
                f" where statistic in ({statistics})"
            )
        )
        earlier = pl.DataFrame(
            connection.sql(
                "select released.* from raw.released_surveys as released"
                " where released.run_id not in"
                " (select run_id from seeds.withdrawn_releases where run_id is not null)"
            )
        )
    bounds = [pl.DataFrame(schema=BOUNDS)]
    for wave, covered in covers.items():
        bounds.append(
            audit_wave(
                rows.filter(pl.col("wave_id") == wave),
                earlier.filter(pl.col("wave_id") == wave),
                limits_of(cutoffs),
                national=covered == "national",
            )
        )
    pl.concat(bounds).write_parquet(HIDDEN_CELLS)
