"""The dictionary, read from the published file: what is held, what it means, how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from publication.dictionary.comments import read_comment
from publication.publish import SCHEMA

_CODED = {
    "domain": "domain",
    "task_team": "domain",
    "life_stage": "life_stage",
    "effect": "effect",
    "subjectivity": "subjectivity",
    "level": "level",
    "horizon": "horizon",
    "desired_direction": "desired_direction",
    "unit": "unit",
    "scope": "scope",
}
"""Columns of ``indicators`` that hold a code, and the list it is of."""
_LISTED = {"caveats": "caveat", "usage_warnings": "usage_warning"}
"""Columns that hold several codes, and the list they are of."""


@dataclass(frozen=True)
class Dictionary:
    """What the published file says of itself, a frame for each kind of thing.

    marts: ``mart, sentence_en, term_he, sentence_he, key, columns, rows``; ``key`` names the
        columns of the primary key, with ``", "`` between them, null where there is none.
    columns: ``mart, position, column, type, nullable, in_key, description_en, term_he,
        description_he``, in the order of the file; ``position`` is from 1.
    indicators: all columns of ``indicators``, and for each that holds codes its meaning as
        ``<column>_he`` and ``<column>_en``; several meanings stand one after the other.
    codes: ``code_kind, code, text_he, text_en``; the units are its kind ``unit``.
    sources: all columns of ``sources``, and ``caveats_he`` and ``caveats_en``.
    known_errors: all columns of ``known_errors``, and the titles of the source.
    breaks: all columns of ``breaks``, the names of the indicator, and what kind of break it is.
    """

    marts: pl.DataFrame
    columns: pl.DataFrame
    indicators: pl.DataFrame
    codes: pl.DataFrame
    sources: pl.DataFrame
    known_errors: pl.DataFrame
    breaks: pl.DataFrame

    @property
    def units(self) -> pl.DataFrame:
        """``unit, text_he, text_en, indicators``: how many indicators are measured in it."""
        counted = self.indicators.group_by("unit").len("indicators")
        return (
            self.codes.filter(pl.col("code_kind") == "unit")
            .select(pl.col("code").alias("unit"), "text_he", "text_en")
            .join(counted, on="unit", how="left", maintain_order="left")
            .with_columns(pl.col("indicators").fill_null(0))
        )


def read_dictionary(connection: duckdb.DuckDBPyConnection) -> Dictionary:
    """Everything that the published file says of itself, in a fixed order."""
    codes = _rows(connection, "codes", "code_kind, code")
    keys = _keys(connection)
    names = _rows(connection, "indicators", "indicator_id").select(
        "indicator_id", "name_he", "name_en"
    )
    sources = _in_words(_rows(connection, "sources", "source_id"), codes, {}, {"caveats": "caveat"})
    return Dictionary(
        marts=_marts(connection, keys),
        columns=_columns(connection, keys),
        indicators=_in_words(
            _rows(connection, "indicators", "indicator_id"), codes, _CODED, _LISTED
        ),
        codes=codes,
        sources=sources,
        known_errors=_rows(connection, "known_errors", "source_id, edition, error_id").join(
            sources.select("source_id", "title_he", "title_en"),
            on="source_id",
            how="left",
            maintain_order="left",
        ),
        breaks=_in_words(
            _rows(connection, "breaks", "indicator_id, from_year"),
            codes,
            {"break_kind": "break_kind"},
            {},
        ).join(names, on="indicator_id", how="left", maintain_order="left"),
    )


def _rows(connection: duckdb.DuckDBPyConnection, mart: str, order: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(f"from {SCHEMA}.{mart} order by {order}"))


def _keys(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    rows: list[tuple[str, list[str]]] = connection.execute(
        "select table_name, constraint_column_names from duckdb_constraints()"
        " where schema_name = ? and constraint_type = 'PRIMARY KEY' order by table_name",
        [SCHEMA],
    ).fetchall()
    return dict(rows)


def _marts(connection: duckdb.DuckDBPyConnection, keys: dict[str, list[str]]) -> pl.DataFrame:
    held = connection.execute(
        "select table_name, comment, column_count from duckdb_tables()"
        " where schema_name = ? order by table_name",
        [SCHEMA],
    ).fetchall()
    rows: list[dict[str, Any]] = []
    for mart, comment, columns in held:
        words = read_comment(comment)
        # The size in the catalogue is an estimate.
        counted = connection.execute(f'select count(*) from {SCHEMA}."{mart}"').fetchone()
        rows.append(
            {
                "mart": mart,
                **words._asdict(),
                "key": ", ".join(keys[mart]) if mart in keys else None,
                "columns": columns,
                "rows": counted[0] if counted else 0,
            }
        )
    texts = ("mart", "sentence_en", "term_he", "sentence_he", "key")
    return pl.DataFrame(
        rows,
        schema={**dict.fromkeys(texts, pl.String), "columns": pl.Int64, "rows": pl.Int64},
    )


def _columns(connection: duckdb.DuckDBPyConnection, keys: dict[str, list[str]]) -> pl.DataFrame:
    held = connection.execute(
        "select table_name, column_index, column_name, data_type, is_nullable, comment"
        " from duckdb_columns() where schema_name = ? order by table_name, column_index",
        [SCHEMA],
    ).fetchall()
    rows = []
    for mart, position, column, kind, nullable, comment in held:
        words = read_comment(comment)
        rows.append(
            {
                "mart": mart,
                "position": position,
                "column": column,
                "type": kind,
                "nullable": nullable,
                "in_key": column in keys.get(mart, []),
                "description_en": words.sentence_en,
                "term_he": words.term_he,
                "description_he": words.sentence_he,
            }
        )
    texts = ("mart", "column", "type", "description_en", "term_he", "description_he")
    schema: dict[str, Any] = dict.fromkeys(texts, pl.String)
    schema |= {"position": pl.Int64, "nullable": pl.Boolean, "in_key": pl.Boolean}
    return pl.DataFrame(rows, schema={name: schema[name] for name in rows[0]})


def _in_words(
    rows: pl.DataFrame, codes: pl.DataFrame, coded: dict[str, str], listed: dict[str, str]
) -> pl.DataFrame:
    """Rows with ``<column>_he`` and ``<column>_en`` after all others; a code without text stays."""
    words = {(kind, code): (he, en) for kind, code, he, en in codes.rows()}

    def of_one(kind: str, code: str | None, language: int) -> str | None:
        return None if code is None else words.get((kind, code), (code, code))[language]

    def of_many(kind: str, text: str | None, language: int) -> str | None:
        parts = [part.strip() for part in (text or "").split(";")]
        told = [of_one(kind, part, language) or "" for part in parts if part]
        return " ".join(f"{one.rstrip('.')}." for one in told) or None

    added = [
        pl.Series(
            f"{column}_{name}",
            [find(kind, value, language) for value in rows[column].to_list()],
            dtype=pl.String,
        )
        for columns, find in ((coded, of_one), (listed, of_many))
        for column, kind in columns.items()
        for language, name in enumerate(("he", "en"))
    ]
    return rows.with_columns(added)
