"""A full disk, two refreshes at once, kill -9 in the middle: readers never notice."""

from __future__ import annotations

import datetime as dt
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration import workbooks as wb
from tests.integration.house import House, one, published_bytes, start_refresh, thriving, warehouse


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


@pytest.mark.parametrize("kilobytes", [1, 60, 800, 3000])
def test_a_disk_that_fills_up_is_said_and_harms_nothing(
    published_house: House, kilobytes: int
) -> None:
    before = published_bytes(published_house.home)
    bring_revision(published_house)
    run = published_house.refresh(before=at_most(kilobytes * 1000))
    assert run.status in (1, 2), run.text
    assert published_bytes(published_house.home) == before
    assert "Traceback" not in run.text
    assert "disk" in run.text or "File too large" in run.text, run.text
    if kilobytes in (60, 3000):
        run = published_house.refresh()
        assert run.status == 0, run.text
        assert published_bytes(published_house.home) != before


def test_a_refresh_beside_another_says_so_and_leaves_and_the_first_publishes(
    published_house: House,
) -> None:
    bring_revision(published_house)
    before = published_bytes(published_house.home)
    first = start_refresh(published_house.home, str(published_house.mirror))
    assert first.stderr is not None
    first.stderr.readline()
    second = published_house.refresh()
    going_on = first.poll() is None
    asked = thriving(published_house.home, "sql", "select count(*) from settlements")
    status = thriving(published_house.home, "status")
    out, err = first.communicate(timeout=120)
    assert going_on
    assert second.status == 2, second.text
    assert "another refresh" in second.err and str(first.pid) in second.err
    assert asked.status == 0, asked.text
    assert status.status == 0, status.text
    assert first.returncode == 0, out + err
    assert published_bytes(published_house.home) != before


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


def test_a_reader_keeps_its_warehouse_while_the_next_is_published(published_house: House) -> None:
    import duckdb

    bring_revision(published_house)
    count = "select count(*) from marts.indicator_values"
    with duckdb.connect(str(warehouse(published_house.home)), read_only=True) as reader:
        ((old,),) = reader.execute(count).fetchall()
        run = published_house.refresh()
        assert run.status == 0, run.text
        ((still,),) = reader.execute(count).fetchall()
    assert still == old
    assert one(published_house.home, count) > old


def test_rollback_returns_to_the_version_before_and_can_go_forward_again(
    published_house: House,
) -> None:
    home = published_house.home
    first = published_bytes(home)
    (run_id,) = [path.name for path in (home / "published" / "versions").iterdir()]
    bring_revision(published_house)
    assert published_house.refresh().status == 0
    second = published_bytes(home)
    back = thriving(home, "rollback")
    assert back.status == 0 and run_id in back.out, back.text
    assert published_bytes(home) == first
    newest = max(path.name for path in (home / "published" / "versions").iterdir())
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
