"""What the search of the dictionary finds, as one script that a page loads from beside itself."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publication.dictionary.examples import read_examples
from publication.dictionary.read import Dictionary
from publication.pages.kit import embedded

Entry = tuple[str, str, str, str, str]
"""Kind, name, Hebrew, English, and where it stands."""
INDEX_JS = "dictionary-index.js"


def index_script(told: Dictionary) -> str:
    """Marts with their questions, indicators, columns, codes of each list, and sources."""
    return f"window.thrivingDictionary = {embedded(list(entries_of(told)))};\n"


def entries_of(told: Dictionary) -> Iterator[Entry]:
    """All that can be found, in the order in which equal hits are shown."""
    examples = read_examples()
    for row in told.marts.iter_rows(named=True):
        asked = examples.get(row["mart"])
        yield (
            "mart",
            row["mart"],
            _joined(row["term_he"], row["sentence_he"], asked.question_he if asked else None),
            _joined(row["sentence_en"], asked.question_en if asked else None),
            mart_at(row["mart"]),
        )
    for row in told.indicators.iter_rows(named=True):
        yield (
            "indicator",
            row["indicator_id"],
            _joined(row["name_he"], row["definition_he"]),
            _joined(row["name_en"], row["definition"]),
            indicator_at(row["domain"], row["indicator_id"]),
        )
    for row in columns_once(told).iter_rows(named=True):
        yield (
            "column",
            row["column"],
            _joined(row["term_he"], row["description_he"]),
            row["description_en"] or "",
            f"columns.html#{row['column']}",
        )
    for row in told.codes.iter_rows(named=True):
        at = f"codes.html#{row['code_kind']}"
        yield ("code", f"{row['code_kind']}: {row['code']}", row["text_he"], row["text_en"], at)
    for row in told.sources.iter_rows(named=True):
        yield (
            "source",
            row["source_id"],
            _joined(row["title_he"], row["publisher_he"]),
            _joined(row["title_en"], row["publisher_en"]),
            f"sources.html#{row['source_id']}",
        )


def mart_at(mart: str) -> str:
    """The page of a mart, seen from the other pages of the dictionary."""
    return f"mart_{mart}.html"


def indicator_at(domain: str, indicator_id: str) -> str:
    """Where an indicator is described, seen from the other pages."""
    return f"domain_{domain}.html#{indicator_id}"


def columns_once(told: Dictionary) -> pl.DataFrame:
    """Columns by name and meaning, with the ``marts`` that hold each, in the order of the alphabet.

    The same name may mean two things (``status``), and then has two rows.
    """
    meaning = ["column", "term_he", "description_en", "description_he"]
    return (
        told.columns.group_by(*meaning, maintain_order=True)
        .agg(pl.col("mart").alias("marts"), pl.col("code_kind").drop_nulls().first())
        .sort("column", "description_en", maintain_order=True)
    )


def _joined(*parts: str | None) -> str:
    return " – ".join(part for part in parts if part)
