"""The declared sources as people ask after them: what is held, how old, who answered last."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from ingest.archive import Archive, Entry
from ingest.errors import InputError
from ingest.fetch.answers import FAILED, Answers
from ingest.inputs import order_of
from ingest.intake import ASK, take_in
from ingest.origin import Origin
from ingest.parse.raw import Understood, raw_folder, read_report
from ingest.source import Source, load_sources
from orchestration.home import Home
from orchestration.lock import one_refresh


@dataclass(frozen=True)
class Held:
    """A source in a home.

    ``age_days`` are counted from the end of the year that the newest edition, or the newest figure
    published from it, speaks of; ``last_rejection`` says why the last of the ``rejected`` files
    could not be read; ``answers`` are its publisher's last words, by file.
    """

    source_id: str
    title_he: str
    title_en: str
    kind: str
    required: bool
    feeds_marts: bool
    verified_live: bool
    files: int
    rejected: int
    last_rejection: str
    synthetic: bool
    newest_edition: str | None
    age_days: int | None
    freshness: str
    answers: dict[str, dict[str, Any]]


def held_sources(home: Home, today: dt.date) -> list[Held]:
    """Every declared source, in alphabetical order, by what the archive's ledger says of it.

    An edition that bears no year (an election) is as old as the newest figure published from it.
    """
    entries = list(Archive(home.folder).entries().values())
    published = cache(lambda: _published_ages(home))
    return [
        _held(
            home,
            source,
            [entry for entry in entries if entry.source_id == source.source_id],
            today,
            published,
        )
        for source in load_sources().values()
    ]


def held_source(home: Home, source: Source, today: dt.date) -> Held:
    """One of them."""
    entries = Archive(home.folder).entries().values()
    of_it = [entry for entry in entries if entry.source_id == source.source_id]
    return _held(home, source, of_it, today, lambda: _published_ages(home))


def _published_ages(home: Home) -> dict[str, dt.date]:
    """Until when the newest figure of each source speaks; nothing where nothing is published."""
    if not home.warehouse.exists():
        return {}
    import duckdb

    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select source_id, make_date(max(reference_year), 12, 31)"
                " from marts.indicator_values where reference_year is not null group by source_id"
            ).fetchall()
        )


def _held(
    home: Home,
    source: Source,
    entries: list[Entry],
    today: dt.date,
    published: Callable[[], dict[str, dt.date]],
) -> Held:
    read = [
        report
        for entry in entries
        if (report := read_report(raw_folder(home.folder, source, entry.sha256)))
    ]
    newest = max(read, key=lambda report: (order_of(report), report.stamp or ""), default=None)
    rejections = [entry.rejected for entry in entries if entry.rejected is not None]
    age = None
    if newest is not None:
        year = newest.edition_year
        to = dt.date(year, 12, 31) if year is not None else published().get(source.source_id)
        age = (today - to).days if to else None
    return Held(
        source_id=source.source_id,
        title_he=source.title.he,
        title_en=source.title.en,
        kind=source.fetch.kind,
        required=source.required,
        feeds_marts=source.feeds_marts,
        verified_live=source.verified_live,
        files=sum(1 for entry in entries if entry.rejected is None),
        rejected=len(rejections),
        last_rejection=rejections[-1] if rejections else "",
        synthetic=any(entry.synthetic for entry in entries),
        newest_edition=newest.vintage if newest else None,
        age_days=age,
        freshness=_freshness(source, newest, age),
        answers={
            name: asdict(answer)
            for name, answer in sorted(Answers(home.folder, source.source_id).read().items())
        },
    )


def _freshness(source: Source, newest: Understood | None, age: int | None) -> str:
    """In the codes of ``marts.sources``."""
    if newest is None:
        return "no_file"
    if source.freshness is None:
        return "closed_series"
    if age is None:
        return "undated"
    if source.freshness.block_after_days and age > source.freshness.block_after_days:
        return "past_limit"
    return "stale" if age > source.freshness.warn_after_days else "fresh"


def source_lines(held: list[Held]) -> list[str]:
    """The same for people: a line for each source, what did not come of it and why, a sum."""
    table = [HEADINGS, *(_cells(one) for one in held)]
    widths = [max(len(row[col]) for row in table) for col in range(len(HEADINGS))]
    lines = [_row(HEADINGS, widths)]
    for one, cells in zip(held, table[1:], strict=True):
        lines.append(_row(cells, widths))
        if one.rejected:
            lines.append(
                f"    {one.rejected} archived file(s) could not be read, the last:"
                f" {one.last_rejection}"
            )
        lines += _did_not_come(one)
    old = sum(1 for one in held if one.freshness in ("stale", "past_limit"))
    silent = [one for one in held if _failed(one)]
    lines.append(
        f"{len(held)} sources: {sum(1 for one in held if one.files)} with files, {old} older than"
        f" expected; {sum(len(_failed(one)) for one in silent)} file(s) of {len(silent)} source(s)"
        " did not come when last asked; * is required"
    )
    return lines


HEADINGS = ("source", "by", "files", "freshness", "days", "newest edition", "asked last, answered")
EDITION_SHOWN = 40


def _cells(one: Held) -> tuple[str, ...]:
    last = max((answer["asked_at"] for answer in one.answers.values()), default="")
    edition = one.newest_edition or "-"
    if len(edition) > EDITION_SHOWN:
        edition = edition[: EDITION_SHOWN - 1] + "…"
    return (
        one.source_id + (" *" if one.required else ""),
        one.kind,
        str(one.files),
        one.freshness,
        "-" if one.age_days is None else str(one.age_days),
        edition + (" (synthetic)" if one.synthetic else ""),
        f"{last} {len(one.answers) - len(_failed(one))} of {len(one.answers)}" if last else "-",
    )


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _did_not_come(one: Held) -> list[str]:
    """A line for the first file that did not come of each cause, one for the others of it."""
    by_cause: dict[str, list[str]] = {}
    for name in _failed(one):
        message = one.answers[name]["message"]
        by_cause.setdefault(message.partition(": found ")[2], []).append(name)
    lines = []
    for first, *others in by_cause.values():
        lines.append(f"    did not come: {one.answers[first]['message']}")
        if others:
            lines.append(f"        so did not: {', '.join(others)}")
    return lines


def _failed(one: Held) -> list[str]:
    """The files that did not come when they were last asked for."""
    return [name for name, answer in one.answers.items() if answer["outcome"] == FAILED]


@dataclass(frozen=True)
class Fetch:
    """What came of asking one publisher: ``came`` says of each file its edition and rows."""

    source_id: str
    came: list[dict[str, Any]]
    failures: list[str]
    left: list[str]


def fetch_source(home: Home, source_id: str, requested_by: str) -> Fetch:
    """Ask one publisher, archive what comes, read it; nothing is built or published.

    Raises:
        InputError: no such source, one that nobody can be asked for, or a refresh is at work.
    """
    source = known_source(source_id)
    if source.fetch.kind not in ASK:
        raise InputError(
            f"fetch {source_id}",
            found=f"a source that is brought by hand ({getattr(source.fetch, 'why', '')})",
            expected="one that thriving sources lists with " + ", ".join(ASK),
            do=f"put its files into {home.folder / 'inbox' / source_id}, then"
            " thriving refresh --from live",
        )
    archive = Archive(home.folder)
    before = set(archive.entries())
    with one_refresh(home.lock):
        intake = take_in([source], Origin("live"), home.folder, requested_by=requested_by)
    entries = archive.entries()
    came = []
    for key in sorted(intake.present):
        report = read_report(raw_folder(home.folder, source, key[1]))
        if report is None:
            continue
        came.append(
            {
                "name": entries[key].name,
                "new": key not in before,
                "edition": report.vintage,
                "rows": report.rows,
                "cells": report.cells,
                "bytes": entries[key].bytes,
                "sha256": key[1],
            }
        )
    failures = [str(failure) for failure in (*intake.failures, *intake.unreachable)]
    return Fetch(source_id, came, failures, [str(path) for path in intake.unmatched])


def fetch_lines(fetch: Fetch) -> list[str]:
    """The same for people."""
    lines = [
        f"{'new' if file['new'] else 'unchanged':9} {file['name']}: edition {file['edition']},"
        f" {file['rows']:,} rows, {file['cells']:,} cells, {file['bytes']:,} bytes"
        for file in fetch.came
    ]
    lines += [f"not taken: {failure}" for failure in fetch.failures]
    lines += [f"no table of the declaration is for this file: {path}" for path in fetch.left]
    if any(file["new"] for file in fetch.came):
        lines.append("archived; the warehouse is as it was: thriving refresh --from live builds it")
    return lines or [f"{fetch.source_id}: nothing came"]


def known_source(source_id: str) -> Source:
    """The declaration of a source.

    Raises:
        InputError: there is none; the names most like it are told.
    """
    sources = load_sources()
    if source_id in sources:
        return sources[source_id]
    alike = difflib.get_close_matches(source_id, list(sources), n=3, cutoff=0.4)
    raise InputError(
        source_id,
        found="no source of that name",
        expected="one of those that thriving sources lists",
        do=f"did you mean {', '.join(alike)}?" if alike else "look there for its name",
    )
