"""Page and daemon as people and services run them: one command that begins and ends both."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from orchestration.instance import PROCESS
from tests.integration import workbooks as wb
from tests.integration.house import (
    COMMAND,
    PROJECT,
    copy_house,
    environment,
    one,
    thriving,
)
from tests.integration.programme_forms import NEEDS, lay, mended_needs

QUERY = """{
  instance { daemonHealth { allDaemonStatuses { daemonType healthy required } } }
  repositoriesOrError { ... on RepositoryConnection { nodes {
    name location { name }
    jobs { name }
    schedules { name scheduleState { status } }
    sensors { name sensorState { status } }
  } } }
}"""


RUNS = "{ runsOrError(limit: 20) { ... on Runs { results { runId status tags { key value } } } } }"
SAID = """{ logsForRun(runId: "%s") { ... on EventConnection {
  events { ... on MessageEvent { message } }
} } }"""
STEP = 1.0
ISRAEL = ZoneInfo("Asia/Jerusalem")


@dataclass(frozen=True)
class Served:
    process: subprocess.Popen[str]
    port: int

    def ask(self, query: str) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def dictionary(self) -> str:
        """The version of which the page's dictionary tells."""
        address = f"http://127.0.0.1:{self.port}/dictionary/dictionary.json"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return str(json.load(answer)["run_id"])
        except urllib.error.HTTPError:
            return ""

    def children(self) -> list[int]:
        """Every process below the command."""
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
                found += [int(child) for child in told.split()]
        return found[1:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(home: Path, **more: str) -> Iterator[Served]:
    port = free_port()
    process = subprocess.Popen(
        [str(COMMAND), "serve", "--port", str(port)],
        cwd=PROJECT,
        env={**environment(home), **more},
        stderr=subprocess.PIPE,
        text=True,
    )
    found = Served(process, port)
    try:
        _wait_until_healthy(found)
        yield found
    finally:
        # Asked to end, it ends all that it began; a run would else go on until it is done.
        process.terminate()
        process.communicate()


def _wait_until_healthy(found: Served) -> None:
    until = time.monotonic() + 240
    while found.process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError, KeyError, TypeError):
            told = found.ask(QUERY)["instance"]["daemonHealth"]["allDaemonStatuses"]
            if all(daemon["healthy"] for daemon in told if daemon["required"]):
                return
        time.sleep(0.3)
    raise AssertionError(f"the page did not come up: {found.process.poll()}")


def gone(pids: list[int]) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}/stat").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow  # four processes that import the stack
def test_page_and_daemon_begin_and_end_together(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(home) as found:
        [code] = found.ask(QUERY)["repositoriesOrError"]["nodes"]
        # What the daemon remembers hangs on this name: it must be the same after every start.
        assert code["location"]["name"] == "thriving"
        assert "nightly" in [job["name"] for job in code["jobs"]]
        assert [(s["name"], s["scheduleState"]["status"]) for s in code["schedules"]] == [
            ("nightly", "RUNNING")
        ]
        assert {s["name"]: s["sensorState"]["status"] for s in code["sensors"]} == {
            "inbox": "RUNNING",
            "caretaker": "RUNNING",
        }
        second = thriving(home, "serve", "--port", str(free_port()))
        assert second.status == 2 and "another one at work on this home" in second.err
        assert str(found.process.pid) in second.err
        taken = thriving(tmp_path / "other", "serve", "--port", str(found.port))
        assert taken.status == 2 and "Address already in use" in taken.err
        children = found.children()
        assert len(children) >= 3
        found.process.send_signal(signal.SIGTERM)
        _, said = found.process.communicate(timeout=60)
        assert found.process.returncode == 0, said
        assert gone(children)
    assert f"http://127.0.0.1:{found.port} · refresh --from live each night at 02:00" in said
    assert "WARNING" not in said


@dataclass(frozen=True)
class Seen:
    """A run as the page shows it."""

    run_id: str
    asked_by: str
    status: str
    outcome: str
    record: str


def runs_of(found: Served) -> list[Seen]:
    """The runs that schedule and sensor began, the oldest first."""
    seen = []
    for run in found.ask(RUNS)["runsOrError"]["results"]:
        tags = {tag["key"]: tag["value"] for tag in run["tags"]}
        asked_by = tags.get("dagster/schedule_name") or tags.get("dagster/sensor_name", "")
        outcome = tags.get("thriving/outcome", "")
        record = tags.get("thriving/run", "")
        if asked_by:
            seen.append(Seen(run["runId"], asked_by, run["status"], outcome, record))
    return seen[::-1]


def said_of(found: Served, run: Seen) -> str:
    events = found.ask(SAID % run.run_id)["logsForRun"]["events"]
    return " ".join(event["message"] for event in events)


def wait_for(found: Served, what: Callable[[list[Seen]], bool], seconds: float) -> list[Seen]:
    """Look at the runs until something is so; at no look may two be at work."""
    until = time.monotonic() + seconds
    while True:
        seen = runs_of(found)
        assert sum(run.status in ("STARTING", "STARTED") for run in seen) <= 1, seen
        if what(seen):
            return seen
        assert time.monotonic() < until, seen
        time.sleep(STEP)


def process_of(home: Path, run: Seen) -> int:
    """The process that works on a run, by the tag from which the caretaker knows it."""
    until = time.monotonic() + 60
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        while time.monotonic() < until:
            kept = instance.get_run_by_id(run.run_id)
            if kept is not None and PROCESS in kept.tags:
                return int(kept.tags[PROCESS].partition("@")[0])
            time.sleep(STEP)
    raise AssertionError("the run does not say which process works on it")


@pytest.mark.slow  # in real time: a minute to the tick, one for a drop to stand still, two runs
def test_the_night_and_a_drop_begin_runs_one_after_the_other_and_a_killed_one_holds_up_nothing(
    mirror_home: Path, tmp_path: Path
) -> None:
    house = copy_house(mirror_home, tmp_path)
    # So long that the daemon is up: a tick from before its first start is not made up for.
    tick = dt.datetime.now(ISRAEL) + dt.timedelta(seconds=150)
    house.home.joinpath("settings.toml").write_text(
        f'[nightly]\nfrom = "{house.mirror}"\nat = "{tick:%H:%M}"\n', "utf-8"
    )
    # Something new, so that the night has work to do.
    book = wb.open_book(house.yearly / wb.NEWEST)
    wb.restamp(book, dt.date(2026, 8, 1))
    book.save(house.yearly / "p_libud_24.rev-2026-08-01.xlsx")
    refused = """
        select outcome from marts.quality_results
        where check_id = 'form_rows_refused' and run_outcome = 'published'
        order by run_id desc limit 1
    """
    assert one(house.home, refused) == "failed"
    with served(house.home) as found:
        assert dt.datetime.now(ISRAEL) < tick.replace(second=0), "too slow to see the tick"
        [night] = wait_for(found, lambda seen: any(run.status == "STARTED" for run in seen), 180)
        assert night.asked_by == "nightly"
        lay(house.home, "0502", NEEDS, "needs_responses", mended_needs())
        # The run is halted, not ended: else it might be done before the drop has stood still.
        process = process_of(house.home, night)
        os.kill(process, signal.SIGSTOP)
        seen = wait_for(found, lambda seen: [r.status for r in seen][1:] == ["QUEUED"], 150)
        assert [(run.asked_by, run.status) for run in seen] == [
            ("nightly", "STARTED"),
            ("inbox", "QUEUED"),
        ]
        os.kill(process, signal.SIGKILL)
        seen = wait_for(found, lambda seen: seen[0].status == "FAILURE", 150)
        # Said by whoever sees it first: the server that began the run, or the caretaker.
        words = ("terminated by signal 9", "its process is gone")
        said = said_of(found, seen[0])
        assert any(of_it in said for of_it in words), said[-400:]
        seen = wait_for(found, lambda seen: seen[1].status in ("SUCCESS", "FAILURE"), 400)
        assert (seen[1].status, seen[1].outcome) == ("SUCCESS", "published"), seen
        assert len(seen) == 2, "one run for a drop"
        assert one(house.home, refused) == "passed", "the mended form is published"
        # The night's file was archived before its run was killed, and is published with the drop.
        files = "select count(*) from marts.source_files where vintage = '2024-r2026-08-01'"
        assert one(house.home, files) == 0, "the drop asks for its own source alone"
        wait_for(found, lambda _: found.dictionary() == seen[1].record, 200)


def test_an_address_for_all_is_warned_of() -> None:
    from orchestration.page.serve import _greeting
    from orchestration.settings import Nightly

    [_, _, warning] = _greeting("0.0.0.0", 3000, Nightly())
    assert warning.startswith("WARNING: the page has no login. Whoever reaches 0.0.0.0:3000 can")
    for here in ("127.0.0.1", "::1", "localhost"):
        told = _greeting(here, 3000, Nightly(**{"from": "../mirror", "at": "23:30"}))
        assert len(told) == 2 and "--from ../mirror each night at 23:30 in Israel" in told[0]


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://somebody:hunter2@127.0.0.1:{free_port()}/runs"
    ended = subprocess.run(
        [str(COMMAND), "serve", "--port", str(free_port())],
        cwd=PROJECT,
        env={**environment(tmp_path), "THRIVING_POSTGRES_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert "THRIVING_POSTGRES_URL: found" in ended.stderr
    assert "Connection refused" in ended.stderr
    assert "hunter2" not in ended.stderr and "Traceback" not in ended.stderr


def _programs() -> Path | None:
    """Where the programs of PostgreSQL lie: Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own on loopback, with a password; its address."""
    programs = _programs()
    if programs is None:
        pytest.skip("NOT TESTED WITH POSTGRESQL: install postgresql")
    around = tmp_path_factory.mktemp("postgres")
    port, password = free_port(), around / "password"
    password.write_text("hunter2")
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        # PostgreSQL does not run as root.
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("NOT TESTED WITH POSTGRESQL: as root it needs the user postgres")
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        for path in (around, password):
            os.chown(path, user.pw_uid, user.pw_gid)
        for above in around.parents:
            if above.is_relative_to("/tmp") and above != Path("/tmp"):
                above.chmod(above.stat().st_mode | 0o011)
    data = around / "data"
    made = [str(programs / "initdb"), "-D", str(data), "-U", "somebody", "-A", "scram-sha-256"]
    subprocess.run(
        [*made, f"--pwfile={password}"], check=True, capture_output=True, cwd="/", **as_user
    )
    begun = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(around)]
    server = subprocess.Popen(
        [*begun, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
        stderr=subprocess.DEVNULL,
        cwd="/",
        **as_user,
    )
    try:
        until = time.monotonic() + 60
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ready, check=False).returncode != 0:
            assert server.poll() is None and time.monotonic() < until, "PostgreSQL did not start"
            time.sleep(0.1)
        yield f"postgresql://somebody:hunter2@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(data, ignore_errors=True)


@pytest.mark.slow
def test_runs_are_kept_in_postgresql_where_one_is_named(tmp_path: Path, postgres: str) -> None:
    import psycopg2

    home = tmp_path / "home"
    with served(home, THRIVING_POSTGRES_URL=postgres) as found:
        children = found.children()
        # If one of the programs ends, all end, and whoever began the command hears of it.
        [daemon] = [pid for pid in children if b"dagster._daemon" in _command_of(pid)]
        os.kill(daemon, signal.SIGKILL)
        _, said = found.process.communicate(timeout=60)
        assert found.process.returncode == 1, said
        assert "the daemon ended with -9: all end" in said
        assert gone(children)
    assert "runs in PostgreSQL" in said
    refreshed = subprocess.run(
        [str(COMMAND), "refresh"],
        cwd=PROJECT,
        env={**environment(home), "THRIVING_POSTGRES_URL": postgres},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refreshed.returncode == 0, refreshed.stderr
    with contextlib.closing(psycopg2.connect(postgres)) as connection:
        cursor = connection.cursor()
        cursor.execute("select pipeline_name, status from runs")
        assert cursor.fetchall() == [("nightly", "SUCCESS")]
        cursor.execute("select count(*) > 0 from daemon_heartbeats")
        assert cursor.fetchall() == [(True,)]
    assert not list(home.rglob("runs.db")), "and not in SQLite beside it"
    for path in home.rglob("*"):
        if path.is_file() and path.suffix in (".yaml", ".jsonl", ".json"):
            assert "hunter2" not in path.read_text("utf-8"), path


def _command_of(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
