"""Progress for whoever watches: plain lines on standard error, so that output stays clean."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from orchestration.logs import log


def progress(line: str) -> None:
    """Say one line at once; it stands in the log too."""
    print(line, file=sys.stderr, flush=True)
    log(logging.INFO, line)


def counted(what: str) -> Callable[[int, int], None]:
    """Say how many of many are done: in place on a terminal, a line each time elsewhere."""

    def told(done: int, of: int) -> None:
        line = f"{done} of {of} {what}"
        if sys.stderr.isatty():
            print(f"\r{line}", end="" if done < of else "\n", file=sys.stderr, flush=True)
        else:
            progress(line)

    return told
