"""Readers of the published file, each in a process of its own; every read of theirs is a line."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_END = 60
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
                    # Now and then as somebody who thinks between two questions.
                    time.sleep(dice.random() * (8 if dice.random() < 0.05 else 0.1))
                    count = c.execute("select count(*), sum(value) from marts.indicator_values"
                                      " join marts.settlements using (settlement_code)").fetchone()
                # Sums of floats end differently with the order in which threads add.
                log.write(f"ok {told} {count[0]} {count[1]:.3f}\\n")
            else:
                count = duckdb.sql(
                    f"select count(*) from '{path / 'parquet' / 'indicator_values.parquet'}'"
                ).fetchall()[0]
                log.write(f"ok parquet {count[0]}\\n")
        except Exception as error:
            log.write("FAILED " + " ".join(str(error).split()) + "\\n")
        time.sleep(0.2 + dice.random())
"""


@contextmanager
def reading(home: Path, into: Path, number: int) -> Iterator[None]:
    """Keep so many readers at work; what each of them read is a file in the folder ``into``."""
    into.mkdir()
    stop = into / "stop"
    at_work = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(home), str(into / f"{n}.txt"), str(stop)]
        )
        for n in range(number)
    ]
    try:
        yield
    finally:
        stop.touch()
        for reader in at_work:
            reader.wait(timeout=SECONDS_TO_END)


def count_reads(folder: Path, counts: Counter[str]) -> None:
    """Add every read, failed or not, and whether all saw the same of a version.

    Raises:
        AssertionError: two reads of one version did not see the same figures.
    """
    seen: dict[str, set[str]] = {}
    for out in sorted(folder.glob("*.txt")):
        for line in out.read_text("utf-8").splitlines():
            how, told, count = line.split(maxsplit=2)
            counts["reads" if how == "ok" else "FAILED READS"] += 1
            if how != "ok":
                print(line)
            elif told != "parquet":
                seen.setdefault(told, set()).add(count)
    mixed = {told: sorted(found) for told, found in seen.items() if len(found) != 1}
    assert not mixed, f"readers saw more than one state of a version: {mixed}"
    counts["versions that readers saw"] = len(seen)
