"""A full disk, two refreshes at once, kill -9 in the middle: readers never notice.

In homes with the fewest files of publishers that a refresh asks for: it is the road that counts.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.integration import programme_homes as homes
from tests.integration import workbooks as wb
from tests.integration.house import (
    House,
    Run,
    copy_house,
    one,
    published_bytes,
    start_refresh,
    thriving,
    warehouse,
)


def small_house(factory: pytest.TempPathFactory, to: Path) -> House:
    return copy_house(homes.began(factory).house.home, to)


@pytest.fixture
def published_house(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> House:
    return small_house(tmp_path_factory, tmp_path)


def bring_revision(house: House) -> None:
    """Something new, so that a refresh has work to do."""
    path = house.yearly / wb.NEWEST
    book = wb.open_book(path)
    wb.restamp(book, dt.date(2026, 8, 1))
    book.save(house.yearly / "p_libud_24.rev-2026-08-01.xlsx")


def at_most(bytes_of_a_file: int) -> Callable[[], None]:
    """No file of the command and its children may grow larger: to a program, a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_of_a_file, bytes_of_a_file))

    return limit


@pytest.mark.slow  # two refreshes; kills are looked at in each run
def test_a_disk_that_fills_up_is_said_and_harms_nothing(published_house: House) -> None:
    before = published_bytes(published_house.home)
    bring_revision(published_house)
    for kilobytes in (1, 60, 800, 3000):
        run = published_house.refresh(before=at_most(kilobytes * 1000))
        assert run.status in (1, 2), run.text
        assert published_bytes(published_house.home) == before, kilobytes
        assert "Traceback" not in run.text
        assert "disk" in run.text or "File too large" in run.text, run.text
    run = published_house.refresh()
    assert run.status == 0, run.text
    assert published_bytes(published_house.home) != before


@dataclass(frozen=True)
class AtOnce:
    """What was seen while one refresh published; ``counts``: what a reader counted before, after,
    and what one who came after that did."""

    first: subprocess.Popen[str]
    first_said: str
    going_on: bool
    second: Run
    asked: Run
    status: Run
    is_published: bool
    counts: tuple[int, int, int]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> AtOnce:
    """A reader, a question and a second refresh beside a refresh that publishes."""
    house = small_house(tmp_path_factory, tmp_path_factory.mktemp("at_once"))
    bring_revision(house)
    before = published_bytes(house.home)
    count = "select count(*) from marts.indicator_values"
    with duckdb.connect(str(warehouse(house.home)), read_only=True) as reader:
        ((old,),) = reader.execute(count).fetchall()
        first = start_refresh(house.home, str(house.mirror))
        assert first.stderr is not None
        first.stderr.readline()
        second = house.refresh()
        going_on = first.poll() is None
        asked = thriving(house.home, "sql", "select count(*) from settlements")
        status = thriving(house.home, "status")
        out, err = first.communicate(timeout=120)
        ((still,),) = reader.execute(count).fetchall()
    is_published = published_bytes(house.home) != before
    counts = (old, still, one(house.home, count))
    return AtOnce(first, out + err, going_on, second, asked, status, is_published, counts)


def test_a_refresh_beside_another_says_so_and_leaves_and_the_first_publishes(
    at_once: AtOnce,
) -> None:
    assert at_once.going_on
    assert at_once.second.status == 2, at_once.second.text
    said = at_once.second.err
    assert "another refresh" in said and str(at_once.first.pid) in said
    assert at_once.asked.status == 0, at_once.asked.text
    assert at_once.status.status == 0, at_once.status.text
    assert at_once.first.returncode == 0, at_once.first_said
    assert at_once.is_published


def test_a_reader_keeps_its_warehouse_while_the_next_is_published(at_once: AtOnce) -> None:
    old, still, new = at_once.counts
    assert still == old
    assert new > old


def kill_when(house: House, reached: Callable[[], bool]) -> int:
    """Begin a refresh, kill it as soon as something is to be seen, and say how it ended."""
    process = start_refresh(house.home, str(house.mirror))
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end and not reached():
        time.sleep(0.001)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.slow  # four refreshes; the soak kills by the hundred, test_after_kills step by step
def test_killed_at_any_moment_the_next_refresh_publishes(published_house: House) -> None:
    home = published_house.home
    bring_revision(published_house)
    before = published_bytes(home)
    runs = len(list((home / "runs").glob("*.json")))
    moments: dict[str, Callable[[], bool]] = {
        "the run is recorded": lambda: len(list((home / "runs").glob("*.json"))) > runs,
        "marts are built": lambda: (home / "build" / "building.duckdb.wal").exists(),
        "a version is copied": lambda: any((home / "published" / "versions").glob(".*.part")),
    }
    for moment, reached in moments.items():
        assert kill_when(published_house, reached) == -signal.SIGKILL, moment
        assert one(home, "select count(*) from marts.settlements") > 0, moment
        assert published_bytes(home) == before, moment
        status = thriving(home, "status")
        assert status.status == 0, status.text
    run = published_house.refresh()
    assert run.status == 0, run.text
    held = "select count(*) from marts.source_files where vintage = '2024-r2026-08-01'"
    assert one(home, held) == 1
    leftovers = [path.name for path in (home / "published" / "versions").glob(".*")]
    assert leftovers == [], "leftovers of killed runs stay for ever"


def test_a_killed_run_is_not_said_to_be_running(published_house: House) -> None:
    home = published_house.home
    runs = len(list((home / "runs").glob("*.json")))
    bring_revision(published_house)
    ended = kill_when(published_house, lambda: len(list((home / "runs").glob("*.json"))) > runs)
    assert ended == -signal.SIGKILL
    status = thriving(home, "status")
    assert status.status == 0
    assert "running" not in status.out, status.out


@pytest.mark.slow  # a refresh of its own; versions going live are tested with publishing
def test_rollback_returns_to_the_version_before_and_can_go_forward_again(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    refreshed_twice = homes.went_on(tmp_path_factory)
    home = copy_house(refreshed_twice.house.home, tmp_path).home
    second = published_bytes(home)
    versions = (path.name for path in (home / "published" / "versions").iterdir())
    run_id, newest = sorted(versions)
    back = thriving(home, "rollback")
    assert back.status == 0 and run_id in back.out, back.text
    assert published_bytes(home) == refreshed_twice.before != second
    forward = thriving(home, "rollback", "--to", newest)
    assert forward.status == 0, forward.text
    assert published_bytes(home) == second
    wrong = thriving(home, "rollback", "--to", "no-such-run")
    assert wrong.status == 2 and "no-such-run" in wrong.err and newest in wrong.err


def test_a_home_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    run = thriving(tmp_path / "file", "refresh")
    assert run.status == 2, run.text
    assert "Traceback" not in run.text
    assert str(tmp_path / "file") in run.err
