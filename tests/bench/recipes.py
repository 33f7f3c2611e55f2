"""How long the ten recipes of docs/recipes take together: part of ``make bench``."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import duckdb

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "recipes"
TARGET = 0.1
"""Of F."""
RUNS = 5


def main(warehouse: Path, base: float) -> list[str]:
    """Measure and print.

    Args:
        warehouse: a published file of the publishers' figures.
        base: F in seconds.

    Returns:
        The name of the target, if it was missed.
    """
    spent = [_once(warehouse) for _ in range(RUNS)]
    ratio = statistics.median(spent) / base
    verdict = "ok" if ratio <= TARGET else "MISSED"
    print(
        f"{'ten recipes':22} {statistics.median(spent):6.2f} s, F {base:.2f} s = {ratio:5.3f} F"
        f" (target {TARGET} F, {verdict})",
        flush=True,
    )
    return [] if ratio <= TARGET else ["ten recipes"]


def _once(warehouse: Path) -> float:
    """From opening the file to the last row of the last answer."""
    recipes = [path.read_text("utf-8") for path in sorted(RECIPES.glob("*.sql"))]
    begin = time.perf_counter()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for recipe in recipes:
            connection.execute(recipe).fetchall()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
