"""What people must be told of, from the records of the runs and from what is published."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import duckdb

from ingest.archive import Archive
from ingest.errors import InputError
from ingest.fetch.answers import FAILED, Answers
from ingest.source import load_sources
from orchestration.home import Home
from orchestration.lock import is_free
from orchestration.record import RunRecord, load_records

Kind = Literal["blocked", "refused", "broken", "missing", "silent", "stale", "revision"]
LOOKED_AT = 30
LIMIT_OF_REVISIONS = "drift_"
"""How the checks are called that compare a build with what is published; their limits stand in
``seeds/cutoffs.csv``. The critical ones block; what is only a warning is told as a revision."""


@dataclass(frozen=True)
class Cause:
    """One thing that is so, however many rows show it.

    ``key`` is the same as long as it is the same thing, ``state`` as long as nothing about it has
    changed. ``says`` and ``do`` are (Hebrew, English); ``rows`` are the first ones that show it.
    """

    kind: Kind
    subject: str
    state: str
    count: int = 0
    says: tuple[str, str] = ("", "")
    do: tuple[str, str] = ("", "")
    rows: tuple[dict[str, Any], ...] = field(default=())
    run_id: str = ""
    dagster_run_id: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}"


def find_causes(
    home: Home, moment: dt.datetime, no_run_after_hours: int, no_answer_after_days: int
) -> list[Cause]:
    """Everything that is amiss at a moment (UTC), gravest first."""
    records = ended_records(home)
    causes: list[Cause] = []
    if records:
        causes += _of_run(records[0])
    if missing := _missing(home, moment, no_run_after_hours):
        causes.append(missing)
    return [*causes, *_silent(home, moment, no_answer_after_days), *_stale(home)]


def ended_records(home: Home) -> list[RunRecord]:
    """The latest runs that are over, newest first; one that was killed is ``interrupted``."""
    records = load_records(home.runs, LOOKED_AT)
    idle = is_free(home.lock)
    for position, record in enumerate(records):
        # Only the newest can be at work: each begins when the one before it has let go the lock.
        if record.outcome == "running" and (position > 0 or idle):
            record.outcome = "interrupted"
    return [record for record in records if record.outcome != "running"]


def _of_run(record: RunRecord) -> list[Cause]:
    if record.outcome == "blocked":
        return [_of_check("blocked", check, record) for check in record.failed_checks("critical")]
    if record.outcome == "refused":
        failures = record.failures or record.errors
        return [
            Cause(
                "refused",
                "input",
                _digest(sorted(failures)),
                len(failures),
                rows=tuple({"found": failure} for failure in failures),
                run_id=record.run_id,
                dagster_run_id=record.dagster_run_id,
            )
        ]
    if record.outcome in ("failed", "interrupted"):
        stage = next(reversed(record.seconds), "") if record.outcome == "interrupted" else ""
        return [
            Cause(
                "broken",
                record.outcome,
                _digest([record.outcome, *record.errors]),
                1,
                rows=tuple({"found": error} for error in record.errors)
                or (({"stage": stage},) if stage else ()),
                run_id=record.run_id,
                dagster_run_id=record.dagster_run_id,
            )
        ]
    return [
        _of_check("revision", check, record)
        for check in record.failed_checks("warning")
        if check["check_id"].startswith(LIMIT_OF_REVISIONS)
    ]


def _of_check(kind: Kind, check: dict[str, Any], record: RunRecord) -> Cause:
    return Cause(
        kind,
        check["check_id"],
        _digest([check["failing"], check["rows"]]),
        check["failing"],
        (check.get("says_he") or check["says"], check["says"]),
        (check.get("do_he") or check["do"], check["do"]),
        tuple(check["rows"]),
        run_id=record.run_id,
        dagster_run_id=record.dagster_run_id,
    )


def _missing(home: Home, moment: dt.datetime, hours: int) -> Cause | None:
    """No run at all for so long, ended or not: the schedule is off, or the machine was."""
    newest = next(iter(load_records(home.runs, 1)), None)
    if newest is None:
        return None
    begun = dt.datetime.fromisoformat(newest.started_at)
    if moment - begun <= dt.timedelta(hours=hours):
        return None
    begun_at = ({"found": newest.started_at},)
    return Cause("missing", "run", newest.run_id, hours, rows=begun_at, run_id=newest.run_id)


def _silent(home: Home, moment: dt.datetime, days: int) -> list[Cause]:
    """Publishers that were asked lately and for so long gave nothing that could be used.

    One cause for each host: when a portal is down, all its tables are.
    """
    try:
        entries = Archive(home.folder).entries()
    except InputError:
        entries = {}  # a damaged ledger is told by the run that meets it; here it hides no other
    by_host: dict[str, list[tuple[str, str, str]]] = {}
    for source_id in load_sources():
        for name, answer in Answers(home.folder, source_id).read().items():
            entry = entries.get((source_id, answer.sha256))
            since, why = answer.failed_since, answer.message
            if answer.outcome != FAILED and entry is not None and entry.rejected:
                since, why = entry.retrieved_at, entry.rejected
            if not since or _days(answer.asked_at, moment) > days or _days(since, moment) < days:
                continue
            host = urlsplit(answer.url).hostname or source_id
            by_host.setdefault(host, []).append((f"{source_id}/{name}", since[:10], why))
    return [
        Cause(
            "silent",
            host,
            _digest([file for file, _, _ in failing]),
            len(failing),
            (host, host),
            rows=tuple(
                {"file": file, "since": since, "found": why} for file, since, why in failing
            ),
        )
        for host, failing in sorted(by_host.items())
    ]


def _days(since: str, moment: dt.datetime) -> float:
    return (moment - dt.datetime.fromisoformat(since)) / dt.timedelta(days=1)


def _stale(home: Home) -> list[Cause]:
    if not home.warehouse.exists():
        return []
    try:
        with duckdb.connect(str(home.warehouse), read_only=True) as connection:
            rows = connection.execute(
                "select source_id, title_he, title_en, latest_vintage, age_days, warn_after_days"
                " from marts.sources where freshness in ('stale', 'past_limit') order by source_id"
            ).fetchall()
    except duckdb.Error as error:
        # Analysts cannot open it either; and no other cause must stay untold for it.
        what = str(error).splitlines()[0]
        return [Cause("broken", "published", _digest([what]), 1, rows=({"found": what},))]
    return [
        Cause(
            "stale",
            source_id,
            # Not its age, which is another each night.
            _digest([vintage]),
            age,
            (title_he, title_en),
            rows=({"locator": vintage, "found": age, "expected": limit},),
        )
        for source_id, title_he, title_en, vintage, age, limit in rows
    ]


def _digest(what: Sequence[Any]) -> str:
    text = json.dumps(what, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
