"""What a cell was understood to say."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.programmes.messages import Problem
from ingest.source import Bilingual


@dataclass(frozen=True)
class Said:
    """``text`` as in ``checked.Reading``; ``None`` if the cell cannot be taken.

    ``problems`` then say why; beside a text they are notices.
    """

    text: str | None
    value: float | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def refused(cls, kind: str, found: Bilingual | str = "", **fills: Bilingual | str) -> Said:
        return cls(None, None, (Problem(kind, found, fills),))
