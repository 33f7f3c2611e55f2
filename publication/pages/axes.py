"""Where axes of charts end, and which years stand on them."""

from __future__ import annotations

from collections.abc import Iterable

TICKS = 6
"""No more years than this stand on an axis."""
STEPS = 10
"""So many steps of the last decimal an axis spans at least: less would be drawn as if it moved."""


def ticks_of(at: Iterable[float]) -> list[int]:
    """Years for an axis: whole ones, each once, evenly apart, the last one among them."""
    years = [int(one) for one in at]
    first, last = min(years), max(years)
    apart = -(-(last - first + 1) // TICKS)
    return list(range(last, first - 1, -apart))[::-1]


def span_of(values: Iterable[float | None], decimals: int) -> list[float]:
    """Both ends of an axis of figures; it does not fall below nought where they do not."""
    known = [one for one in values if one is not None]
    low, high = min(known), max(known)
    lack = STEPS * 10.0**-decimals - (high - low)
    if lack <= 0:
        return [low, high]
    down = min(lack / 2, low) if low >= 0 else lack / 2
    return [round(low - down, decimals + 2), round(high + lack - down, decimals + 2)]
