"""The dictionary, read from the published file: what is held, what it means, how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import yaml

from publication.dictionary.comments import read_comment
from publication.publish import SCHEMA

LISTS = Path(__file__).with_name("code_lists.yml")


@dataclass(frozen=True)
class Dictionary:
    """What the published file says of itself, a frame for each kind of thing.

    marts: ``mart, sentence_en, term_he, sentence_he, key, columns, rows``; ``key`` names the
        columns of the primary key, with ``", "`` between them, null where there is none.
    columns: ``mart, position, column, type, nullable, in_key, code_kind, description_en, term_he,
        description_he``, in the order of the file; ``position`` is from 1; ``code_kind`` is the
        list of codes that its values are of, null where they are none.
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
    columns = _columns(connection, keys, set(codes["code_kind"]))

    def in_words(mart: str, order: str) -> pl.DataFrame:
        kinds = columns.filter(pl.col("mart") == mart).select("column", "code_kind").rows()
        coded = {column: kind for column, kind in kinds if kind is not None}
        return _in_words(_rows(connection, mart, order), codes, coded)

    indicators = in_words("indicators", "indicator_id")
    sources = in_words("sources", "source_id")
    return Dictionary(
        marts=_marts(connection, keys),
        columns=columns,
        indicators=indicators,
        codes=codes,
        sources=sources,
        known_errors=_rows(connection, "known_errors", "source_id, edition, error_id").join(
            sources.select("source_id", "title_he", "title_en"),
            on="source_id",
            how="left",
            maintain_order="left",
        ),
        breaks=in_words("breaks", "indicator_id, from_year").join(
            indicators.select("indicator_id", "name_he", "name_en"),
            on="indicator_id",
            how="left",
            maintain_order="left",
        ),
    )


def _list_of(declared: dict[str, Any], mart: str, column: str) -> str | None:
    """The list of codes that a column of texts would be of; it need not be there."""
    own: dict[str, str | None] = declared["in_mart"].get(mart, {})
    found: str | None = declared["everywhere"].get(column, column)
    return own.get(column, found)


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
        [(counted,)] = connection.execute(f'select count(*) from {SCHEMA}."{mart}"').fetchall()
        rows.append(
            {
                "mart": mart,
                **words._asdict(),
                "key": ", ".join(keys[mart]) if mart in keys else None,
                "columns": columns,
                "rows": counted,
            }
        )
    texts = ("mart", "sentence_en", "term_he", "sentence_he", "key")
    return pl.DataFrame(
        rows,
        schema={**dict.fromkeys(texts, pl.String), "columns": pl.Int64, "rows": pl.Int64},
    )


def _columns(
    connection: duckdb.DuckDBPyConnection, keys: dict[str, list[str]], lists: set[str]
) -> pl.DataFrame:
    held = connection.execute(
        "select table_name, column_index, column_name, data_type, is_nullable, comment"
        " from duckdb_columns() where schema_name = ? order by table_name, column_index",
        [SCHEMA],
    ).fetchall()
    declared = yaml.safe_load(LISTS.read_text("utf-8"))
    rows = []
    for mart, position, column, kind, nullable, comment in held:
        words = read_comment(comment)
        codes = _list_of(declared, mart, column) if kind == "VARCHAR" else None
        rows.append(
            {
                "mart": mart,
                "position": position,
                "column": column,
                "type": kind,
                "nullable": nullable,
                "in_key": column in keys.get(mart, []),
                "code_kind": codes if codes in lists else None,
                "description_en": words.sentence_en,
                "term_he": words.term_he,
                "description_he": words.sentence_he,
            }
        )
    kinds = {"position": pl.Int64, "nullable": pl.Boolean, "in_key": pl.Boolean}
    return pl.DataFrame(rows, schema={name: kinds.get(name, pl.String) for name in rows[0]})


def _in_words(rows: pl.DataFrame, codes: pl.DataFrame, coded: dict[str, str]) -> pl.DataFrame:
    """Rows with ``<column>_he`` and ``<column>_en`` of each coded column after all others.

    A code without text stays as it is; of several, each is a sentence.
    """
    words = {(kind, code): (he, en) for kind, code, he, en in codes.rows()}

    def told(kind: str, value: str | None, language: int) -> str | None:
        parts = [part.strip() for part in (value or "").split(";") if part.strip()]
        texts = [words.get((kind, part), (part, part))[language] for part in parts]
        ended = [f"{text.rstrip('.')}." for text in texts] if len(texts) > 1 else texts
        return " ".join(ended) or None

    return rows.with_columns(
        pl.Series(
            f"{column}_{name}",
            [told(kind, value, language) for value in rows[column].to_list()],
            dtype=pl.String,
        )
        for column, kind in coded.items()
        for language, name in enumerate(("he", "en"))
    )
