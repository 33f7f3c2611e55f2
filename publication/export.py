"""Carry a settlement away: every published table that speaks of it, its rows alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from publication.publish import SCHEMA
from publication.settlements import find_settlement

FORMATS = ("csv", "parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_settlement(
    warehouse: Path, settlement: str, into: Path, formats: tuple[str, ...] = FORMATS
) -> Path:
    """Write ``<into>/<code> <name>/<table>.csv`` and ``.parquet`` for each table with rows of it.

    CSV is UTF-8 with a byte order mark, as Excel asks for; a text that a spreadsheet program would
    take for a formula begins with an apostrophe there. Parquet holds the texts as they are. The
    same published file gives the same rows in the same order.

    Raises:
        InputError: the settlement is not known, or may be more than one.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        place = find_settlement(connection, settlement)
        folder = into / f"{place.code} {place.name_he}".replace("/", "-").replace('"', "״")
        folder.mkdir(parents=True, exist_ok=True)
        tables = connection.execute(
            "select table_name from duckdb_columns()"
            " where schema_name = ? and column_name = 'settlement_code' order by table_name",
            [SCHEMA],
        ).fetchall()
        for (table,) in tables:
            # A parameter cannot stand in a relation; the code is four digits of the registry.
            rows = pl.DataFrame(
                connection.sql(
                    f"from {SCHEMA}.{table} where settlement_code = '{place.code}' order by all"
                )
            )
            if rows.is_empty():
                continue
            if "parquet" in formats:
                rows.write_parquet(folder / f"{table}.parquet")
            if "csv" in formats:
                inert(rows).write_csv(folder / f"{table}.csv", include_bom=True)
    return folder


def inert(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts that begin like a formula, with an apostrophe before them."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    return rows.with_columns(
        pl.when(pl.col(name).str.slice(0, 1).is_in(_FORMULA))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
