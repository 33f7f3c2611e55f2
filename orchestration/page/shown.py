"""What the Dagster page shows of an asset: what people ask of it, as metadata.

Its links begin with a slash: the dictionary stands under the address of the page (``page.py``).
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from expectations.checks import Check
from ingest.fetch.answers import FAILED
from ingest.intake import Intake
from ingest.source import Source
from orchestration.lineage import Mart
from orchestration.page.checks import LATE, tables_of, to_check, went_wrong
from orchestration.page.dictionary import DICTIONARY
from orchestration.page.markdown import Marked, both_languages, cell, table
from orchestration.page.resting import in_words, resting
from orchestration.sources.held import Held

ROWS, COLUMNS, NARROW = 5, 5, 24
Metadata = dict[str, Any]


def about_source(source: Source) -> str:
    """What stands at the head of its page, with the way to the dictionary."""
    return f"{source.title.en} · {source.title.he}\n\n{_in_dictionary(_page_of(source))}"


def about_mart(mart: Mart) -> str:
    """What stands at the head of its page, above its many columns."""
    return f"{both_languages(mart.description)}\n\n{_in_dictionary(_page_of(mart))}"


def _in_dictionary(page: str) -> str:
    return f"[In the dictionary · במילון]({page})"


def _page_of(told: Source | Mart) -> str:
    page = f"mart_{told.name}.html" if isinstance(told, Mart) else f"sources.html#{told.source_id}"
    return f"{DICTIONARY}/{page}"


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
        "licence": f"{source.licence.en} · {source.licence.he}",
        "homepage": dg.MetadataValue.url(source.homepage)
        if "://" in source.homepage
        else source.homepage,
        "comes from": where,
        "declaration": f"ingest/sources/{source.source_id}.yml",
        "freshness limits": limits,
        "required": "yes: without any edition of it nothing is published"
        if source.required
        else "no: if it fails, its last good edition stays in use",
        "dictionary": dg.MetadataValue.url(_page_of(source)),
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
            table(
                ("edition", "rows", "cells", "file"),
                [(vintage, *counts, name) for _, vintage, *counts, name in editions],
                NARROW,
            )
        ),
    }
    trouble = went_wrong(intake)
    trouble += [f"no source reads this file: {path.name}" for path in intake.unmatched]
    trouble += intake.left
    told["to look at"] = (
        dg.MetadataValue.md("\n".join(f"* {cell(line, 400)}" for line in trouble[:20]))
        if trouble
        else "nothing"
    )
    return told


def of_held(held: Held, source: Source, today: dt.date) -> Metadata:
    """How fresh a source is on a day, and what its publisher last answered for each file."""
    told: Metadata = {"freshness": _freshness(held, source, today)}
    answers = [
        (name, answer["asked_at"], answer["outcome"], answer["message"] if failed else "")
        for name, answer in held.answers.items()
        for failed in [answer["outcome"] == FAILED]
    ]
    if answers:
        head = ("file", "asked (UTC)", "answer", "why not")
        told["last answers"] = dg.MetadataValue.md(table(head, answers))
    elif source.fetch.kind not in ("manual", "inbox"):
        told["last answers"] = "nobody has asked this publisher from here"
    return told


def _freshness(held: Held, source: Source, today: dt.date) -> str:
    if held.newest_edition is None:
        return "no file is held"
    if held.age_days is None:
        return f"{held.freshness}: nothing says of which year {held.newest_edition} speaks"
    told = f"{held.freshness}: {held.age_days:,} days old"
    if source.freshness and held.freshness in LATE:
        limit = source.freshness.warn_after_days
        if held.freshness == "past_limit" and source.freshness.block_after_days:
            limit = source.freshness.block_after_days
        told += f", at most {limit:,} are expected"
    return f"{told}; {held.newest_edition} speaks until {today - dt.timedelta(days=held.age_days)}"


def of_mart(mart: Mart, checks: Iterable[Check]) -> Metadata:
    """The columns with their descriptions, the checks that read it, and its page of the dictionary.

    Args:
        checks: all of the gate.
    """
    told: Metadata = {
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(name, type_ or "string", description=both_languages(description))
                for name, type_, description in mart.columns
            ]
        ),
        "dagster/table_name": f"marts.{mart.name}",
        "ask": dg.MetadataValue.md(f'`thriving sql "from {mart.name} limit 5"`'),
        "dictionary": dg.MetadataValue.url(_page_of(mart)),
    }
    reading = [to_check(check) for check in checks if mart.name in tables_of(check.sql)]
    if reading:
        told["checked by"] = dg.MetadataValue.md(", ".join(reading))
    return told


def of_raw_tables(build: Path, names: Iterable[str]) -> dict[str, Metadata]:
    """Rows of each table of the raw layer. What stands in them is looked at in the marts alone."""
    # The views of schema ``raw`` are relative to the build folder.
    with contextlib.chdir(build.parent), duckdb.connect(str(build), read_only=True) as connection:
        return {
            name: {
                "dagster/row_count": connection.execute(
                    f'select count(*) from raw."{name}"'
                ).fetchall()[0][0]
            }
            for name in names
        }


def of_tables(build: Path, marts: Sequence[Mart], told: Iterable[str]) -> dict[str, Metadata]:
    """Rows of some marts of the build, how fresh these are, and the first of them.

    Args:
        marts: all of them, of the manifest.
    """
    found: dict[str, Metadata] = {}
    with duckdb.connect(str(build), read_only=True) as connection:
        rests = resting(connection, marts)
        dated = {mart.name for mart in marts if any(c[0] == "reference_year" for c in mart.columns)}
        for name in told:
            rows = connection.execute(f'select count(*) from marts."{name}"').fetchall()[0][0]
            shown = connection.execute(f'from marts."{name}" limit {ROWS}')
            columns = [column[0] for column in shown.description or []][:COLUMNS]
            first = [row[:COLUMNS] for row in shown.fetchall()]
            sources = [
                (
                    Marked(f"[{cell(rest.source_id)}](/assets/raw/{rest.source_id})"),
                    rest.freshness.replace("_", " "),
                    rest.age_days,
                    rest.latest_edition,
                )
                for rest in rests[name]
            ]
            found[name] = {
                "dagster/row_count": rows,
                "freshness": in_words(rests[name]),
                "preview": dg.MetadataValue.md(
                    table(columns, first, NARROW) if first else "no rows"
                ),
            }
            if name in dated:
                newest = f'select max(reference_year) from marts."{name}"'
                [(year,)] = connection.execute(newest).fetchall()
                found[name]["figures until"] = "no figures" if year is None else str(year)
            if sources:
                head = ("source", "freshness", "days old", "edition")
                found[name]["rests on"] = dg.MetadataValue.md(table(head, sources))
    return found
