"""How a form names a settlement: ``8000 צפת``; ``8000 צפת · סינתטי`` where rows are made up."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.names import bare_name
from ingest.parse.values import clean

ALIASES = Path(__file__).parents[2] / "seeds" / "settlement_aliases.csv"
SYNTHETIC = "סינתטי"
_MARK = re.compile(rf"\s*·?\s*\(?(?:{SYNTHETIC}|synthetic)\)?\s*$", re.IGNORECASE)
_WORDS = re.compile(r"(?P<code>\d{1,5})?[\s\-_–:·]*(?P<name>[^\d]*)$")


@dataclass(frozen=True)
class SettlementWords:
    """What a cell or the name of a folder says of a settlement; ``None`` for what it does not."""

    code: str | None
    name: str | None
    synthetic: bool = False

    def contradicts(self, other: SettlementWords) -> bool:
        """Whether both give a code, or else both a name of one script, and these are not the same.

        Another script, or a name of before a renaming, is for the registry to judge.
        """
        if self.code and other.code:
            return int(self.code) != int(other.code)
        if self.name and other.name:
            one, two = bare_name(self.name), bare_name(other.name)
            if _is_latin(one) != _is_latin(two) or {one, two} & _aliases():
                return False
            return one != two
        return False

    def joins(self, other: SettlementWords) -> bool:
        """Whether the name is two joined by „and”, one of them the other's: שדרות ואופקים."""
        if not (self.name and other.name):
            return False
        first, _, second = self.name.partition(" ו")
        return bool(second) and bare_name(other.name) in (bare_name(first), bare_name(second))


def _is_latin(name: str) -> bool:
    return any("a" <= letter <= "z" for letter in name.casefold())


@cache
def _aliases() -> frozenset[str]:
    with ALIASES.open(encoding="utf-8", newline="") as file:
        return frozenset(bare_name(row["alias_name"]) for row in csv.DictReader(file))


def settlement_text(code: str, name: str, *, synthetic: bool) -> str:
    """The text that ``read_settlement`` reads."""
    return f"{code} {name} · {SYNTHETIC}" if synthetic else f"{code} {name}"


def read_settlement(text: str) -> SettlementWords | None:
    """Code and name in a cell; ``None`` if it is not one settlement (two codes, a list)."""
    bare = clean(text)
    synthetic = _MARK.search(bare) is not None
    words = _WORDS.fullmatch(_MARK.sub("", bare).strip())
    if words is None or re.search(r"[,;/+&\n]| ו-?\d", bare):
        return None
    code, name = words["code"], clean(words["name"]).strip(" -–_:·")
    return SettlementWords(code, name or None, synthetic) if code or name else None
