"""How long each command takes, as ratios to F within one run: ``make bench``.

F is the wall time of importing dagster, dagster_dbt, dbt.cli.main, great_expectations, polars and
duckdb in one fresh process. Ratios, since machines differ; each figure is the median of its runs.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import exports, recipes, site, surveys

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "real"
THRIVING = Path(sys.executable).with_name("thriving")
IMPORTS = "import dagster, dagster_dbt, dbt.cli.main, great_expectations, polars, duckdb"
RUNS = 3
PROGRAMMES = (
    ("local_leapfrog",),
    ("settlement_at_centre", "--start-year", "2019"),
    ("community_partnerships", "--start-year", "2019"),
)


def seconds(command: list[str], home: Path | None = None) -> tuple[float, float, str]:
    """Wall time in seconds, peak memory of the process tree in GB, and what was printed."""
    environment = {**os.environ, **({"THRIVING_HOME": str(home)} if home else {})}
    begin = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    spent = time.monotonic() - begin
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output}")
    return spent, peak[0], output


def _watch(root: int, peak: list[float]) -> None:
    """Sample the resident memory of a process and all below it until it ends (Linux)."""
    page = os.sysconf("SC_PAGE_SIZE")
    while Path(f"/proc/{root}").exists():
        parents: dict[int, int] = {}
        resident: dict[int, int] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                pid = int(folder.name)
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[pid] = int(fields[1])
                resident[pid] = int(fields[21]) * page
            except (OSError, IndexError, ValueError):
                continue  # it ended while it was looked at
        family = {root}
        while grown := {p for p, parent in parents.items() if parent in family} - family:
            family |= grown
        peak[0] = max(peak[0], sum(resident.get(pid, 0) for pid in family) / 1e9)
        time.sleep(0.1)


def main() -> None:
    """Measure, print, and say which targets are missed."""
    lines: list[tuple[str, float, float, float]] = []
    more: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        bases = [seconds([sys.executable, "-c", IMPORTS])[0]]

        def measure(
            name: str, target: float, prepare: Callable[[Path], list[str]], runs: int = RUNS
        ) -> None:
            spent, beside, memory, stages = [], [], 0.0, ""
            for run in range(runs):
                home = work / f"{name.replace(' ', '_')}_{run}"
                command = prepare(home)
                # F beside each run, not once at the start: a cold first F would flatter all ratios.
                bases.append(seconds([sys.executable, "-c", IMPORTS])[0])
                beside.append(bases[-1])
                took, peak, output = seconds(command, home)
                spent.append(took)
                memory = max(memory, peak)
                stages = next((x for x in output.splitlines() if x.startswith("seconds")), "")
                shutil.rmtree(home, ignore_errors=True)
            median, base = statistics.median(spent), statistics.median(beside)
            lines.append((name, median / base, target, memory))
            verdict = "ok" if median / base <= target else "MISSED"
            print(
                f"{name:22} {median:6.2f} s, F {base:.2f} s = {median / base:5.2f} F"
                f" (target {target:.1f} F, {verdict}), peak {memory:.2f} GB  {stages}",
                flush=True,
            )

        measure("sample", 1.6, lambda home: [str(THRIVING), "refresh"])
        sample = work / "published_sample"
        seconds([str(THRIVING), "refresh"], sample)

        def published(command: list[str]) -> Callable[[Path], list[str]]:
            def prepare(home: Path) -> list[str]:
                shutil.copytree(sample, home, symlinks=True)
                return command

            return prepare

        measure("nothing changed", 0.4, published([str(THRIVING), "refresh"]))
        measure("sql select 1", 0.1, published([str(THRIVING), "sql", "select 1"]))
        if REAL.is_dir():
            measure(
                "all real files", 3.0, lambda home: [str(THRIVING), "refresh", "--from", str(REAL)]
            )
            mirror, before = work / "mirror", work / "published_real"
            shutil.copytree(REAL, mirror)
            held_back = mirror / "cbs_local_authorities" / "2018.xlsx"
            aside = held_back.rename(work / "2018.xlsx")
            seconds([str(THRIVING), "refresh", "--from", str(mirror)], before)
            shutil.copy(aside, held_back)

            def one_edition(home: Path) -> list[str]:
                shutil.copytree(before, home, symlinks=True)
                return [str(THRIVING), "refresh", "--from", str(mirror)]

            measure("one edition changed", 2.0, one_edition)
            carried = [str(THRIVING), "export", "--settlement", "8000", "--to", str(work / "one")]

            def exported(home: Path) -> list[str]:
                shutil.copytree(before, home, symlinks=True)
                return carried

            measure("one settlement exported", 0.4, exported)
            more = exports.main(seconds, str(THRIVING), before, work)
            more += recipes.main(before / "published" / "warehouse.duckdb", bases[-1])
            for programme, *start in PROGRAMMES:
                freeze = ["baseline", "freeze", "--programme", programme, "--reason", "measured"]
                seconds([str(THRIVING), *freeze, *start], before)

            def evaluated(home: Path) -> list[str]:
                shutil.copytree(before, home, symlinks=True)
                return [str(THRIVING), "refresh", "--from", str(mirror)]

            # Every programme frozen as if it had begun in 2019, so that series reach to both sides.
            measure("all pilots evaluated", 3.0, evaluated)
            site.measure_site(measure, before)
        else:
            print(f"NO REAL FILES at {REAL}: the figures for them are not measured")
    print(f"F over the whole run: {min(bases):.2f} to {max(bases):.2f} s")
    missed = [name for name, ratio, target, _ in lines if ratio > target] + more + surveys.main()
    print("all targets met" if not missed else "missed: " + ", ".join(missed))
    print("nights with kills and readers are measured by: make soak")


if __name__ == "__main__":
    main()
