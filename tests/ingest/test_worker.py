"""Parsing in worker processes: what one hostile file, or a full disk, does to the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.archive import digest
from ingest.errors import InputError
from ingest.parse import pool
from ingest.parse.pool import Job, parse_all
from ingest.parse.raw import Understood, raw_folder
from ingest.source import load_sources
from tests.ingest.workbooks import assert_says, localities_csv, write_package

ELECTIONS = load_sources()["cec_knesset_elections"]
LOCALITIES = load_sources()["cbs_localities"]
CRASHED = "a file that exhausts memory or time, or crashes its reader"


class Outcomes(dict[str, "Understood | InputError"]):
    """What ``done`` was told, by file name; a file told twice is an error."""

    def __call__(self, job: Job, outcome: Understood | InputError) -> None:
        assert job.name not in self
        self[job.name] = outcome


def good(tmp_path: Path, number: int, rows: int = 60) -> Job:
    path = tmp_path / f"k{number}.csv"
    path.write_bytes(localities_csv(rows, skip=number))
    return Job(ELECTIONS, path, path.name, digest(path))


def killer(tmp_path: Path) -> Job:
    """Two cells at the ends of a sheet, quoted as the guard does not look for them."""
    far = "<row r='1'><c r='A1'><v>1</v></c></row>"
    far += "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    path = write_package(tmp_path / "bycode2030.xlsx", far)
    return Job(LOCALITIES, path, path.name, digest(path))


def test_a_file_that_kills_its_worker_is_named_and_the_others_are_parsed(tmp_path: Path) -> None:
    outcomes = Outcomes()
    jobs = [good(tmp_path, 26), killer(tmp_path), good(tmp_path, 27), good(tmp_path, 28)]
    parse_all(jobs, tmp_path / "home", outcomes, workers=1)
    error = outcomes.pop("bycode2030.xlsx")
    assert isinstance(error, InputError)
    assert error.subject == "bycode2030.xlsx"
    assert error.do
    assert sorted(outcomes) == ["k26.csv", "k27.csv", "k28.csv"]
    for name, outcome in outcomes.items():
        assert isinstance(outcome, Understood)
        assert (outcome.name, outcome.rows) == (name, 60)


def test_a_file_that_takes_too_long_is_stopped_and_the_others_are_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "SECONDS_PER_FILE", 4.0)
    endless = tmp_path / "k29.csv"
    os.mkfifo(endless)  # nobody will ever write to it
    outcomes = Outcomes()
    jobs = [Job(ELECTIONS, endless, endless.name, "e" * 64), good(tmp_path, 26)]
    parse_all(jobs, tmp_path / "home", outcomes, workers=1)
    error = outcomes["k29.csv"]
    assert isinstance(error, InputError)
    assert_says(
        error,
        file="k29.csv",
        found=CRASHED,
        expected="one that is parsed within 4 seconds",
        do="stray cells",
    )
    assert isinstance(outcomes["k26.csv"], Understood)


def test_a_file_larger_than_the_memory_allowed_is_named_and_does_not_hang_the_refresh(
    tmp_path: Path,
) -> None:
    """The worker survives its own MemoryError and says so; its client must not wait for its end."""
    huge = tmp_path / "areas.geojson"  # read whole; CSV and records are not
    huge.touch()
    os.truncate(huge, 7_000_000_000)  # sparse: takes no room on the disk
    good(tmp_path, 26)
    # In a process of its own, which can be stopped when it waits for ever.
    program = f"""
from pathlib import Path
from ingest.parse.pool import Job, parse_all
from ingest.source import load_sources
folder = Path({str(tmp_path)!r})
jobs = [
    Job(load_sources()[source_id], folder / name, name, name[:3] * 20)
    for source_id, name in (
        ("cbs_statistical_areas_geometry", "areas.geojson"), ("cec_knesset_elections", "k26.csv")
    )
]
parse_all(jobs, folder / "home", lambda job, outcome: print(job.name, outcome), workers=1)
"""
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=15, check=True
    ).stdout.splitlines()
    assert told[0].startswith(
        f"areas.geojson areas.geojson: found {CRASHED}; expected one that is parsed within 1180 s"
    )
    assert told[1].startswith("k26.csv Understood(")


def test_a_file_that_is_refused_is_told_whole_and_costs_no_other(tmp_path: Path) -> None:
    page = tmp_path / "k29.csv"
    page.write_bytes(b"<html>" + b" " * 500)
    outcomes = Outcomes()
    jobs = [Job(ELECTIONS, page, page.name, digest(page)), good(tmp_path, 26)]
    parse_all(jobs, tmp_path / "home", outcomes, workers=1)
    error = outcomes["k29.csv"]
    assert isinstance(error, InputError)
    assert_says(
        error,
        file="k29.csv",
        found="a web page of 506 bytes",
        expected="the publisher's data file",
        do="fetch the file again",
    )
    assert isinstance(outcomes["k26.csv"], Understood)


def test_files_parsed_before_start_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [good(tmp_path, 26), good(tmp_path, 27)]
    first, again = Outcomes(), Outcomes()
    parse_all(jobs, tmp_path / "home", first)
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")  # a worker could not be started
    parse_all(jobs, tmp_path / "home", again)
    assert again == first
    assert len(again) == 2
    with pytest.raises(OSError):
        # Had one been needed, this is what would have come of it.
        subprocess.Popen([sys.executable])


def test_a_cut_cache_is_not_believed(tmp_path: Path) -> None:
    """A report is written last: tables without one are those of a refresh that was stopped."""
    job = good(tmp_path, 26)
    parse_all([job], tmp_path / "home", Outcomes())
    folder = raw_folder(tmp_path / "home", job.source, job.sha256)
    (folder / "report.json").unlink()
    (folder / "cells.parquet").write_bytes(b"cut")
    outcomes = Outcomes()
    parse_all([job], tmp_path / "home", outcomes)
    assert isinstance(outcomes["k26.csv"], Understood)
    assert (folder / "cells.parquet").read_bytes().startswith(b"PAR1")


def test_nothing_to_do_is_done_at_once(tmp_path: Path) -> None:
    outcomes = Outcomes()
    parse_all([], tmp_path / "home", outcomes)
    assert outcomes == {}


def test_a_cache_that_cannot_be_written_is_raised_and_blames_no_file(tmp_path: Path) -> None:
    outcomes = Outcomes()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "raw").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="raw"):
        parse_all([good(tmp_path, 26), good(tmp_path, 27)], tmp_path / "home", outcomes)
    assert outcomes == {}


@pytest.mark.parametrize("table", ["tables", "cells", "notes"])
def test_a_full_disk_is_raised_and_blames_no_file(tmp_path: Path, table: str) -> None:
    """``/dev/full`` answers each write as a full disk does."""
    job, outcomes = good(tmp_path, 26), Outcomes()
    folder = raw_folder(tmp_path / "home", job.source, job.sha256)
    folder.mkdir(parents=True)
    (folder / f"{table}.parquet").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        parse_all([job], tmp_path / "home", outcomes)
    assert outcomes == {}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_ledger_that_cannot_be_written_stops_the_refresh(tmp_path: Path) -> None:
    """``done`` writes the archive's ledger; its failure must reach whoever called."""

    def done(job: Job, outcome: Understood | InputError) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        parse_all([good(tmp_path, 26)], tmp_path / "home", done)


def test_a_worker_answers_one_line_of_json_for_each_job(tmp_path: Path) -> None:
    """The protocol by itself, as ``pool`` speaks it."""
    job, missing = good(tmp_path, 26), tmp_path / "k99.csv"
    asked = [
        {"source_id": "cec_knesset_elections", "path": str(path), "name": path.name}
        | {"sha256": sha256, "home": str(tmp_path / "home"), "seconds": 30.0}
        for path, sha256 in ((job.path, job.sha256), (missing, "9" * 64))
    ]
    answer = subprocess.run(
        [sys.executable, "-m", "ingest.parse.worker"],
        input="".join(json.dumps(line) + "\n" for line in asked),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    first, second = map(json.loads, answer.stdout.splitlines())
    assert first == {"ok": True}
    assert second["ok"] is False
    assert "k99.csv" in second["os_error"][1]
