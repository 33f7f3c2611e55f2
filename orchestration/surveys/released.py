"""What was ever released of surveys: publications are dropped in time, what people saw is not.

One file in the archive, a row for each row of shares and rates of each publication whose surveys
differed from the one before. It holds nothing that was not published.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from estimation.survey.release import SHARES

RELEASED = {
    **dict.fromkeys(("run_id", "wave_id", "settlement_code", "population_group"), pl.String),
    "measure_id": pl.String,
    "n": pl.Int64,
    "n_with": pl.Int64,
    "hidden_because": pl.String,
    "data_version": pl.String,
}


def read_released(path: Path, withdrawn: Path) -> pl.DataFrame:
    """All earlier releases but those that were withdrawn; makes the file if there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pl.DataFrame(schema=RELEASED).write_parquet(path)
    taken_back = pl.read_csv(withdrawn, infer_schema=False)["run_id"].to_list()
    return pl.read_parquet(path).filter(~pl.col("run_id").is_in(taken_back))


def note_release(path: Path, warehouse: Path, run_id: str) -> None:
    """Add what a publication showed of surveys, unless the last one showed the very same."""
    statistics = ", ".join(f"'{name}'" for name in SHARES)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        shown = pl.DataFrame(
            connection.sql(
                "select wave_id, settlement_code, population_group, measure_id, n, n_with,"
                " case when n is null then hidden_because end as hidden_because,"
                " snapshot_sha256 as data_version from marts.survey_estimates"
                f" where statistic in ({statistics}) order by all"
            )
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=RELEASED)
    last = before.filter(pl.col("run_id") == pl.col("run_id").max()).drop("run_id")
    if shown.equals(last):
        return
    partial = path.with_suffix(".part")
    added = shown.with_columns(run_id=pl.lit(run_id)).select(
        pl.col(name).cast(kind) for name, kind in RELEASED.items()
    )
    pl.concat([before, added]).write_parquet(partial)
    partial.replace(path)
