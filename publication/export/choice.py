"""Which settlements are carried away: those named, those of a programme, or all authorities."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from ingest.errors import InputError
from ingest.programmes.layout import Place
from publication.publish import SCHEMA
from publication.settlements import check_programme, find_settlement


def choose(
    connection: duckdb.DuckDBPyConnection,
    settlements: Sequence[str],
    programme: str | None,
    everyone: bool,
) -> list[Place]:
    """The settlements by code, each once.

    Args:
        settlements: codes or names; one text may hold several, with commas between them.
        programme: its id; every settlement that a source or form names for it.
        everyone: every local authority.

    Raises:
        InputError: none or more than one of the three is given; a settlement or programme is not
            known; no settlement of the programme is named.
    """
    ways = [
        name
        for name, given in (
            ("--settlement", bool(settlements)),
            ("--programme", programme is not None),
            ("--all", everyone),
        )
        if given
    ]
    if len(ways) != 1:
        raise InputError(
            "which settlements",
            found=" and ".join(ways) or "none of them",
            expected="exactly one of --settlement, --programme and --all",
        )
    if programme is not None:
        return _members(connection, programme)
    if everyone:
        return _places(connection, "is_authority")
    given = [part.strip() for text in settlements for part in text.split(",") if part.strip()]
    if not given:
        raise InputError("--settlement", found="nothing", expected="the code or name of one")
    found = {place.code: place for place in (find_settlement(connection, one) for one in given)}
    return [found[code] for code in sorted(found)]


def _members(connection: duckdb.DuckDBPyConnection, programme: str) -> list[Place]:
    check_programme(connection, programme)
    of_programme = f"select settlement_code from {SCHEMA}.programme_members where programme_id = ?"
    places = _places(connection, f"settlement_code in ({of_programme})", programme)
    if not places:
        raise InputError(
            "--programme",
            found=f"{programme}, of which no settlement is named",
            expected="a programme whose settlements are named",
            do="name them in the form of programme and membership (thriving template programme)",
        )
    return places


def _places(connection: duckdb.DuckDBPyConnection, condition: str, *parameters: str) -> list[Place]:
    rows = connection.execute(
        f"select settlement_code, name_he from {SCHEMA}.settlements"
        f" where {condition} order by settlement_code",
        list(parameters),
    ).fetchall()
    return [Place(code, name_he) for code, name_he in rows]
