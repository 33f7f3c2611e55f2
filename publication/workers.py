"""Processes that write beside each other: how each begins and how it ends."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import threading


def prepare_worker() -> None:
    """Let a process end with its parent, and without taking its engine apart, which complains."""
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
