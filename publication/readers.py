"""Who has a database open now."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path


def reader_of(path: Path) -> str:
    """Which process has a database open: DuckDB holds a lock of the file, readers a shared one."""
    wanted = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    try:
        with path.open("rb") as file:
            told = struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, wanted))
    except OSError:
        return ""
    return "" if told[0] == fcntl.F_UNLCK else f"process {told[4]}"
