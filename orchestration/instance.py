"""Dagster's instance of a home folder: the log of runs that the page shows."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ingest.errors import InputError
from orchestration.home import PROJECT, Home
from orchestration.settings import secret

if TYPE_CHECKING:
    import dagster as dg

PROCESS = ".dagster/thriving/process"
"""The tag of a run that says which process works on it; its first word keeps it off the page."""
ASKED_BY, OUTCOME, RECORD = "thriving/asked_by", "thriving/outcome", "thriving/run"
"""What the page shows beside a run: who asked for it, how it ended, and its name in records."""
ADDRESS = "THRIVING_POSTGRES_URL_WITH_DRIVER"
STARTING_AT_MOST = dt.timedelta(minutes=15)


def prepare_instance(home: Home) -> None:
    """Point Dagster into the home folder, with the project's settings.

    Its runs are kept in SQLite there, or in PostgreSQL where ``THRIVING_POSTGRES_URL`` names one.
    """
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    shutil.copyfile(PROJECT / "dagster.yaml", settings)
    if url := secret("THRIVING_POSTGRES_URL"):
        # By the name of a variable: the password is never written down.
        os.environ[ADDRESS] = _with_driver(url)
        storage = {"postgres": {"postgres_url": {"env": ADDRESS}}}
        with settings.open("a", encoding="utf-8") as file:
            yaml.safe_dump({"storage": storage}, file)
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    os.environ["THRIVING_HOME"] = str(home.folder)


def _with_driver(url: str) -> str:
    """The address with the driver that is installed; SQLAlchemy would look for another one.

    Raises:
        InputError: it is the address of no PostgreSQL.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("postgresql", "postgres"):
        raise InputError(
            "THRIVING_POSTGRES_URL",
            found="an address that begins otherwise",
            expected="postgresql://user:password@host/name",
            do="correct it; without the variable runs are kept in SQLite",
        )
    return f"postgresql+psycopg2://{rest}"


def write_log_lazily() -> None:
    """Let the disk take its time with Dagster's log of events.

    Each of some three hundred events of a run is a transaction of its own, and waiting for the disk
    after each took longer than building the warehouse. What a crash of the machine could lose is
    the end of a log; archive, ledger and publication do their own waiting.
    """
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    @event.listens_for(Engine, "connect")
    def _relax(connection: object, _record: object) -> None:
        import sqlite3

        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = off")


def this_process() -> str:
    """This process as no later one is called: number and start, which no reused number shares."""
    return _process(os.getpid()) or str(os.getpid())


def is_alive(process: str) -> bool:
    """Whether the process of such a name still runs on this machine."""
    number = process.partition("@")[0]
    return number.isdigit() and _process(int(number)) == process


def _process(pid: int) -> str | None:
    """``pid@start``, the start in the kernel's own count."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else f"{pid}@{fields[19]}"


def end_dead_runs(instance: dg.DagsterInstance, *, nobody_starts: bool = False) -> list[str]:
    """Mark as failed what Dagster still holds to be running though its process is gone.

    One run at a time: a run that was killed would hold up all that are queued, for ever.

    Args:
        nobody_starts: no daemon is at work, so that a run that is only starting is dead too.

    Returns:
        The runs that were ended.
    """
    import dagster as dg

    going = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    going.append(dg.DagsterRunStatus.CANCELING)
    ended = []
    for kept in instance.get_run_records(dg.RunsFilter(statuses=going)):
        run = kept.dagster_run
        process = run.tags.get(PROCESS)
        age = dt.datetime.now(dt.UTC) - kept.create_timestamp.astimezone(dt.UTC)
        dead = not is_alive(process) if process else nobody_starts or age > STARTING_AT_MOST
        if dead:
            instance.report_run_failed(
                run, "its process is gone (killed, or the machine stopped); the next run goes on"
            )
            ended.append(run.run_id)
    return ended
