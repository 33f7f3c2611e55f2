"""The resource that a run of the refresh holds: its lock, its record, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import dagster as dg
from pydantic import PrivateAttr

from expectations.worker import GateProcess
from ingest.intake import Origin, misplaced, origin_of
from ingest.source import load_sources
from orchestration import steps
from orchestration.home import Home, find_home
from orchestration.lock import one_refresh
from orchestration.record import RunRecord, new_run_id, now

_warm: list[GateProcess] = []


def lend_gate(gate: GateProcess) -> None:
    """Hand over a gate that is warming up already; the next run in this process takes it."""
    _warm.append(gate)


class Refresh(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What a run is told: where files come from, who asks, and under which name it is kept.

    The executor works in one process, so the resource lives as long as the run: it holds the lock
    of the home folder from the first step to the last (``locked`` says that the caller does), and
    writes down how the run ended even if a step broke.
    """

    origin: str = "live"
    requested_by: str = "schedule"
    run_id: str = ""
    locked: bool = False

    _record: RunRecord | None = PrivateAttr(default=None)
    _from: Origin = PrivateAttr()
    _begin: float = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Refresh]:
        home = self.home()
        with nullcontext() if self.locked else one_refresh(home.lock):
            self._from = origin_of(self.origin, home.folder)
            self._record = None
            self._begin = time.monotonic()
            try:
                yield self
            finally:
                self._finish()

    def record(self) -> RunRecord:
        """The record of this run, begun by its first step: Dagster also opens resources idly."""
        if self._record is None:
            self._record = RunRecord(
                run_id=self.run_id or new_run_id(),
                origin=str(self._from),
                synthetic=self._from.synthetic,
                requested_by=self.requested_by,
                started_at=now(),
                unmatched=[str(path) for path in misplaced(load_sources(), self._from)],
            )
            self._record.save(self.home().runs)
        return self._record

    def _finish(self) -> None:
        record = self._record
        if record is None:
            return
        if record.outcome == "running":
            record.outcome = "failed"
        record.finished_at = now()
        record.seconds["whole"] = round(time.monotonic() - self._begin, 2)
        record.save(self.home().runs)
        steps.keep_build(self.home(), record)

    def home(self) -> Home:
        return find_home()

    def source_origin(self) -> Origin:
        return self._from

    def take_gate(self) -> GateProcess:
        """A gate process: a warm one if somebody lent it."""
        return _warm.pop() if _warm else GateProcess()
