"""What is expected to be said of a file: its faults, and the rows of it that enter."""

from __future__ import annotations

from dataclasses import dataclass

ALL, OTHERS, NONE = (5, 6, 7), (5, 7), ()
CSV_ALL, CSV_OTHERS = (2, 3, 4), (2, 4)


@dataclass(frozen=True)
class Said:
    """A fault: its kind, weight, cell, and essential words of what is wrong and what to do."""

    kind: str
    weight: str
    place: str
    he: tuple[str, ...]
    en: tuple[str, ...]


def said(kind: str, weight: str, place: str, he: str, en: str) -> Said:
    """Words of one language that need not stand together are parted by ``|``."""
    return Said(kind, weight, place, tuple(he.split("|")), tuple(en.split("|")))


Expected = dict[str, tuple[tuple[int, ...], tuple[Said, ...]]]
"""Of each file, by its name: the rows that enter, and the faults."""
