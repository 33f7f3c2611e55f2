"""Tables as the programs of people take them: CSV that Excel reads as it is meant."""

from __future__ import annotations

from pathlib import Path

import polars as pl

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: pl.DataFrame, path: Path) -> None:
    """UTF-8 with a byte order mark, as Excel asks for; nothing in it is taken for a formula."""
    inert(rows).write_csv(path, include_bom=True)


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
