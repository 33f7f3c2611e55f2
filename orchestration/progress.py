"""Progress for whoever watches: plain lines on standard error, so that output stays clean."""

from __future__ import annotations

import logging
import sys

from orchestration.logs import log


def progress(line: str) -> None:
    """Say one line at once; it stands in the log too."""
    print(line, file=sys.stderr, flush=True)
    log(logging.INFO, line)
