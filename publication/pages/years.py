"""Axes of time: where years are marked, and what stands between two of them."""

from __future__ import annotations

import math
from typing import Any

TICKS = 9
"""On an axis of years, at most."""


def years_between(first: float, last: float) -> list[int]:
    """Whole years for the ticks of an axis, at round distances; no year twice."""
    whole = range(math.ceil(first), math.floor(last) + 1)
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100) if len(whole) <= TICKS * one)
    return [year for year in whole if year % step == 0]


def within_a_year(at: float, year: int, period: str) -> list[dict[str, Any]]:
    """What the second period of a year is called, at its place; nothing of the first."""
    if at == year:
        return []
    return [{"at": at, "period": {"he": period, "en": f"later in {year}"}}]
