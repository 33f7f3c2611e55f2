"""What the tests of the whole road share: the command as people run it, and homes it has filled.

A home that a test changes is a copy: one refresh costs more than copying its result.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "real"
COMMAND = Path(sys.executable).parent / "thriving"
YEARLY = "cbs_local_authorities"
SAFED, OFAKIM = "8000", "0031"


@dataclass(frozen=True)
class Run:
    """How one command ended."""

    status: int
    out: str
    err: str
    seconds: float

    @property
    def text(self) -> str:
        return f"{self.out}\n{self.err}\nexit status {self.status}"


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "THRIVING_HOME": str(home), "COLUMNS": "200"}


def thriving(
    home: Path, *arguments: str, before: Callable[[], None] | None = None, timeout: float = 240
) -> Run:
    """Run the command in a home folder."""
    begin = time.monotonic()
    ended = subprocess.run(
        [str(COMMAND), *arguments],
        cwd=PROJECT,
        env=environment(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        preexec_fn=before,
        check=False,
    )
    return Run(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - begin)


def start_refresh(home: Path, origin: str) -> subprocess.Popen[str]:
    """Begin a refresh and do not wait; its standard error can be read line by line."""
    return subprocess.Popen(
        [str(COMMAND), "refresh", "--from", origin],
        cwd=PROJECT,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def warehouse(home: Path) -> Path:
    return home / "published" / "warehouse.duckdb"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def published_bytes(home: Path) -> dict[str, str]:
    """The sha256 of everything that readers use."""
    folder = home / "published"
    files = [folder / "warehouse.duckdb", *(folder / "parquet").glob("*.parquet")]
    return {str(path.relative_to(folder)): digest(path) for path in sorted(files)}


def rows(home: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Ask the published file as any client does, without the product."""
    with duckdb.connect(str(warehouse(home)), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def one(home: Path, sql: str, *parameters: object) -> Any:
    (row,) = rows(home, sql, *parameters)
    return row[0]


def csv_of(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run.out)))


def made_once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], None]) -> Path:
    """A home made once in this run, whichever process of it asks first; the others wait for it."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    around = base / "homes" / name
    around.parent.mkdir(exist_ok=True)
    made = around.with_suffix(".made")
    with around.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(around, ignore_errors=True)
            around.mkdir()
            make(around / "home")
            made.touch()
    return around / "home"


def sample_home(factory: pytest.TempPathFactory) -> Path:
    """Refreshed from the sample, with what the command said beside it. Never changed."""

    def make(folder: Path) -> None:
        run = thriving(folder, "refresh")
        assert run.status == 0, run.text
        folder.with_name("said.txt").write_text(run.out, "utf-8")
        folder.with_name("progress.txt").write_text(run.err, "utf-8")

    return made_once("sample", factory, make)


def mirror_home(factory: pytest.TempPathFactory) -> Path:
    """The sample's, with its files in a mirror folder beside it. Never changed."""

    def make(folder: Path) -> None:
        shutil.copytree(sample_home(factory), folder)
        mirror = (folder / "sample").rename(folder.with_name("mirror"))
        (mirror / ".written").unlink(missing_ok=True)

    return made_once("mirror", factory, make)


def real_home(factory: pytest.TempPathFactory) -> Path:
    """Refreshed from the publishers' files. Never changed."""

    def make(folder: Path) -> None:
        run = thriving(folder, "refresh", "--from", os.path.relpath(REAL, PROJECT))
        assert run.status == 0, run.text
        folder.with_name("said.txt").write_text(run.out, "utf-8")

    return made_once("real", factory, make)


@dataclass(frozen=True)
class House:
    """A published home and its mirror, both the test's own to change."""

    home: Path
    mirror: Path

    def refresh(self, before: Callable[[], None] | None = None) -> Run:
        return thriving(self.home, "refresh", "--from", str(self.mirror), before=before)

    @property
    def yearly(self) -> Path:
        return self.mirror / YEARLY


def copy_house(published: Path, to: Path) -> House:
    shutil.copytree(published, to / "home")
    shutil.copytree(published.with_name("mirror"), to / "mirror")
    return House(to / "home", to / "mirror")
