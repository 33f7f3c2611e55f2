"""Where axes of charts end, which years stand on them, and what stands between two of these."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

TICKS = 9
"""No more years than this stand on an axis."""
STEPS = 10
"""So many steps of the last decimal an axis spans at least: less would be drawn as if it moved."""


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


def span_of(values: Iterable[float | None], decimals: int) -> list[float]:
    """Both ends of an axis of figures; it does not fall below nought where they do not."""
    known = [one for one in values if one is not None]
    low, high = min(known), max(known)
    lack = STEPS * 10.0**-decimals - (high - low)
    if lack <= 0:
        return [low, high]
    down = min(lack / 2, low) if low >= 0 else lack / 2
    return [round(low - down, decimals + 2), round(high + lack - down, decimals + 2)]
