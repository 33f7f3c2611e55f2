"""One refresh at a time, whoever starts it: the command, the schedule or a person on the page."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import InputError
from orchestration.record import now

LOOK_AGAIN_SECONDS = 1.0


def is_free(path: Path) -> bool:
    """Whether no refresh is at work."""
    if not path.exists():
        return True
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def one_refresh(path: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the writer's lock of a home folder; it ends with the process, however that ends.

    A person is told at once that another holds it; what runs at night waits for it.

    Raises:
        InputError: another refresh holds it, and has for all of ``wait_seconds``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait_seconds
    with path.open("a+", encoding="utf-8") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < until:
                    time.sleep(min(LOOK_AGAIN_SECONDS, max(0.0, until - time.monotonic())))
                    continue
                file.seek(0)
                raise InputError(
                    "refresh",
                    found=f"another refresh at work ({file.read().strip() or 'just started'})",
                    expected="one refresh at a time",
                    do="wait until it ends (thriving status shows it) and start again",
                ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}, since {now()}")
        file.flush()
        yield
