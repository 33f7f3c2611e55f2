"""What goes in time, and what never goes."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.home import Home
from orchestration.instance import prepare_instance
from orchestration.nightly.retention import Old, collect, find_old, report
from orchestration.record import now
from orchestration.settings import Retention

TODAY = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)


def put(path: Path, days_old: float, content: bytes = b"x" * 100) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    at = TODAY.timestamp() - days_old * 86400
    os.utime(path, (at, at))
    return path


def put_version(home: Home, run_id: str, days_old: float) -> Path:
    folder = home.published / "versions" / run_id
    put(folder / "parquet" / "t.parquet", days_old)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create table t (x integer)")
    at = (TODAY - dt.timedelta(days=days_old)).isoformat()
    (folder / "about.json").write_text(json.dumps({"run_id": run_id, "published_at": at}))
    return folder


def go_live(home: Home, run_id: str) -> None:
    about = home.published / "versions" / run_id / "about.json"
    (home.published / "current.json").write_bytes(about.read_bytes())


def names(found: list[Old], kind: str) -> list[str]:
    return sorted(old.name for old in found if old.kind == kind)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Versions, builds, logs and records of every tenth day for 200 days; an archive."""
    home = Home(tmp_path)
    for days in range(0, 200, 10):
        run_id = f"{TODAY - dt.timedelta(days=days):%Y%m%dT%H%M%S}-aaaa"
        put_version(home, run_id, days)
        put(home.build / f"{run_id}.duckdb", days)
        put(home.logs / f"{run_id}.jsonl", days)
        put(home.runs / f"{run_id}.json", days)
    go_live(home, max(path.name for path in (home.published / "versions").iterdir()))
    put(home.folder / "archive" / "cbs" / "ab" / "old.xlsx", 4000)
    put(home.folder / "archive" / "ledger.jsonl", 4000)
    return home


def found(home: Home, *, idle: bool = True, **keep: int) -> list[Old]:
    return find_old(home, Retention(**keep), TODAY.isoformat(), idle=idle)


def test_versions_and_builds_go_by_count_and_by_age(home: Home) -> None:
    old = found(home, versions=8, builds=5, version_days=1000, build_days=1000)
    assert len(names(old, "version")) == 12 and len(names(old, "build")) == 15
    old = found(home, versions=50, builds=50, version_days=45, build_days=25)
    assert len(names(old, "version")) == 15 and len(names(old, "build")) == 17


def test_the_live_version_the_one_before_it_and_the_newest_never_go(home: Home) -> None:
    kept = sorted(path.name for path in (home.published / "versions").iterdir())
    go_live(home, kept[3])
    old = names(found(home, versions=2, version_days=1), "version")
    assert sorted(set(kept) - set(old)) == [kept[2], kept[3], kept[-2], kept[-1]]


def test_the_newest_build_stays_whatever_its_age(tmp_path: Path) -> None:
    home = Home(tmp_path)
    put(home.build / "20200101T000000-aaaa.duckdb", 2000)
    assert found(home) == []


def test_logs_go_by_age_and_the_latest_records_stay(home: Home) -> None:
    old = found(home, log_days=90, run_days=45)
    assert len(names(old, "log")) == 10
    assert names(old, "record") == []
    for days in range(200, 260):
        put(home.runs / f"{TODAY - dt.timedelta(days=days):%Y%m%dT%H%M%S}-bbbb.json", days)
    assert len(names(found(home, run_days=45), "record")) == 50


def test_what_killed_runs_left_goes_only_while_none_is_at_work(home: Home) -> None:
    put(home.build / "building.duckdb", 0)
    put(home.folder / "incoming" / "cbs" / "a.xlsx.part", 0)
    assert names(found(home, idle=False), "leftover") == []
    assert names(found(home), "leftover") == ["a.xlsx.part", "building.duckdb"]


def test_a_version_that_a_reader_has_open_stays(home: Home) -> None:
    oldest = min((home.published / "versions").iterdir())
    read = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True);"
    wait = "c.execute('from t'); print('open', flush=True); sys.stdin.read()"
    reader = subprocess.Popen(
        [sys.executable, "-c", read + wait, str(oldest / "warehouse.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None and reader.stdout.readline() == "open\n"
    held = {old.name: old.held for old in found(home) if old.held}
    assert held == {oldest.name: f"process {reader.pid}"}
    reader.communicate("")
    assert not any(old.held for old in found(home))


def test_a_dry_run_deletes_nothing_and_says_the_same(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DAGSTER_HOME", "THRIVING_HOME", "THRIVING_POSTGRES_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr("orchestration.nightly.retention.now", TODAY.isoformat)
    prepare_instance(home)
    with dg.DagsterInstance.get() as instance:
        run = instance.create_run_for_job(_job())
        instance.report_run_failed(run)
    before = {path for path in home.folder.rglob("*") if "dagster" not in path.parts}
    would = collect(home, Retention(), idle=True, dry_run=True)
    assert {path for path in home.folder.rglob("*") if "dagster" not in path.parts} == before
    done = collect(home, Retention(), idle=True, dry_run=False)
    assert would == done
    assert (home.folder / "archive" / "cbs" / "ab" / "old.xlsx").exists()
    assert (home.folder / "archive" / "ledger.jsonl").exists()
    assert len(list((home.published / "versions").iterdir())) == 10
    total = sum(old.bytes for old in done)
    assert report(would, dry_run=True)[-1] == (
        f"would delete {len(done)} things, {total:,} bytes; the archive is kept for ever"
    )
    assert collect(home, Retention(), idle=True, dry_run=False) == []
    with dg.DagsterInstance.get() as instance:
        monkeypatch.setattr(
            "orchestration.nightly.retention.now", lambda: "2030-01-01T00:00:00+00:00"
        )
        later = collect(home, Retention(), idle=True, dry_run=False)
        assert [old.name for old in later if old.kind == "Dagster run"] == [run.run_id]
        assert instance.get_runs_count() == 0
    assert now() < "2030"


def _job() -> dg.JobDefinition:
    @dg.op
    def nothing() -> None: ...

    @dg.job
    def job() -> None:
        nothing()

    return job
