"""What an export of any settlement needs of the published file, and the rows of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from publication.dictionary.read import Dictionary, read_dictionary
from publication.export.mart_sheet import Column, Looks, Mart, looks_of
from publication.export.meanings import Meanings, code_kind, read_meanings
from publication.publish import SCHEMA, live

Rows = Mapping[str, pl.DataFrame]
"""Mart → the rows of one settlement, of those that have any."""
_SHA256 = ("snapshot_sha256", "sha256")
"""Columns that name a file by its sha256."""
_LISTED = ("caveat", "usage_warning")
"""Lists of codes that the catalogue of indicators speaks in."""


@dataclass(frozen=True)
class Library:
    """The same for every settlement of an export.

    ``marts``: those that speak of settlements. ``looks``: number formats by indicator. ``files``:
    rows of source_files. ``about``: of the published version.
    """

    dictionary: Dictionary
    marts: Mapping[str, Mart]
    meanings: Meanings
    looks: Looks
    files: pl.DataFrame
    about: Mapping[str, Any]


def read_library(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> Library:
    """Read it once for each process that writes."""
    dictionary = read_dictionary(connection)
    files = pl.DataFrame(connection.sql(f"from {SCHEMA}.source_files order by all"))
    return Library(
        dictionary,
        _marts(dictionary),
        read_meanings(connection),
        looks_of(dictionary.indicators),
        files,
        live(warehouse.parent) or {},
    )


def read_rows(
    connection: duckdb.DuckDBPyConnection, marts: Iterable[str], codes: Sequence[str]
) -> dict[str, dict[str, pl.DataFrame]]:
    """The rows of settlements by code and mart: each mart is read once for all of them."""
    # A parameter cannot stand in a relation; codes are those of the published registry.
    among = ", ".join(f"'{code}'" for code in codes)
    found: dict[str, dict[str, pl.DataFrame]] = {code: {} for code in codes}
    for mart in marts:
        rows = pl.DataFrame(
            connection.sql(
                f'from {SCHEMA}."{mart}" where settlement_code in ({among}) order by all'
            )
        )
        parts = rows.partition_by("settlement_code", as_dict=True, maintain_order=True)
        for (code,), part in parts.items():
            found[str(code)][mart] = part
    return found


def used_files(library: Library, rows: Rows) -> pl.DataFrame:
    """Rows of source_files that figures or entries of a settlement were read from."""
    hashes: set[str] = set()
    names: set[str] = set()
    for part in rows.values():
        given = [column for column in _SHA256 if column in part.columns]
        for column in given:
            hashes.update(part[column].unique().drop_nulls())
        if not given and "file_name" in part.columns:
            names.update(part["file_name"].unique().drop_nulls())
    return library.files.filter(
        pl.col("sha256").is_in(sorted(hashes)) | pl.col("file_name").is_in(sorted(names))
    )


def used_sources(library: Library, rows: Rows) -> pl.DataFrame:
    """Rows of sources that a settlement has figures, entries or files of."""
    ids = set(used_files(library, rows)["source_id"])
    for part in rows.values():
        if "source_id" in part.columns:
            ids.update(part["source_id"].unique().drop_nulls())
    return library.dictionary.sources.filter(pl.col("source_id").is_in(sorted(ids)))


def used_indicators(library: Library, rows: Rows) -> pl.DataFrame:
    """Rows of the catalogue that anything of a settlement is told of."""
    ids: set[str] = set()
    for part in rows.values():
        if "indicator_id" in part.columns:
            ids.update(part["indicator_id"].unique().drop_nulls())
    return library.dictionary.indicators.filter(pl.col("indicator_id").is_in(sorted(ids)))


def used_codes(library: Library, rows: Rows) -> pl.DataFrame:
    """The lists of codes, each whole, that the tables of a settlement speak in."""
    kinds = {code_kind(mart, column) for mart, part in rows.items() for column in part.columns}
    kept = sorted({*(kind for kind in kinds if kind), *_LISTED})
    return library.dictionary.codes.filter(pl.col("code_kind").is_in(kept))


def _marts(dictionary: Dictionary) -> dict[str, Mart]:
    columns: dict[str, list[Column]] = {}
    for mart, name, term, he, en in dictionary.columns.select(
        "mart", "column", "term_he", "description_he", "description_en"
    ).iter_rows():
        columns.setdefault(mart, []).append(Column(name, term or he or name, he or "", en or ""))
    return {
        mart: Mart(mart, term or mart, he or "", en or "", tuple(columns[mart]))
        for mart, term, he, en in dictionary.marts.select(
            "mart", "term_he", "sentence_he", "sentence_en"
        ).iter_rows()
        if any(column.name == "settlement_code" for column in columns[mart])
    }
