"""Processes that a command starts, and that do not outlive it even where it is killed."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable

_SET_DEATH_SIGNAL = 1


def ending_with_parent(number: signal.Signals) -> Callable[[], None]:
    """What a child does first, on Linux: ask for a signal at the end of the process above it.

    A reader of files that went on after its refresh was killed would write into the archive beside
    the next one, which holds the lock and believes to be alone.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if library is not None:
            library.prctl(_SET_DEATH_SIGNAL, number)

    return ask
