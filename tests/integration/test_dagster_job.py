"""The job as page and schedule run it: without the command, its early process and its lock."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.home import PROJECT, Home
from orchestration.record import load_records
from publication.publish import live

CONFIG = "resources: {refresh: {config: {origin: sample, requested_by: page}}}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which the job ran twice over the same files."""
    folder = tmp_path_factory.mktemp("job")
    home = Home(folder / "home")
    home.dagster.mkdir(parents=True)
    shutil.copy(PROJECT / "dagster.yaml", home.dagster)
    config = folder / "run.yaml"
    config.write_text(CONFIG)
    for _ in range(2):
        _execute(home, config)
    return home


def _execute(home: Home, config: Path) -> None:
    module, job = "orchestration.definitions", "refresh"
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "job", "execute", "-m", module, "-j", job, "-c", config],
        env={**os.environ, "THRIVING_HOME": str(home.folder), "DAGSTER_HOME": str(home.dagster)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_job_publishes_and_then_finds_nothing_changed(home: Home) -> None:
    newest, first = load_records(home.runs)
    assert (first.outcome, newest.outcome) == ("published", "unchanged")
    assert first.requested_by == "page"
    current = live(home.published)
    assert current is not None and current["run_id"] == first.run_id


def test_the_schedule_is_nightly_and_on() -> None:
    from dagster import DefaultScheduleStatus

    from orchestration.definitions import defs

    [schedule] = defs.schedules or []
    assert schedule.cron_schedule == "0 2 * * *"  # type: ignore[union-attr]
    assert schedule.default_status == DefaultScheduleStatus.RUNNING  # type: ignore[union-attr]


def test_every_declaration_is_an_asset() -> None:
    from ingest.source import load_sources
    from orchestration.definitions import defs

    keys = {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()}
    assert {f"raw/{source_id}" for source_id in load_sources()} <= keys
    assert {"marts/indicator_values", "audit", "published"} <= keys
