"""The page of data quality: what the last refresh was made of, what was checked, what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import duckdb
from jinja2 import Environment
from markupsafe import Markup

from publication.dictionary.pages import FRESHNESS
from publication.pages.charts import Table
from publication.pages.kit import Page, render
from publication.publish import SCHEMA
from publication.reading.house import House, Row, grouped, rows_of
from publication.reading.words import NOT_KNOWN, Text, number, plain, say
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
                [plain(one[key]) if one.get(key) is not None else say(NONE) for key in keys]
                for one in sample
            ],
        ),
    }


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
    return Table(
        (
            Text("מקור", "Source"),
            Text("מפרסם", "Publisher"),
            Text("קבצים", "Files"),
            Text("מהדורה אחרונה", "Newest edition"),
            Text("הובא (UTC)", "Came to us (UTC)"),
            Text("גיל בימים", "Age in days"),
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
                say(FRESHNESS.get(row["freshness"], NOT_KNOWN)),
            )
            for row in rows_of(connection, "sources", by="source_id")
        ],
    )


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
