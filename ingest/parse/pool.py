"""Parse many files in worker processes; a file that kills its worker is named, the rest go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from ingest.errors import InputError
from ingest.parse.raw import Understood, known_reading
from ingest.source import Source

WORKERS = 2
BYTES_PER_WORKER = 4_000_000
"""Fewer are read by one worker sooner than a second one has started."""
SECONDS_PER_FILE = 180.0
SECONDS_PER_BYTE = 1e-6
"""Besides, and ten times what is needed: a table of 280 MB takes half a minute of a core."""
LARGEST = 1_000_000_000
"""Bytes for which more time is given; a workbook that unpacks to much is small."""


@dataclass(frozen=True)
class Job:
    source: Source
    path: Path
    name: str
    sha256: str


def parse_all(
    jobs: Sequence[Job],
    home: Path,
    done: Callable[[Job, Understood | InputError], None],
    workers: int = WORKERS,
) -> None:
    """Parse every job and report each to ``done`` as it ends; files known already start no worker.

    Raises:
        OSError: cache or archive cannot be written (a full disk), whoever's file it was.
        RuntimeError: a parser broke: an error of ours.
    """
    pending: SimpleQueue[Job] = SimpleQueue()
    size = 0
    for job in sorted(jobs, key=lambda job: -job.path.stat().st_size):
        if known := known_reading(home, job.source, job.sha256):
            done(job, known)
        else:
            pending.put(job)
            size += job.path.stat().st_size
    failures: list[OSError | RuntimeError] = []
    threads = [
        threading.Thread(target=_serve, args=(pending, home, done, failures))
        for _ in range(min(workers, -(-size // BYTES_PER_WORKER)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _serve(
    pending: SimpleQueue[Job],
    home: Path,
    done: Callable[[Job, Understood | InputError], None],
    failures: list[OSError | RuntimeError],
) -> None:
    worker: subprocess.Popen[str] | None = None
    while not failures:
        try:
            job = pending.get_nowait()
        except Empty:
            break
        if worker is None or worker.poll() is not None:
            worker = _start()
        try:
            done(job, _ask(worker, job, home))
        except (OSError, RuntimeError) as error:
            failures.append(error)
            break
    if worker is not None:
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.close()
        worker.wait()
        worker.stdout.close()


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.parse.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )


def _ask(worker: subprocess.Popen[str], job: Job, home: Path) -> Understood | InputError:
    assert worker.stdin is not None and worker.stdout is not None
    seconds = SECONDS_PER_FILE + SECONDS_PER_BYTE * min(job.path.stat().st_size, LARGEST)
    request = {
        "source_id": job.source.source_id,
        "path": str(job.path),
        "name": job.name,
        "sha256": job.sha256,
        "home": str(home),
        "seconds": seconds,
    }
    watchdog = threading.Timer(seconds, worker.kill)
    watchdog.start()
    try:
        worker.stdin.write(json.dumps(request) + "\n")
        worker.stdin.flush()
        line = worker.stdout.readline()
    except BrokenPipeError:
        line = ""
    finally:
        watchdog.cancel()
    answer = json.loads(line) if line else {"ok": False, "memory": True}
    if answer["ok"]:
        understood = known_reading(home, job.source, job.sha256)
        assert understood is not None
        return understood
    if "os_error" in answer:
        raise OSError(*answer["os_error"])
    if "error" in answer:
        return InputError(**answer["error"])
    if "bug" in answer:
        raise RuntimeError(
            f"the parser broke on {job.source.source_id}/{job.name}: {answer['bug']}"
        )
    # A worker that ran out of memory may live on, crippled; the next file gets a new one.
    worker.kill()
    worker.wait()
    return InputError(
        job.name,
        found="a file that exhausts memory or time, or crashes its reader",
        expected=f"one that is parsed within {seconds:.0f} seconds",
        do="open it in a spreadsheet program, look for stray cells far out, and save it anew",
    )
