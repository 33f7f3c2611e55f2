"""Tables of the page of data quality: what publishers changed, and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl
from markupsafe import Markup

from publication.pages.charts import Table
from publication.publish import SCHEMA
from publication.reading.house import House, Row, frame_of, rows_of
from publication.reading.words import NOT_KNOWN, Text, number, plain, say
from publication.site.indicator import in_words
from publication.site.spread import NONE

ROWS = 100
"""So many rows of a long list are shown; all of them are in the table that can be downloaded."""


def revised_table(house: House, connection: duckdb.DuckDBPyConnection) -> Table:
    """Figures that publishers changed, counted by indicator and pair of vintages."""
    rows = pl.DataFrame(
        connection.sql(
            "select indicator_id, revision_kind, vintage_before, vintage_after,"
            " count(*) as figures, count(distinct settlement_code) as settlements"
            f" from {SCHEMA}.revisions group by all"
            " order by figures desc, indicator_id, vintage_before, vintage_after, revision_kind"
        )
    ).to_dicts()
    return Table(
        (
            Text("מדד", "Indicator"),
            Text("מה השתנה", "What changed"),
            Text("גרסה קודמת", "Vintage before"),
            Text("גרסה חדשה", "Vintage after"),
            Text("נתונים", "Figures"),
            Text("יישובים", "Settlements"),
        ),
        [
            (
                indicator_link(house, row["indicator_id"]),
                say(house.say("revision_kind", row["revision_kind"])),
                plain(row["vintage_before"]),
                plain(row["vintage_after"]),
                number(row["figures"], 0),
                number(row["settlements"], 0),
            )
            for row in rows
        ],
    )


def moved_table(house: House, connection: duckdb.DuckDBPyConnection) -> Table:
    """Ranks that moved because of a revision, the farthest first."""
    rows = frame_of(
        connection,
        "revision_effects",
        by="abs(coalesce(rank_after - rank_before, 0)) desc, indicator_id, settlement_code,"
        f" reference_year, vintage_after limit {ROWS}",
    ).to_dicts()
    return Table(
        (
            Text("רשות", "Authority"),
            Text("מדד", "Indicator"),
            Text("תקופה", "Period"),
            Text("ערך לפני ואחרי", "Figure before and after"),
            Text("מקום לפני ואחרי", "Rank before and after"),
            Text("הנתון עצמו השתנה", "Its own figure changed"),
        ),
        [
            (
                say(house.names[row["settlement_code"]]),
                indicator_link(house, row["indicator_id"]),
                plain(row["reference_period"]),
                _pair(row["value_before"], row["value_after"], _decimals(house, row)),
                _pair(row["rank_before"], row["rank_after"], 0),
                say(Text("כן", "yes") if row["own_value_changed"] else Text("לא", "no")),
            )
            for row in rows
        ],
    )


def _decimals(house: House, row: Row) -> int:
    return house.catalogue[row["indicator_id"]].decimals


def _pair(before: float | None, after: float | None, decimals: int) -> Markup:
    """Before and after, in the order of reading."""
    shown = [say(NONE) if one is None else number(one, decimals) for one in (before, after)]
    return Markup("{}; {}").format(*shown)


def indicator_link(house: House, indicator_id: str) -> Markup:
    return Markup('<a href="indicators/{}.html">{}</a>').format(
        indicator_id, say(house.catalogue[indicator_id].name)
    )


def quarantine_table(house: House, rows: Sequence[Row]) -> Table:
    return Table(
        (
            Text("מקור", "Source"),
            Text("קובץ ומקום בו", "File and place"),
            Text("מה נמצא", "What stood there"),
            Text("מדוע", "Why"),
            Text("הצעה", "Suggestion"),
        ),
        [
            (
                say(house.titles.get(row["source_id"], NOT_KNOWN)),
                Markup("{} {}").format(plain(row["file_name"]), plain(row["locator"])),
                plain(row["found"]),
                Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(row["reason"]),
                plain(row["suggestion"]) if row["suggestion"] else say(NONE),
            )
            for row in rows
        ],
    )


def errors_table(house: House, connection: duckdb.DuckDBPyConnection) -> Table:
    """Errors of publishers that are known, and what is done about them."""
    return Table(
        (
            Text("מקור ומהדורה", "Source and edition"),
            Text("מדוע", "Why"),
            Text("נתונים שהושפעו", "Figures touched"),
            Text("בתוקף", "In force"),
        ),
        [
            (
                Markup("{} {}").format(
                    say(house.titles.get(row["source_id"], NOT_KNOWN)), plain(row["edition"])
                ),
                in_words(row, "reason"),
                number(row["figures_affected"], 0),
                say(Text("כן", "yes") if row["still_in_force"] else Text("לא", "no")),
            )
            for row in rows_of(connection, "known_errors", by="error_id")
        ],
    )
