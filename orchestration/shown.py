"""What the Dagster page shows of an asset: what people ask of it, as metadata."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from expectations.checks import CheckResult
from ingest.intake import Intake
from ingest.source import Source
from orchestration.lineage import Mart

RIGHT_TO_LEFT, END_OF_IT = "\u2067", "\u2069"
ROWS, COLUMNS, WIDTH = 5, 8, 60
Metadata = dict[str, Any]


def of_source(source: Source) -> Metadata:
    """What is declared: whose it is, where from, under which licence, when it grows stale."""
    freshness = source.freshness
    where = {
        "http": "the publisher's site",
        "ckan": "the publisher's CKAN portal",
        "series": "the publisher's interface of time series",
        "manual": "by hand: no address is known",
        "inbox": "handed in by people",
    }[source.fetch.kind]
    limits = "a closed series: never stale"
    if freshness is not None:
        limits = f"stale after {freshness.warn_after_days} days"
        if freshness.block_after_days is not None:
            limits += f", blocks after {freshness.block_after_days}"
    told: Metadata = {
        "publisher": f"{source.publisher.en} · {source.publisher.he}",
        "licence": source.licence,
        "homepage": dg.MetadataValue.url(source.homepage),
        "comes from": where,
        "declaration": f"ingest/sources/{source.source_id}.yml",
        "freshness limits": limits,
        "required": source.required,
    }
    if source.fetch.kind not in ("manual", "inbox"):
        told["seen to answer"] = "yes" if source.verified_live else "not yet by anybody"
    return told


def of_intake(intake: Intake, editions: Sequence[tuple[Any, ...]], *, asked: bool) -> Metadata:
    """What a run found at a source, or that it asked others alone.

    Args:
        editions: (edition, vintage, rows, cells, file name) of each file held.
    """
    told: Metadata = {
        "files offered now": len(intake.present) if asked else "not asked in this run",
        "files held": len(editions),
        "dagster/row_count": sum(edition[2] for edition in editions),
        "editions": dg.MetadataValue.md(
            table(("edition", "vintage", "rows", "cells", "file"), editions)
        ),
    }
    trouble = [*map(str, intake.failures), *map(str, intake.unreachable)]
    trouble += [f"no source reads this file: {path.name}" for path in intake.unmatched]
    trouble += intake.left
    told["to look at"] = (
        dg.MetadataValue.md("\n".join(f"* {cell(line, 400)}" for line in trouble[:20]))
        if trouble
        else "nothing"
    )
    return told


def of_mart(mart: Mart) -> Metadata:
    """The columns with their descriptions, and where the dictionary tells of the table."""
    return {
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(name, type_ or "string", description=both_languages(description))
                for name, type_, description in mart.columns
            ]
        ),
        "dagster/table_name": f"marts.{mart.name}",
        "ask": dg.MetadataValue.md(f'`thriving sql "from {mart.name} limit 5"`'),
        "dictionary": dg.MetadataValue.md(
            f"`mart_{mart.name}.html` of the folder that `thriving docs --to DIR` writes"
        ),
    }


def of_tables(build: Path, tables: Iterable[str]) -> dict[str, Metadata]:
    """Rows of each table of the build, and the first of them."""
    found: dict[str, Metadata] = {}
    with duckdb.connect(str(build), read_only=True) as connection:
        for name in tables:
            rows = connection.execute(f'select count(*) from marts."{name}"').fetchall()[0][0]
            shown = connection.execute(f'from marts."{name}" limit {ROWS}')
            columns = [column[0] for column in shown.description or []][:COLUMNS]
            first = [row[:COLUMNS] for row in shown.fetchall()]
            found[name] = {
                "dagster/row_count": rows,
                "preview": dg.MetadataValue.md(table(columns, first) if first else "no rows"),
            }
    return found


def of_check(result: CheckResult) -> Metadata:
    """What a failed check means, what to do, and its first rows."""
    told: Metadata = {
        "failing rows": result.failing,
        "what to do": dg.MetadataValue.md(both_languages(f"{result.do}\n{result.do_he}")),
    }
    if result.rows:
        columns = list(dict.fromkeys(key for row in result.rows for key in row))
        rows = [[row.get(key) for key in columns] for row in result.rows[:10]]
        told["first of them"] = dg.MetadataValue.md(table(columns, rows))
    return told


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown; nothing in a cell is read as Markdown or markup."""
    lines = [columns, ["---"] * len(columns), *([cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(value: object, width: int = WIDTH) -> str:
    """One line of text, cut to a width, that is shown as it stands."""
    text = "" if value is None else " ".join(str(value).split())
    text = "".join(char for char in text if char.isprintable())
    text = text if len(text) <= width else text[: width - 1] + "…"
    # By backslashes: the page shows entities as they stand.
    return "".join(f"\\{char}" if char in "\\`*_[]|#~<>&!$" else char for char in text)


def both_languages(text: str) -> str:
    """English and Hebrew, which stand in two lines, as paragraphs, each in its own direction."""
    english, _, hebrew = text.partition("\n")
    return f"{english}\n\n{RIGHT_TO_LEFT}{hebrew}{END_OF_IT}" if hebrew else english
