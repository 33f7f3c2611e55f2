"""kill -9 at random moments of a publication never leaves a broken published file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from publication.publish import live, publish, versions
from tests.publication.tiny import about, make_build

KILLS = 12
SIZES = (40_000, 20_000)


def test_no_kill_leaves_a_broken_published_file(tmp_path: Path) -> None:
    published = tmp_path / "published"
    builds = [make_build(tmp_path / str(size), rows=size) for size in SIZES]
    path = publish(builds[0], published, about("run-000000"))
    dice = random.Random(20260728)
    for kill in range(1, KILLS + 1):
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.publication.tiny",
                str(builds[kill % 2]),
                str(published),
                str(kill * 1000),
            ],
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0, 0.7))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with duckdb.connect(str(path), read_only=True) as connection:
            ((count,),) = connection.execute("select count(*) from marts.figures").fetchall()
        assert count in SIZES, kill
        parquet = published / "parquet" / "figures.parquet"
        ((beside,),) = duckdb.sql(f"select count(*) from '{parquet}'").fetchall()
        assert beside in SIZES, kill
        # What is said to be live can be read, and every kept version is a whole one.
        assert live(published) is not None, kill
        for told in versions(published):
            kept = published / "versions" / told["run_id"] / "warehouse.duckdb"
            with duckdb.connect(str(kept), read_only=True) as connection:
                ((count,),) = connection.execute("select count(*) from marts.figures").fetchall()
            assert count in SIZES, kill

    publish(builds[0], published, about("run-999999"))
    told = live(published)
    assert told is not None and told["run_id"] == "run-999999"
    leftovers = [p.name for p in published.iterdir() if p.name.startswith(".")]
    leftovers += [p.name for p in (published / "versions").iterdir() if p.name.startswith(".")]
    assert leftovers == [], "what killed publications left behind is never cleared away"
