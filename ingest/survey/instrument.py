"""The items that a wave may hold, as people agreed on them (``seeds/survey_items.csv``)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

REGISTER = Path(__file__).parents[2] / "seeds" / "survey_items.csv"


@cache
def items_of(register: Path = REGISTER) -> dict[str, str]:
    """English wording of each item by item_id, in the order of the register."""
    with register.open(encoding="utf-8", newline="") as file:
        return {row["item_id"]: row["text_en"] for row in csv.DictReader(file)}
