"""What was found in a filled form: rows that hold, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.source import Bilingual

Weight = Literal["notice", "row", "sheet", "file"]
"""What a fault keeps out: nothing, its row, its sheet, the whole file."""


@dataclass(frozen=True)
class Reading:
    """One cell as it was understood.

    ``text``: a date as 2026-12-31, a choice as its code, a number in plain digits, a settlement as
    it was written; ``value`` for numbers alone; ``place`` as a spreadsheet names the cell (``C7``).
    """

    text: str
    place: str
    value: float | None = None


@dataclass(frozen=True)
class Entry:
    """A row that holds. ``sheet`` is its name in the file (empty in a CSV), ``row`` the row."""

    sheet_id: str
    sheet: str
    row: int
    key: str
    settlement: str
    cells: Mapping[str, Reading]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with its place, in both languages.

    ``found`` is safe to be shown: never personal data, never free text. ``key`` is that of the row,
    where it can be read: a row of before under the same key stays in force. ``column`` is the
    header as people see it.
    """

    kind: str
    weight: Weight
    found: str
    what: Bilingual
    do: Bilingual
    sheet: str = ""
    sheet_id: str | None = None
    row: int | None = None
    place: str = ""
    column: str = ""
    key: str | None = None


@dataclass
class Checked:
    """A file, checked. ``sheet_ids`` are those it holds rows of; only these does it replace."""

    folder: str
    name: str
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sheet_ids: tuple[str, ...] = ()
    filled_by: str | None = None
    synthetic: bool = False

    @property
    def refused(self) -> bool:
        """Whether nothing of the file can be read."""
        return any(fault.weight == "file" for fault in self.faults)
