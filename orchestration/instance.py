"""Dagster's instance of a home folder: the log of runs that the page shows."""

from __future__ import annotations

import os
import shutil

from orchestration.home import PROJECT, Home


def prepare_instance(home: Home) -> None:
    """Point Dagster into the home folder, with the project's settings."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / "dagster.yaml", home.dagster / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    os.environ["THRIVING_HOME"] = str(home.folder)


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
