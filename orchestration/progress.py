"""Progress for whoever watches: plain lines on standard error, so that output stays clean."""

from __future__ import annotations

import sys


def progress(line: str) -> None:
    """Say one line at once."""
    print(line, file=sys.stderr, flush=True)
