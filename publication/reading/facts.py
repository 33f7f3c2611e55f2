"""What is published of a settlement: of one in an instant, of all in one reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

from ingest.errors import InputError
from publication.publish import SCHEMA
from publication.reading.house import (
    LATEST,
    House,
    Row,
    frame_of,
    grouped,
    read_house,
)
from publication.reading.series import Series, series_of
from publication.reading.standing import Standing, standing_of
from publication.reading.words import Text
from publication.settlements import find_settlement

FIGURES = "indicator_values"
FIGURE_COLUMNS = (
    "settlement_code, indicator_id, reference_year, reference_period, period_key, value,"
    " standard_error, ci_low, ci_high, n, value_status, comparability, series_segment, edition,"
    " vintage, source_id, snapshot_sha256, file_name, locator"
)
TABLES = (
    "settlement_profile",
    "data_gaps",
    "logic_matrix",
    "targets",
    "target_path",
    "needs_responses",
    "thriving_index",
    "domain_scores",
    "survey_estimates",
    "small_area_estimates",
    "programmes",
    "peer_groups",
    "statistical_area_values",
    "pilot_evaluation",
    "investments",
    "investment_totals",
    "work_plan",
    "milestones",
)
"""Marts that a settlement's facts are read from, beside its figures and its own row."""
_CONDITIONS = {
    "peer_groups": "is_latest_peer_edition",
    "pilot_evaluation": "horizon = 'latest' and population_group = 'all'",
    "statistical_area_values": "is_latest_vintage and indicator_id in"
    f" (select indicator_id from {SCHEMA}.indicators where state = 'agreed')",
}


@dataclass(frozen=True)
class Facts:
    """One settlement. ``place``: its row of settlements; ``tables``: its rows of ``TABLES``."""

    house: House
    place: Row
    figures: pl.DataFrame
    tables: dict[str, pl.DataFrame]

    @property
    def code(self) -> str:
        return str(self.place["settlement_code"])

    @property
    def name(self) -> Text:
        return self.house.names[self.code]

    @property
    def is_authority(self) -> bool:
        return bool(self.place["is_authority"])

    def rows(self, table: str) -> list[Row]:
        """Its rows of one of ``TABLES``, in the order of their keys."""
        return self.tables[table].to_dicts() if table in self.tables else []

    @cached_property
    def _by_indicator(self) -> dict[str, list[Row]]:
        return grouped(self.figures.to_dicts(), "indicator_id")

    def series(self, indicator_id: str) -> Series:
        """Its series of an indicator; empty where it has none."""
        return series_of(self.house, indicator_id, self._by_indicator.get(indicator_id, []))

    def national_series(self, indicator_id: str) -> Series:
        """The nation's; empty where its figure is none to hold a settlement's against."""
        standing = self.standings.get(indicator_id)
        rows = self.house.nation.get(indicator_id, [])
        return series_of(
            self.house, indicator_id, rows if standing and standing.nation is not None else []
        )

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Every indicator that it has a figure of, or of which it is known why it has none.

        In the order of the catalogue: headline indicators first, by domain and name.
        """
        peers = len(self.rows("peer_groups"))
        told = {row["indicator_id"]: row for row in self.rows("data_gaps")}
        told |= {row["indicator_id"]: row for row in self.rows("settlement_profile")}
        return {
            one.id: standing_of(
                self.house,
                one,
                told[one.id],
                (figure := self._figure(told[one.id])),
                self._before(told[one.id], figure),
                is_authority=self.is_authority,
                peers_of=peers,
            )
            for one in self.house.catalogue.values()
            if one.id in told
        }

    def _figure(self, row: Row) -> Row | None:
        if row.get("value") is None:
            return None
        for figure in reversed(self._by_indicator.get(row["indicator_id"], [])):
            if figure["reference_period"] == row["reference_period"]:
                return figure
        return None

    def _before(self, row: Row, figure: Row | None) -> Row | None:
        """The figure that the change of a row of settlement_profile is since."""
        if figure is None or row.get("previous_year") is None:
            return None
        for one in reversed(self._by_indicator.get(row["indicator_id"], [])):
            if (
                one["reference_year"] == row["previous_year"]
                and one["value"] is not None
                and one["period_key"] < figure["period_key"]
            ):
                return one
        return None

    @property
    def headlines(self) -> list[Standing]:
        """Agreed indicators, known or not."""
        return [one for one in self.standings.values() if one.indicator.is_headline]

    @property
    def others(self) -> list[Standing]:
        """Proposed indicators, known or not."""
        return [one for one in self.standings.values() if not one.indicator.is_headline]


def read_facts(warehouse: Path, settlement: str) -> Facts:
    """The facts of the settlement that a person means, by code or name.

    Raises:
        InputError: it is not known, or may be more than one.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        code = find_settlement(connection, settlement).code
        [facts] = _read(connection, read_house(connection, warehouse), [code])
        return facts


def facts_of(warehouse: Path, codes: Sequence[str]) -> Iterator[Facts]:
    """The facts of many settlements in the order of ``codes``; each mart is read once.

    Raises:
        InputError: a code of no published settlement.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield from _read(connection, read_house(connection, warehouse), codes)


def authorities(warehouse: Path) -> list[str]:
    """The codes of all local authorities."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return list(
            frame_of(connection, "settlements", where="is_authority", by="settlement_code")[
                "settlement_code"
            ]
        )


def _read(
    connection: duckdb.DuckDBPyConnection, house: House, codes: Sequence[str]
) -> Iterator[Facts]:
    unknown = [code for code in codes if not re.fullmatch(r"\d{4}", code)]
    unknown += [code for code in codes if code not in house.names and code not in unknown]
    if unknown:
        raise InputError("settlement", found=", ".join(unknown), expected="codes of settlements")
    # A parameter cannot stand in a relation; the codes are four digits each.
    wanted = f"settlement_code in ({', '.join(repr(code) for code in sorted(set(codes)))})"
    places = _by_settlement(frame_of(connection, "settlements", where=wanted))
    figures = _by_settlement(
        frame_of(
            connection,
            FIGURES,
            columns=FIGURE_COLUMNS,
            where=f"{wanted} and {LATEST}",
            by="settlement_code, indicator_id, period_key",
        )
    )
    tables = {
        table: _by_settlement(
            frame_of(connection, table, where=f"{wanted} and {_CONDITIONS.get(table, 'true')}")
        )
        for table in TABLES
    }
    for code in codes:
        yield Facts(
            house,
            places[code].row(0, named=True),
            figures.get(code, pl.DataFrame()),
            {table: rows[code] for table, rows in tables.items() if code in rows},
        )


def _by_settlement(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        str(code): part
        for (code,), part in rows.partition_by(
            "settlement_code", as_dict=True, maintain_order=True
        ).items()
    }
