"""What a wave may speak of, as people agreed on it in the seeds."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"


@cache
def items_of() -> tuple[str, ...]:
    """The items of questionnaires, in their order."""
    return _first_column("survey_items.csv")


@cache
def definitions_of() -> tuple[str, ...]:
    """The definitions of poverty, in their order."""
    return _first_column("poverty_definitions.csv")


def _first_column(name: str) -> tuple[str, ...]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return tuple(row[0] for row in csv.reader(file))[1:]
