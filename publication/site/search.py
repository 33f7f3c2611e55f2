"""What a search finds a settlement by: every spelling of its name in use, and its code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from ingest.names import bare_name, normalise_name
from publication.publish import SCHEMA
from publication.settlements import agreed_names


class Entry(NamedTuple):
    """A settlement that can be found. ``spellings`` are normalised, its two names first."""

    code: str
    name_he: str
    name_en: str
    kind: str
    council_he: str
    council_en: str
    is_authority: bool
    spellings: tuple[str, ...]


def entries_of(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """All settlements: authorities first, each by the order of codes.

    Spellings are those of the register, the aliases that were agreed on, and every wording in a
    publisher's file that was understood as the settlement by its code or by one of its names.
    """
    spelled: dict[str, dict[str, None]] = {}
    for code, text in _spellings(connection):
        for spelling in (normalise_name(text), bare_name(text)):
            spelled.setdefault(code, {})[spelling.lower()] = None
    rows = connection.execute(
        "select place.settlement_code, place.name_he, coalesce(place.name_en, place.name_he),"
        " place.kind, coalesce(council.name_he, ''),"
        " coalesce(council.name_en, council.name_he, ''),"
        f" place.is_authority from {SCHEMA}.settlements as place"
        f" left join {SCHEMA}.settlements as council"
        " on not place.is_authority and place.parent_settlement_code = council.settlement_code"
        " where place.kind not in ('nation', 'region')"
        " order by not place.is_authority, place.settlement_code"
    ).fetchall()
    return [Entry._make((*row, tuple(name for name in spelled[row[0]] if name))) for row in rows]


def _spellings(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    names = connection.execute(
        f"select settlement_code, name_he, name_en from {SCHEMA}.settlements"
        " order by settlement_code"
    ).fetchall()
    for code, *texts in names:
        yield from ((code, text) for text in texts if text)
    yield from ((code, name) for code, name in agreed_names() if name)
    # A name that disagrees with the code beside it may be another settlement's.
    yield from connection.execute(
        f"select distinct settlement_code, name_text from {SCHEMA}.name_decisions"
        " where settlement_code is not null and name_text is not null"
        " and coalesce(name_agrees, true) order by settlement_code, name_text"
    ).fetchall()
