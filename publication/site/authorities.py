"""The authorities of the country as rows that can be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from publication.reading.house import House, rows_of
from publication.reading.words import NOT_KNOWN, Text
from publication.site.words import KINDS, district


@dataclass(frozen=True)
class Authority:
    """An authority. ``programmes``: their ids; ``page``: where its page stands, or empty."""

    code: str
    name: Text
    kind: Text
    type: str
    type_name: Text
    district: str
    district_name: Text
    cluster: int | None
    peripherality: int | None
    is_periphery: bool | None
    programmes: tuple[str, ...]
    population: int | None
    population_year: int | None

    @property
    def page(self) -> str:
        """Its page, seen from the root of the site."""
        return f"settlements/{self.code}.html"


def authorities_of(connection: duckdb.DuckDBPyConnection, house: House) -> list[Authority]:
    """All authorities, in the order of their codes."""
    return [
        Authority(
            code=row["settlement_code"],
            name=house.names[row["settlement_code"]],
            kind=KINDS.get(row["kind"], NOT_KNOWN),
            type=row["municipal_type"] or "",
            type_name=house.say("municipal_type", row["municipal_type"]),
            district=row["district"] or "",
            district_name=district(row["district"]),
            cluster=row["sei_cluster"],
            peripherality=row["peripherality_cluster"],
            is_periphery=row["is_periphery"],
            programmes=tuple(filter(None, (row["programmes"] or "").split(", "))),
            population=row["population"],
            population_year=row["population_year"],
        )
        for row in rows_of(connection, "settlements", where="is_authority", by="settlement_code")
    ]


def programmes_of(
    connection: duckdb.DuckDBPyConnection, authorities: Sequence[Authority]
) -> list[tuple[str, Text]]:
    """Programmes in which some authority is named, by their names."""
    named = {programme for one in authorities for programme in one.programmes}
    rows = rows_of(connection, "programmes", by="programme_id, name_he")
    names = {row["programme_id"]: Text(row["name_he"], row["name_en"]) for row in rows}
    return [
        (programme, names.get(programme, Text(programme, programme))) for programme in sorted(named)
    ]
