"""The resource that a run of the refresh holds: its lock, its record, and how it ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NoReturn

import dagster as dg
import duckdb
from pydantic import Field, PrivateAttr

from expectations.checks import CheckResult
from expectations.worker import GateProcess
from ingest.asked import Asked, asked_of
from ingest.errors import InputError
from ingest.origin import Origin, misplaced, origin_of
from ingest.source import load_sources
from orchestration import steps
from orchestration.home import Home, find_home
from orchestration.instance import ASKED_BY, OUTCOME, PROCESS, RECORD, this_process
from orchestration.interrupted import finish_publication
from orchestration.lock import one_refresh
from orchestration.logs import log, written
from orchestration.nightly.retention import collect, report
from orchestration.record import RunRecord, new_run_id, now
from orchestration.settings import load_settings

WAIT_FOR_ANOTHER_SECONDS = 2 * 3600
WAITS_SECONDS = (30, 120, 480)
"""Before the second, third and fourth try of a stage."""
PASSING = ("IO Error", "Out of Memory Error", "open for writing")
"""Words of the database, where they come through dbt, for what another try may not meet again."""

_warm: list[GateProcess] = []


def may_pass(error: BaseException) -> bool:
    """Whether another try may go well: disk, memory, network, a file that somebody holds open.

    What a publisher or a person gave us stays what it is, and so does an error of ours.
    """
    if isinstance(error, InputError):
        return False
    if isinstance(error, OSError | MemoryError | duckdb.IOException | duckdb.OutOfMemoryException):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in PASSING)


def lend_gate(gate: GateProcess) -> None:
    """Hand over a gate that is warming up already; the next run in this process takes it."""
    _warm.append(gate)


def refuse_a_part(run: dg.DagsterRun) -> None:
    """One refresh is one run: a part of it has nothing to build on, or checks nothing.

    Raises:
        InputError: the run is of some assets alone, or goes on where another one failed.
    """
    road = {dg.AssetKey(["raw", source_id]) for source_id in load_sources()}
    road |= {dg.AssetKey([name]) for name in ("estimates", "audit", "published")}
    steps_of_it = {"__".join(key.path) for key in road} | {"resolutions", "build"}
    chosen, tried = run.asset_selection, run.step_keys_to_execute
    if (tried and not steps_of_it <= set(tried)) or (chosen and not road <= chosen):
        raise InputError(
            "materialize",
            found="a part of the refresh",
            expected="the whole of it, in one run: Jobs, nightly, Materialize all",
            do="to bring in one source, say sources: [its id] in the Launchpad of that job",
        )


class Refresh(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What a run is told: where files come from, who asks, and under which name it is kept.

    The executor works in one process, so the resource lives as long as the run: it holds the lock
    of the home folder from the first step to the last, and writes down how the run ended even if a
    step broke. The command (``by_command``) holds the lock already, and nobody who sits at it
    waits for a second try.
    """

    origin: str = Field(
        default="",
        description="Where files come from, as --from says it: live, or a mirror folder."
        " Empty: as settings.toml says, else live.",
    )
    sources: list[str] = Field(
        default_factory=list,
        description="Ask these sources alone, such as [cbs_local_authorities]; the rest stays as it"
        " was last published. Empty: every source.",
    )
    year: int = Field(
        default=0,
        description="With one source: bring in its edition of this year alone. 0: every year.",
    )
    requested_by: str = Field(default="the page", description="Who asks; stands in the records.")
    run_id: str = Field(default="", description="Name of the record; empty: made of the time.")
    by_command: bool = Field(default=False, description="Set by the command alone.")

    _record: RunRecord | None = PrivateAttr(default=None)
    _from: Origin = PrivateAttr()
    _asked: Asked = PrivateAttr()
    _begin: float = PrivateAttr()
    _name: str = PrivateAttr()
    _dagster_run_id: str = PrivateAttr(default="")
    _audited: list[CheckResult] | None = PrivateAttr(default=None)
    _instance: dg.DagsterInstance | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Refresh]:
        home = self.home()
        if context.dagster_run is not None:
            refuse_a_part(context.dagster_run)
        self._name = self.run_id or new_run_id()
        self._note_process(context)
        waited = one_refresh(home.lock, wait_seconds=WAIT_FOR_ANOTHER_SECONDS)
        log_file = nullcontext() if self.by_command else written(home.logs, self._name)
        with nullcontext() if self.by_command else waited, log_file:
            self._begin = time.monotonic()
            self._record, self._audited = None, None
            if not self.by_command:
                finish_publication(home)
            origin = self.origin or load_settings(home).nightly.origin
            self._from = origin_of(origin, home.folder)
            self._asked = asked_of(load_sources(), self.sources, self.year or None)
            try:
                yield self
            finally:
                self._finish()

    def _note_process(self, context: dg.InitResourceContext) -> None:
        """So that a run whose process is gone is known to be dead."""
        self._dagster_run_id = context.run_id or ""
        if context.run_id and context.instance and context.instance.has_run(context.run_id):
            self._instance = context.instance
            self._tag({PROCESS: this_process()})

    def _tag(self, tags: dict[str, str]) -> None:
        """What the list of runs shows beside this one: a run in which nothing changed went well."""
        if self._instance is not None:
            self._instance.add_run_tags(self._dagster_run_id, tags)

    def record(self) -> RunRecord:
        """The record of this run, begun by its first step: Dagster also opens resources idly."""
        if self._record is None:
            self._record = RunRecord(
                run_id=self._name,
                origin=str(self._from),
                synthetic=self._from.synthetic,
                requested_by=self.requested_by,
                started_at=now(),
                unmatched=[str(path) for path in misplaced(load_sources(), self._from)],
                asked=str(self._asked),
                dagster_run_id=self._dagster_run_id,
            )
            self._record.save(self.home().runs)
            self._tag({ASKED_BY: self.requested_by, RECORD: self._name})
            log(logging.INFO, f"begins: from {self._from}, asks {self._asked}")
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
        for check in record.failed_checks("critical"):
            log(logging.ERROR, f"{check['check_id']}: {check['says']}", failing=check["failing"])
        log(logging.INFO, f"ends: {record.outcome}", outcome=record.outcome)
        self._tag({OUTCOME: record.outcome})
        steps.keep_build(self.home(), record)
        if not self.by_command:
            self._tidy()

    def _tidy(self) -> None:
        """After a night what is old goes; trouble with that is no trouble of the run."""
        try:
            keep = load_settings(self.home()).retention
            found = collect(self.home(), keep, idle=True, dry_run=False)
            log(logging.INFO, report(found, dry_run=False)[-1])
        except Exception as error:
            log(logging.WARNING, f"old things are not deleted: {error}")

    @contextmanager
    def tried_again(self, tried: int) -> Iterator[None]:
        """Try a stage again where what broke may pass, after a while that grows.

        Args:
            tried: how often the stage was tried before.

        Raises:
            dg.RetryRequested: it may pass, and is tried again.
            dg.Failure: on the page, refused input with each file that was refused.
        """
        try:
            yield
        except Exception as error:
            if not self.by_command and tried < len(WAITS_SECONDS) and may_pass(error):
                self.try_again(tried, str(error))
            self.record().errors.append(str(error))
            log(logging.ERROR, str(error), error=type(error).__name__)
            if isinstance(error, InputError) and not self.by_command:
                # The page shows these words, and not where in our code they were said.
                told = [str(error), *self.record().failures]
                raise dg.Failure("\n".join(told), allow_retries=False) from None
            raise

    def try_again(self, tried: int, why: str) -> NoReturn:
        """Ask Dagster for another try of the stage.

        Raises:
            dg.RetryRequested: always.
        """
        wait = WAITS_SECONDS[tried]
        log(logging.WARNING, f"tried again in {wait} s: {why}")
        raise dg.RetryRequested(max_retries=len(WAITS_SECONDS), seconds_to_wait=wait)

    def asks_again(self, tried: int) -> bool:
        """Whether a publisher that did not answer is asked once more, this night."""
        return not self.by_command and self._from.kind == "live" and tried < len(WAITS_SECONDS)

    def asked(self) -> Asked:
        return self._asked

    def home(self) -> Home:
        return find_home()

    def source_origin(self) -> Origin:
        return self._from

    def audited(self, tried: int) -> list[CheckResult]:
        """The results of the gate, which runs once: for whichever step asks first.

        Raises:
            dg.RetryRequested: what broke may pass.
        """
        if self._audited is None:
            with self.tried_again(tried):
                self._audited = steps.audit_step(self.home(), self.record(), self.take_gate())
        return self._audited

    def take_gate(self) -> GateProcess:
        """A gate process: a warm one if somebody lent it."""
        return _warm.pop() if _warm else GateProcess()
