"""Which header of which table is which indicator: the patterns of the mapping over the wordings.

Done before there is a database, because DuckDB compiles a pattern anew for each row: 450 patterns
over 3,000 wordings took it twelve seconds, and take a fifth of one here.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.errors import InputError
from ingest.inputs import InputFile

SCHEMA = {
    "source_id": pl.String,
    "table_id": pl.String,
    "header": pl.String,
    "mapping_id": pl.String,
}


def match_headers(files: list[InputFile], mapping: Path) -> pl.DataFrame:
    """Match each pattern once with each distinct wording of its table.

    Returns:
        ``source_id, table_id, header, mapping_id``: one row for each match.

    Raises:
        InputError: a pattern that is no regular expression.
    """
    patterns = pl.read_csv(mapping, infer_schema=False)
    mapped = patterns.select("source_id", "table_id").unique()
    of_mapped = [file for file in files if file.source_id in set(mapped["source_id"])]
    if not of_mapped:
        return pl.DataFrame(schema=SCHEMA)
    tables = _read(of_mapped, "tables", ["source_id", "sha256", "table_no", "table_id"])
    columns = _read(of_mapped, "columns", ["source_id", "sha256", "table_no", "header"])
    wordings = (
        tables.join(mapped, on=["source_id", "table_id"], how="semi")
        .join(columns, on=["source_id", "sha256", "table_no"])
        .group_by("source_id", "table_id")
        .agg(pl.col("header").unique())
    )
    headers = {(source, table): header for source, table, header in wordings.iter_rows()}
    found = [pl.DataFrame(schema=SCHEMA)]
    for row in patterns.iter_rows(named=True):
        known = pl.Series("header", headers.get((row["source_id"], row["table_id"]), []), pl.String)
        try:
            hits = known.filter(known.str.contains(row["header_pattern"]))
        except pl.exceptions.ComputeError as error:
            raise InputError(
                f"seeds/header_mapping.csv, {row['mapping_id']}",
                found=f"header_pattern {row['header_pattern']}",
                expected="a regular expression",
                do=f"mend it: {error}",
            ) from error
        found.append(
            pl.DataFrame({"header": hits}).select(
                pl.lit(row["source_id"]).alias("source_id"),
                pl.lit(row["table_id"]).alias("table_id"),
                "header",
                pl.lit(row["mapping_id"]).alias("mapping_id"),
            )
        )
    return pl.concat(found).sort(*SCHEMA)


def _read(files: list[InputFile], name: str, columns: list[str]) -> pl.DataFrame:
    return pl.read_parquet([file.raw / f"{name}.parquet" for file in files], columns=columns)
