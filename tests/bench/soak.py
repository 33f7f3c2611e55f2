"""Nights of a warehouse, with kills: ``make soak``, or ``python -m tests.bench.soak --nights 3``.

Each night the publisher's folder stays as it is, grows by an edition, holds a revision, or a file
that is none. Refreshes are killed at random moments, then one is let through. After every kill and
every refresh the published file must open and be, byte for byte, one whole version; every archived
file must have the sha256 it is kept under. Sixteen readers query all the while, each in a process
of its own, and no query may fail.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.archive import Archive
from ingest.intake import SAMPLE_MARK
from ingest.sample import write_sample
from publication.publish import GOING_LIVE, live, versions
from tests.integration import workbooks as wb
from tests.integration.house import YEARLY, published_bytes, thriving, warehouse

NEEDED = ("cbs_authority_codes", "cbs_localities", YEARLY)
FAULTY = "p_libud_2019.xlsx"
ATTEMPTS_AT_MOST = 4
SWAPS = 0.15
"""Share of the kills that wait for the end of a refresh, where files change their names."""


@dataclass
class Soak:
    """The home, its publisher, and what was counted."""

    home: Path
    mirror: Path
    dice: random.Random
    seconds: float = 30.0
    counts: Counter[str] = field(default_factory=Counter)
    digests: dict[str, str] = field(default_factory=dict)
    faulty: bool = False


def main() -> None:
    """Run the nights, print what was counted, and end with 1 if anything was not as it must be."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--nights", type=int, default=30)
    parse.add_argument("--kills", type=int, default=200)
    parse.add_argument("--readers", type=int, default=16)
    parse.add_argument("--seed", type=int, default=20260728)
    asked = parse.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch:
        counts = run(Path(scratch), asked.nights, asked.kills, asked.readers, asked.seed)
    for name, count in sorted(counts.items()):
        print(f"{name:40} {count:,}")
    raise SystemExit(1 if counts["FAILED READS"] or counts["kills"] < asked.kills else 0)


def run(scratch: Path, nights: int, kills: int, readers: int, seed: int) -> Counter[str]:
    """All nights in a folder.

    Raises:
        AssertionError: something was not as it must be; the message says which night and kill.
    """
    soak = Soak(scratch / "home", scratch / "mirror", random.Random(seed))
    write_sample(scratch / "sample")
    for source_id in NEEDED:
        shutil.copytree(scratch / "sample" / source_id, soak.mirror / source_id)
    (soak.mirror / SAMPLE_MARK).touch()
    aside = scratch / "later"
    aside.mkdir()
    for path in sorted((soak.mirror / YEARLY).glob("*")):
        if path.name != wb.NEWEST:
            path.rename(aside / path.name)
    begin = time.monotonic()
    whole = _refresh(soak)
    assert whole == 0, "the first refresh did not publish"
    soak.seconds = time.monotonic() - begin
    _check(soak, "at first")
    stop = scratch / "stop"
    reading = [_start_reader(soak.home, scratch / f"reader-{n}.txt", stop) for n in range(readers)]
    try:
        for night in range(1, nights + 1):
            due = kills * night // nights - soak.counts["kills"]
            _night(soak, night, aside, due)
    finally:
        stop.touch()
        for reader in reading:
            reader.wait(timeout=60)
    _count_reads(soak, scratch)
    soak.counts["nights"] = nights
    return soak.counts


def _night(soak: Soak, night: int, aside: Path, kills: int) -> None:
    event = _change(soak, aside)
    soak.counts[f"nights with {event}"] += 1
    for attempt in range(ATTEMPTS_AT_MOST * kills):
        if kills <= 0:
            break
        said = _kill(soak)
        if said:
            kills -= 1
            soak.counts["kills"] += 1
            soak.counts[f"kills {said}"] += 1
        elif not soak.faulty:
            _revise(soak)  # it had published: without more to do, the next would end at once
        _check(soak, f"night {night}, attempt {attempt}")
    begin = time.monotonic()
    status = _refresh(soak)
    if status == 0 and time.monotonic() - begin > 5:
        soak.seconds = time.monotonic() - begin
    expected = 2 if soak.faulty else 0
    assert status == expected, f"night {night} ({event}): exit {status}, expected {expected}"
    soak.counts[f"refreshes that ended with {status}"] += 1
    _check(soak, f"night {night}, refreshed")
    _check_settled(soak, night)
    so_far = ("kills", "looks at the published file", "archived files verified")
    told = ", ".join(f"{soak.counts[name]:,} {name}" for name in so_far)
    print(f"night {night}: {event}; so far {told}", flush=True)


def _change(soak: Soak, aside: Path) -> str:
    """What the publisher does before a night."""
    yearly = soak.mirror / YEARLY
    (yearly / FAULTY).unlink(missing_ok=True)
    soak.faulty = False
    waiting = sorted(aside.iterdir())
    kind = soak.dice.choice(["nothing new", "a revision", "a revision", "an edition", "a fault"])
    if kind == "an edition" and waiting:
        waiting[0].rename(yearly / waiting[0].name)
        return kind
    if kind == "a fault":
        soak.faulty = True
        write = soak.dice.choice([wb.write_web_page, wb.write_empty, _cut_short(yearly)])
        write(yearly / FAULTY)
        return kind
    if kind == "nothing new":
        return kind
    _revise(soak)
    return kind


def _revise(soak: Soak) -> None:
    """The publisher issues its newest workbook again, and takes away the revision before."""
    yearly = soak.mirror / YEARLY
    soak.counts["revisions issued"] += 1
    day = dt.date(2026, 6, 1) + dt.timedelta(days=soak.counts["revisions issued"])
    book = wb.open_book(yearly / wb.NEWEST)
    wb.restamp(book, day)
    for old in yearly.glob("p_libud_24.rev-*"):
        old.unlink()
    book.save(yearly / f"p_libud_24.rev-{day.isoformat()}.xlsx")


def _cut_short(yearly: Path) -> Callable[[Path], None]:
    return lambda path: wb.write_truncated(yearly / wb.NEWEST, path)


def _kill(soak: Soak) -> str:
    """Begin a refresh and kill it; says when, or nothing if it had ended by then."""
    reached, when = _moment(soak)
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "refresh", "--from", str(soak.mirror)],
        env={**os.environ, "THRIVING_HOME": str(soak.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    begin = time.monotonic()
    while process.poll() is None and not reached(time.monotonic() - begin):
        time.sleep(0.002)
    if process.poll() is None:
        # Sometimes the command alone, as a person or the kernel kills it; else all that it began.
        if soak.dice.random() < 0.3:
            os.kill(process.pid, signal.SIGKILL)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    return when if process.wait(timeout=60) == -signal.SIGKILL else ""


def _moment(soak: Soak) -> tuple[Callable[[float], bool], str]:
    """When to kill: after a random while, mostly early, or while something is being swapped."""
    published = soak.home / "published"
    if soak.dice.random() >= SWAPS:
        after = soak.seconds * soak.dice.random() ** 3
        return lambda spent: spent >= after, "at a random moment"
    later = soak.dice.random() * 0.4
    since: list[float] = []

    def from_then(seen: Callable[[], bool]) -> Callable[[float], bool]:
        def reached(spent: float) -> bool:
            if not since and seen():
                since.append(spent)
            return bool(since) and spent >= since[0] + later

        return reached

    def going_live() -> bool:
        return (published / GOING_LIVE).exists()

    def copying() -> bool:
        return any((published / "versions").glob(".*.part"))

    chosen = soak.dice.choice([(going_live, "while going live"), (copying, "while publishing")])
    if chosen[0] is going_live:
        later *= 0.2
    return from_then(chosen[0]), chosen[1]


def _refresh(soak: Soak) -> int:
    return thriving(soak.home, "refresh", "--from", str(soak.mirror), timeout=900).status


def _check(soak: Soak, when: str) -> None:
    """The published file opens and is one whole version; the archive verifies."""
    folder = soak.home / "published"
    path = warehouse(soak.home)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    for about in versions(folder):
        run_id = about["run_id"]
        if run_id not in soak.digests:
            kept = folder / "versions" / run_id / "warehouse.duckdb"
            soak.digests[run_id] = hashlib.sha256(kept.read_bytes()).hexdigest()
            soak.counts["versions published"] += 1
    assert digest in soak.digests.values(), f"{when}: the published file is no whole version"
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("select count(*) from marts.indicator_values").fetchall()
    assert rows[0][0] > 0, when
    archive = Archive(soak.home)
    for entry in archive.entries().values():
        found = hashlib.sha256(archive.path_of(entry).read_bytes()).hexdigest()
        assert found == entry.sha256, f"{when}: {entry.name} is not what was archived"
        soak.counts["archived files verified"] += 1
    soak.counts["looks at the published file"] += 1


def _check_settled(soak: Soak, night: int) -> None:
    """After a refresh that ended nothing is left of those that were killed."""
    folder = soak.home / "published"
    told = live(folder)
    assert told is not None
    version = folder / "versions" / told["run_id"]
    beside = {
        f"parquet/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (version / "parquet").iterdir()
    }
    expected = {**beside, "warehouse.duckdb": soak.digests[told["run_id"]]}
    assert published_bytes(soak.home) == expected, f"night {night}: not wholly one version"
    if not soak.faulty:
        left = [p.name for p in [*folder.glob(".*"), *(folder / "versions").glob(".*")]]
        assert left == [], f"night {night}: {left} are left"
    entries = Archive(soak.home).entries().values()
    noted = {run_id for entry in entries for run_id in entry.published_in}
    assert told["run_id"] in noted, f"night {night}: the archive does not know what is live"


READER = """
import random, sys, time
from pathlib import Path
import duckdb
home, out, stop = map(Path, sys.argv[1:])
dice, path = random.Random(str(out)), home / "published"
with out.open("w", buffering=1) as log:
    while not stop.exists():
        try:
            if dice.random() < 0.7:
                with duckdb.connect(str(path / "warehouse.duckdb"), read_only=True) as c:
                    told = c.execute(
                        "select max(run_id) from marts.quality_results"
                        " where run_outcome = 'published'").fetchone()[0]
                    time.sleep(dice.random() / 10)
                    count = c.execute("select count(*), sum(value) from marts.indicator_values"
                                      " join marts.settlements using (settlement_code)").fetchone()
                log.write(f"ok {told} {count[0]}\\n")
            else:
                count = duckdb.sql(
                    f"select count(*) from '{path / 'parquet' / 'indicator_values.parquet'}'"
                ).fetchall()[0]
                log.write(f"ok parquet {count[0]}\\n")
        except Exception as error:
            log.write("FAILED " + " ".join(str(error).split()) + "\\n")
        time.sleep(0.2 + dice.random())
"""


def _start_reader(home: Path, out: Path, stop: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", READER, str(home), str(out), str(stop)])


def _count_reads(soak: Soak, scratch: Path) -> None:
    """Every read, and whether what one connection saw of a version was always the same."""
    seen: dict[str, set[str]] = {}
    for out in sorted(scratch.glob("reader-*.txt")):
        for line in out.read_text("utf-8").splitlines():
            how, told, count = line.split(maxsplit=2)
            soak.counts["reads" if how == "ok" else "FAILED READS"] += 1
            if how != "ok":
                print(line)
            elif told != "parquet":
                seen.setdefault(told, set()).add(count)
    mixed = {told: counts for told, counts in seen.items() if len(counts) != 1}
    assert not mixed, f"readers saw more than one state of a version: {json.dumps(list(mixed))}"
    soak.counts["versions that readers saw"] = len(seen)


if __name__ == "__main__":
    main()
