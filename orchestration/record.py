"""What is kept of each run, for people and for ``thriving status``: one JSON file."""

from __future__ import annotations

import datetime as dt
import json
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.logs import at, log

if TYPE_CHECKING:
    from ingest.intake import Intake

OUTCOMES = ("running", "published", "unchanged", "blocked", "refused", "failed")


@dataclass
class RunRecord:
    """One refresh. ``refused`` is bad input, ``blocked`` the gate, ``failed`` an error of ours."""

    run_id: str
    origin: str
    synthetic: bool
    requested_by: str
    started_at: str
    finished_at: str | None = None
    outcome: str = "running"
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    editions: dict[str, list[str]] = field(default_factory=dict)
    revisions: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    goes_on: dict[str, str] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    fingerprint: str = ""
    asked: str = "every source"
    dagster_run_id: str = ""

    def save(self, folder: Path) -> None:
        """Write the record whole."""
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{self.run_id}.part"
        partial.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")
        partial.replace(folder / f"{self.run_id}.json")

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the wall time of a stage; what is logged within says that it is of it."""
        begin = time.monotonic()
        with at(stage=stage):
            try:
                yield
            finally:
                spent = time.monotonic() - begin
                self.seconds[stage] = round(self.seconds.get(stage, 0.0) + spent, 2)
                log(logging.INFO, f"{stage}: {spent:.2f} s", seconds=round(spent, 2))

    def take_back(self, other: Intake) -> None:
        """Forget what was said of a source that is asked again."""
        for said, of_it in (
            (self.failures, map(str, other.failures)),
            (self.unreachable, map(str, other.unreachable)),
            (self.unmatched, map(str, other.unmatched)),
            (self.repeated, other.repeated),
            (self.left, other.left),
        ):
            for line in of_it:
                said.remove(line)
        for source_id in other.goes_on:
            del self.goes_on[source_id]

    def failed_checks(self, severity: str) -> list[dict[str, Any]]:
        """The checks of a severity that failed."""
        return [
            check
            for check in self.checks
            if check["outcome"] == "failed" and check["severity"] == severity
        ]


def now() -> str:
    """The time in UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def new_run_id() -> str:
    """An identifier that sorts by time."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def load_record(folder: Path, run_id: str) -> RunRecord:
    """Read one record."""
    return RunRecord(**json.loads((folder / f"{run_id}.json").read_text("utf-8")))


def load_records(folder: Path, limit: int | None = None) -> list[RunRecord]:
    """The newest records first."""
    names = sorted((path.stem for path in folder.glob("[!.]*.json")), reverse=True)
    return [load_record(folder, name) for name in names[:limit]]
