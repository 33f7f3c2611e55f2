"""How long the site of all authorities takes, as a ratio to F."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

THRIVING = Path(sys.executable).with_name("thriving")
Measure = Callable[[str, float, Callable[[Path], list[str]]], None]


def measure_site(measure: Measure, published: Path) -> None:
    """Measure it on a home of real files, from a cold start."""

    def of_all(home: Path) -> list[str]:
        shutil.copytree(published, home, symlinks=True)
        return [str(THRIVING), "site", "--to", str(home / "site")]

    measure("site of all", 8.0, of_all)
