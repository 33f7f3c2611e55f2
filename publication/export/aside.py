"""The hidden folder that an export is made in: of its own while it lives, nobody's after."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = ".thriving-export."


@contextmanager
def made_aside(into: Path) -> Iterator[Path]:
    """A folder within ``into``, gone at the end; what a killed export left there goes first.

    Raises:
        OSError: nothing can be written there.
    """
    for left in sorted(into.glob(f"{_PREFIX}*")):
        _remove_if_left(left)
    path, held = _made(into)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(held)


def _made(into: Path) -> tuple[Path, int]:
    """A new folder and the lock on it, which ends with the process however it ends."""
    while True:
        path = Path(tempfile.mkdtemp(dir=into, prefix=_PREFIX))
        held = _lock(path)
        # Between the two lines another export may have found it without a lock.
        if held is not None and path.exists():
            return path, held
        if held is not None:
            os.close(held)


def _remove_if_left(path: Path) -> None:
    held = _lock(path)
    if held is not None:
        shutil.rmtree(path, ignore_errors=True)
        os.close(held)


def _lock(path: Path) -> int | None:
    """An open folder that is locked; None where another process holds it, or it is gone."""
    try:
        opened = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened
