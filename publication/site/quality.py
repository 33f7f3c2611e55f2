"""The page of data quality: what the last refresh was made of, what was checked, what changed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import duckdb
import polars as pl
from jinja2 import Environment
from markupsafe import Markup

from publication.dictionary.pages import FRESHNESS
from publication.pages.charts import Table
from publication.pages.kit import Page, render
from publication.publish import SCHEMA
from publication.reading.house import House, Row, grouped, rows_of
from publication.reading.words import NOT_KNOWN, Text, listed, number, plain, say
from publication.site.changes import (
    ROWS,
    errors_table,
    indicator_link,
    moved_table,
    quarantine_table,
    revised_table,
)
from publication.site.indicator import in_words
from publication.site.spread import NONE
from publication.site.words import CLASSES, OUTCOMES, SEVERITIES

_HEBREW = re.compile("[\u05d0-\u05ea]")


def quality_page(
    templates: Environment,
    connection: duckdb.DuckDBPyConnection,
    house: House,
    about: dict[str, Any],
    page: Page,
) -> str:
    """The page as HTML; ``about`` is what the published version is made of."""
    checks = rows_of(connection, "quality_results", by="run_id desc, check_id")
    latest = [row for row in checks if row["run_id"] == house.run_id]
    failed = [row for row in latest if row["outcome"] != "passed"]
    quarantine = rows_of(connection, "quarantine")
    return render(
        templates,
        "quality.html.jinja",
        page,
        about=_about(house, about, latest, failed),
        failed=[_failure(row) for row in failed],
        checks=_checks(latest),
        runs=_runs(checks),
        sources=_sources(house, connection),
        revised=revised_table(house, connection),
        moved=moved_table(house, connection),
        moved_all=_count(connection, "revision_effects"),
        quarantine=quarantine_table(house, quarantine[:ROWS]),
        quarantine_all=len(quarantine),
        errors=errors_table(house, connection),
        coverage=_coverage(house, connection),
        shown=ROWS,
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = connection.execute(f"select count(*) from {SCHEMA}.{table}").fetchall()
    return int(rows)


def _about(
    house: House, about: dict[str, Any], checks: Sequence[Row], failed: Sequence[Row]
) -> list[tuple[Text, Markup]]:
    counts = about.get("counts", {})
    # A machine's folder says nothing to a reader; that it was a folder does.
    origins = {
        "sample": Text("מדגם סינתטי", "the synthetic sample"),
        "live": Text("מן המפרסמים עצמם", "the publishers themselves"),
    }
    origin = origins.get(
        str(about.get("origin")), Text("תיקיית קבצים של המפרסמים", "a folder of publishers' files")
    )
    critical = sum(row["severity"] == "critical" for row in failed)
    return [
        (Text("ריצה", "Run"), plain(house.run_id)),
        (Text("פורסם (UTC)", "Published (UTC)"), plain(house.published_at[:16].replace("T", " "))),
        (Text("מהיכן", "From"), say(origin)),
        (Text("תוצאה", "Outcome"), say(OUTCOMES["published"])),
        (
            Text("בדיקות", "Checks"),
            say(
                Text(
                    f"{len(checks)}: עברו {len(checks) - len(failed)}, נכשלו {len(failed)}"
                    f" (מהן חוסמות: {critical})",
                    f"{len(checks)}: {len(checks) - len(failed)} passed, {len(failed)} failed"
                    f" (critical: {critical})",
                )
            ),
        ),
        *(
            (name, number(counts[key], 0))
            for key, name in (
                ("files", Text("קבצים", "Files")),
                ("figures", Text("נתונים", "Figures")),
                ("settlements", Text("יישובים", "Settlements")),
                ("indicators", Text("מדדים", "Indicators")),
                ("quarantined", Text("בהסגר", "In quarantine")),
            )
            if key in counts
        ),
    ]


def _failure(row: Row) -> dict[str, Any]:
    """A failed check with the rows that fail it, as they were kept."""
    sample = json.loads(row["sample"]) if row["sample"] else []
    keys = list(dict.fromkeys(key for one in sample for key in one))
    return {
        "id": row["check_id"],
        "severity": SEVERITIES.get(row["severity"], NOT_KNOWN),
        "says": in_words(row, "says"),
        "do": in_words(row, "what_to_do"),
        "rows": row["failing_rows"],
        "sample": Table(
            [Text(key, key) for key in keys],
            [
                [_as_kept(one[key]) if one.get(key) is not None else say(NONE) for key in keys]
                for one in sample
            ],
        ),
    }


def _as_kept(value: Any) -> Markup:
    """A cell of a row in English; names in it may be Hebrew."""
    is_hebrew = _HEBREW.search(str(value))
    return Markup('<span lang="he">{}</span>').format(plain(value)) if is_hebrew else plain(value)


def _checks(rows: Sequence[Row]) -> Table:
    return Table(
        (
            Text("בדיקה", "Check"),
            Text("חומרה", "Severity"),
            Text("תוצאה", "Outcome"),
            Text("שורות חורגות", "Failing rows"),
            Text("מה פירוש כישלון", "What a failure means"),
        ),
        [
            (
                Markup("<code>{}</code>").format(row["check_id"]),
                say(SEVERITIES.get(row["severity"], NOT_KNOWN)),
                say(OUTCOMES.get(row["outcome"], NOT_KNOWN)),
                number(row["failing_rows"], 0),
                in_words(row, "says"),
            )
            for row in rows
        ],
    )


def _runs(rows: Sequence[Row]) -> Table:
    """Earlier refreshes and this one: when, how they ended, which checks failed."""
    return Table(
        (
            Text("ריצה", "Run"),
            Text("מועד (UTC)", "When (UTC)"),
            Text("תוצאה", "Outcome"),
            Text("בדיקות שנכשלו", "Failed checks"),
        ),
        [
            (
                plain(run),
                plain(str(checks[0]["checked_at"])[:16]),
                say(OUTCOMES.get(checks[0]["run_outcome"], NOT_KNOWN)),
                Markup(", ").join(
                    Markup("<code>{}</code>").format(row["check_id"])
                    for row in checks
                    if row["outcome"] != "passed"
                )
                or say(NONE),
            )
            for run, checks in grouped(list(rows), "run_id").items()
        ],
    )


def _sources(house: House, connection: duckdb.DuckDBPyConnection) -> Table:
    newer = _held_newer(connection)
    return Table(
        (
            Text("מקור", "Source"),
            Text("מפרסם", "Publisher"),
            Text("קבצים", "Files"),
            Text("מהדורה אחרונה", "Newest edition"),
            Text("הובא (UTC)", "Came to us (UTC)"),
            Text("גיל בימים", "Age in days"),
            Text("גיל מותר בימים", "Age allowed, in days"),
            Text("עדכניות", "Freshness"),
        ),
        [
            (
                say(house.titles[row["source_id"]]),
                say(house.publishers[row["source_id"]]),
                number(row["files"], 0),
                plain(row["latest_vintage"]) if row["latest_vintage"] else say(NONE),
                plain(str(row["last_retrieved_at"])[:16])
                if row["last_retrieved_at"]
                else say(NONE),
                number(row["age_days"], 0) if row["age_days"] is not None else say(NONE),
                say(_allowed(row)),
                Markup(" ").join([say(_freshness(row)), *_newer(house, newer, row["source_id"])]),
            )
            for row in rows_of(connection, "sources", by="source_id")
        ],
    )


def _allowed(row: Row) -> Text:
    """From what age a source warns, and from what age it keeps a refresh from being published."""
    warn, block = row["warn_after_days"], row["block_after_days"]
    parts = [
        *([Text(f"אזהרה: {warn:,}", f"warning: {warn:,}")] if warn is not None else []),
        *([Text(f"חסימה: {block:,}", f"block: {block:,}")] if block is not None else []),
    ]
    return listed(parts) if parts else Text("לא נקבע", "not set")


def _freshness(row: Row) -> Text:
    """How a source stands against its limit; without a limit nothing is called fresh."""
    limits = (row["warn_after_days"], row["block_after_days"])
    if row["freshness"] == "fresh" and limits == (None, None):
        return Text("לא נקבע גיל מותר, ולכן לא נבדק", "no age is set, so that none is checked")
    return FRESHNESS.get(row["freshness"], NOT_KNOWN)


def _held_newer(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """By source: other sources with later years of the same indicators, how many, up to when."""
    told = connection.sql(
        "with latest as (select source_id, indicator_id, max(reference_year) as latest"
        f" from {SCHEMA}.indicator_values where value is not null group by all)"
        " select own.source_id, other.source_id as through, count(*) as indicators,"
        " max(other.latest) as latest from latest as own inner join latest as other"
        " on own.indicator_id = other.indicator_id and own.source_id <> other.source_id"
        " and own.latest < other.latest group by all order by own.source_id, through"
    )
    return grouped(pl.DataFrame(told).to_dicts(), "source_id")


def _newer(house: House, newer: dict[str, list[Row]], source: str) -> list[Markup]:
    return [
        Markup('<span class="why">{} {} {}</span>').format(
            say(
                Text(
                    f"נתונים חדשים יותר (עד {row['latest']}) מוחזקים כאן דרך מקור אחר:",
                    f"Later figures (to {row['latest']}) are held through another source:",
                )
            ),
            say(house.titles[row["through"]]),
            say(Text(f"(מדדים: {row['indicators']}).", f"(indicators: {row['indicators']}).")),
        )
        for row in newer.get(source, [])
    ]


def _coverage(house: House, connection: duckdb.DuckDBPyConnection) -> Table:
    """Share of authorities with a figure, by type and periphery, for each headline indicator."""
    rows = grouped(rows_of(connection, "data_gap_coverage"), "indicator_id")
    kinds = ("municipal_type", "periphery")
    classes = sorted(
        {(row["class_kind"], row["class"]) for told in rows.values() for row in told},
        key=lambda one: (kinds.index(one[0]) if one[0] in kinds else len(kinds), one[1]),
    )
    lines = []
    for one in house.catalogue.values():
        if not one.is_headline:
            continue
        told = {(row["class_kind"], row["class"]): row for row in rows.get(one.id, [])}
        cells = [_share(told[key]["coverage"]) if key in told else say(NONE) for key in classes]
        lines.append((indicator_link(house, one.id), *cells))
    return Table(
        (
            Text("מדד מוסכם", "Agreed indicator"),
            *(CLASSES.get(name) or house.say(kind, name) for kind, name in classes),
        ),
        lines,
    )


def _share(coverage: float | None) -> Markup:
    if coverage is None:
        return say(NONE)
    return Markup('<bdi class="n" dir="ltr">{}%</bdi>').format(f"{100 * coverage:.0f}")
