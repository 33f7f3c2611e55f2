"""Progress for whoever watches: plain lines on standard error, so that output stays clean."""

from __future__ import annotations

import sys
from collections.abc import Callable


def progress(line: str) -> None:
    """Say one line at once."""
    print(line, file=sys.stderr, flush=True)


def counted(what: str) -> Callable[[int, int], None]:
    """Say how many of many are done: in place on a terminal, a line each time elsewhere."""

    def told(done: int, of: int) -> None:
        line = f"{done} of {of} {what}"
        if sys.stderr.isatty():
            print(f"\r{line}", end="" if done < of else "\n", file=sys.stderr, flush=True)
        else:
            progress(line)

    return told
