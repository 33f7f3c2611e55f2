"""What all settlements share: catalogue, texts of codes, names, files, breaks, nation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from publication.publish import SCHEMA, live
from publication.reading.words import NOT_KNOWN, Codes, Text, of_code

NATION = "IL"
PERIPHERY = "peripherality_1_3"
"""The definition by which ``settlements.is_periphery`` is told; each authority counts once."""
DOMAINS = ("social", "economic", "educational", "urban_physical")

Row = dict[str, Any]


@dataclass(frozen=True)
class Indicator:
    """One of the catalogue. ``row``: all its columns."""

    id: str
    name: Text
    domain: str
    is_headline: bool
    unit: Text
    decimals: int
    direction: str | None
    row: Row


@dataclass(frozen=True)
class House:
    """What is published beside the settlements' own rows.

    ``catalogue``: headline indicators first, by domain and name. ``names``: by settlement.
    ``codes``: texts by kind and code. ``titles``: of datasets; ``publishers``: whose they are.
    ``files``: names by sha256. ``breaks``: of each indicator, by year. ``nation``: its rows of
    indicator_values, by indicator. ``periphery``: rows of periphery_gap by the main definition, by
    indicator and period. ``measures``: of surveys; ``waves``: their titles. ``fields``: latest
    figures of indicators with a known error, sorted, by indicator, period and whether they are
    authorities'. ``years``: of which anybody has a figure, by indicator. ``frozen``: programme and
    settlement of which a baseline is in force. ``run_id`` and ``published_at``: of the version
    that is live.
    """

    warehouse: Path
    run_id: str
    published_at: str
    synthetic: bool
    catalogue: dict[str, Indicator]
    names: dict[str, Text]
    codes: Codes
    titles: dict[str, Text]
    publishers: dict[str, Text]
    files: dict[str, str]
    breaks: dict[str, list[Row]]
    nation: dict[str, list[Row]]
    periphery: dict[tuple[str, str], Row]
    periphery_name: Text
    measures: dict[str, Text]
    waves: dict[str, Text]
    fields: dict[tuple[str, str, bool], tuple[float, ...]]
    years: dict[str, tuple[int, ...]]
    frozen: frozenset[tuple[str, str]]

    def say(self, kind: str, code: str | None) -> Text:
        """The text of a code."""
        return of_code(self.codes, kind, code) or NOT_KNOWN


def read_house(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> House:
    """Read what all settlements share, once."""
    about = live(warehouse.parent) or {}
    codes = {
        (row["code_kind"], row["code"]): (row["text_he"], row["text_en"])
        for row in rows_of(connection, "codes")
    }
    sources = rows_of(connection, "sources")
    [(periphery_he, periphery_en)] = connection.execute(
        f"select name_he, name_en from {SCHEMA}.periphery_definitions where definition_id = ?",
        [PERIPHERY],
    ).fetchall()
    return House(
        warehouse=warehouse,
        run_id=str(about.get("run_id", "")),
        published_at=str(about.get("published_at", "")),
        synthetic=any(row["synthetic"] for row in sources),
        catalogue=_catalogue(connection, codes),
        names={
            row["settlement_code"]: Text(row["name_he"], row["name_en"] or row["name_he"])
            for row in rows_of(connection, "settlements")
        },
        codes=codes,
        titles={row["source_id"]: Text(row["title_he"], row["title_en"]) for row in sources},
        publishers={
            row["source_id"]: Text(row["publisher_he"], row["publisher_en"]) for row in sources
        },
        files={row["sha256"]: row["file_name"] for row in rows_of(connection, "source_files")},
        breaks=grouped(rows_of(connection, "breaks", by="indicator_id, from_year"), "indicator_id"),
        nation=grouped(
            rows_of(
                connection,
                "indicator_values",
                where=f"settlement_code = '{NATION}' and {LATEST}",
                by="indicator_id, period_key",
            ),
            "indicator_id",
        ),
        periphery={
            (row["indicator_id"], row["reference_period"]): row
            for row in rows_of(
                connection,
                "periphery_gap",
                where=f"definition_id = '{PERIPHERY}' and weighting = 'unweighted'",
                by="indicator_id, period_key",
            )
        },
        periphery_name=Text(periphery_he, periphery_en),
        measures=_named(connection, "survey_measures", "measure_id")
        | _named(connection, "poverty_definitions", "definition_id"),
        waves={
            row["wave_id"]: Text(row["title_he"], row["title_en"])
            for row in rows_of(connection, "survey_waves")
        },
        fields=_fields(connection),
        years={
            indicator: tuple(years)
            for indicator, years in connection.execute(
                "select indicator_id, list_sort(list(distinct reference_year)) from"
                f" {SCHEMA}.indicator_values where value is not null and {LATEST} group by all"
            ).fetchall()
        },
        frozen=frozenset(
            connection.execute(
                f"select distinct programme_id, settlement_code from {SCHEMA}.baselines"
                " where is_current"
            ).fetchall()
        ),
    )


LATEST = "is_latest_vintage and population_group = 'all'"
"""Figures of the whole settlement in the latest edition that has them."""


def _named(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> dict[str, Text]:
    return {row[key]: Text(row["name_he"], row["name_en"]) for row in rows_of(connection, table)}


def _fields(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str, bool], tuple[float, ...]]:
    found = connection.execute(
        f"""
        select
            profile.indicator_id, profile.reference_period, settlements.is_authority,
            list_sort(list(profile.value))
        from {SCHEMA}.settlement_profile as profile
        inner join {SCHEMA}.settlements using (settlement_code)
        where profile.rank_in_nation is not null and profile.indicator_id in (
            select indicator_id from {SCHEMA}.indicator_values
            where ci_low is not null and {LATEST}
        )
        group by all
        """
    ).fetchall()
    return {(one, period, authority): tuple(all_) for one, period, authority, all_ in found}


def _catalogue(connection: duckdb.DuckDBPyConnection, codes: Codes) -> dict[str, Indicator]:
    found = [
        Indicator(
            id=row["indicator_id"],
            name=Text(row["name_he"], row["name_en"]),
            domain=row["domain"],
            is_headline=row["state"] == "agreed",
            unit=of_code(codes, "unit", row["unit"]) or NOT_KNOWN,
            decimals=1 if row["decimals"] is None else row["decimals"],
            direction=row["desired_direction"],
            row=row,
        )
        for row in rows_of(connection, "indicators")
    ]
    found.sort(key=lambda one: (not one.is_headline, DOMAINS.index(one.domain), one.name.he))
    return {one.id: one for one in found}


def frame_of(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    columns: str = "*",
    where: str = "true",
    by: str = "all",
) -> pl.DataFrame:
    """Rows of a mart in one order."""
    return pl.DataFrame(
        connection.sql(f"select {columns} from {SCHEMA}.{table} where {where} order by {by}")
    )


def rows_of(
    connection: duckdb.DuckDBPyConnection, table: str, *, where: str = "true", by: str = "all"
) -> list[Row]:
    """The same as dictionaries."""
    return frame_of(connection, table, where=where, by=by).to_dicts()


def grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Rows by one of their columns, in the order in which they came."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found
