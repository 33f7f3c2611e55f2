"""Pages that list: localities with what is known of each, and the tables that can be downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
from jinja2 import Environment

from publication.dictionary.comments import read_comment
from publication.dictionary.search import mart_at
from publication.pages.kit import Page, render
from publication.publish import SCHEMA
from publication.reading.house import House
from publication.reading.words import Text
from publication.site.authorities import Authority

PARQUET, DICTIONARY = "data/parquet", "dictionary"


@dataclass(frozen=True)
class Locality:
    """A settlement that is no authority. ``council``: page and name of its regional council."""

    code: str
    name: Text
    council: Authority | None
    population: int | None
    population_year: int | None
    cluster: int | None
    figures: int


@dataclass(frozen=True)
class Mart:
    """A published table; ``file`` and ``described_at`` are seen from the root of the site."""

    name: str
    says: Text
    described_at: str
    rows: int
    file: str
    kilobytes: int


def localities_page(
    templates: Environment,
    connection: duckdb.DuckDBPyConnection,
    house: House,
    authorities: dict[str, Authority],
    page: Page,
) -> str:
    """All localities that are no authorities themselves."""
    rows = connection.execute(
        "select place.settlement_code, place.parent_settlement_code, place.population,"
        " place.population_year, place.sei_cluster, count(profile.value)"
        f" from {SCHEMA}.settlements as place"
        f" left join {SCHEMA}.settlement_profile as profile using (settlement_code)"
        " where not place.is_authority and place.kind not in ('nation', 'region')"
        " group by all order by place.settlement_code"
    ).fetchall()
    localities = [
        Locality(code, house.names[code], authorities.get(parent or ""), people, year, cluster, n)
        for code, parent, people, year, cluster, n in rows
    ]
    return render(
        templates,
        "localities.html.jinja",
        page,
        localities=sorted(localities, key=lambda one: (one.name.he, one.code)),
    )


def marts_of(connection: duckdb.DuckDBPyConnection, parquet: Path) -> list[Mart]:
    """The published tables that lie in the folder ``parquet``, by name."""
    rows = connection.execute(
        "select table_name, coalesce(comment, ''), estimated_size from duckdb_tables()"
        " where schema_name = ? order by table_name",
        [SCHEMA],
    ).fetchall()
    return [
        Mart(
            name,
            _says(comment),
            f"{DICTIONARY}/{mart_at(name)}",
            rows,
            f"{PARQUET}/{name}.parquet",
            -(-file.stat().st_size // 1024),
        )
        for name, comment, rows in rows
        if (file := parquet / f"{name}.parquet").exists()
    ]


def _says(comment: str) -> Text:
    words = read_comment(comment)
    english = words.sentence_en or ""
    return Text(words.sentence_he or words.term_he or english, english)


def downloads_page(templates: Environment, marts: list[Mart], page: Page) -> str:
    """All tables with what they hold."""
    return render(templates, "downloads.html.jinja", page, marts=marts)
