"""What a cell may be chosen from: the lists that people agreed on in ``seeds``."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ingest.names import normalise_name
from ingest.programmes.form import FormColumn
from ingest.source import Bilingual

SEEDS = Path(__file__).parents[2] / "seeds"
SPELLINGS = Path(__file__).parent / "spellings.csv"
"""Other ways to write a choice: feminine, plural, and usual words. They are read, never shown."""
_COMPUTED = ("not_reported", "dedicated_body")
"""Codes that the warehouse gives and nobody chooses."""


@cache
def choices_of(column: FormColumn) -> dict[str, Bilingual]:
    """The codes of a column of type choice, indicator or programme, each with its texts.

    Returns:
        In the order of the seed; empty for a column that is no choice.
    """
    if column.type == "indicator":
        rows = _rows(SEEDS / "indicators.csv")
        return {row["indicator_id"]: _texts(row["name_he"], row["name_en"]) for row in rows}
    if column.type == "programme":
        rows = _rows(SEEDS / "programmes.csv")
        return {row["programme_id"]: _texts(row["name_he"], row["name_en"]) for row in rows}
    if column.type == "yes_no":
        return {"yes": Bilingual(he="כן", en="Yes"), "no": Bilingual(he="לא", en="No")}
    return {
        row["code"]: _texts(row["text_he"], row["text_en"])
        for row in _rows(SEEDS / "codes.csv")
        if row["code_kind"] == column.choices
        and row["code"] not in _COMPUTED
        and not row["code"].endswith("_not_stated")
    }


def label(column: FormColumn, code: str) -> str:
    """How a code stands in a drop-down and in a filled cell: in Hebrew.

    Indicators bear their code too, since two may have one name.
    """
    text = choices_of(column)[code].he
    return f"{code} · {text}" if column.type == "indicator" else text


@cache
def spellings(column: FormColumn) -> dict[str, str]:
    """Each way to write a code (``fold``) → the code; a wording of two codes is left out."""
    found: dict[str, set[str]] = {}
    for code, texts in choices_of(column).items():
        for text in (code, texts.he, texts.en, label(column, code)):
            found.setdefault(fold(text), set()).add(code)
    for row in _rows(SPELLINGS) if column.choices else ():
        if row["code_kind"] == column.choices:
            found.setdefault(fold(row["spelling"]), set()).add(row["code"])
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1}


def fold(text: str) -> str:
    """A text without the differences that people do not mean: case, spaces, quotes, marks."""
    return normalise_name(unicodedata.normalize("NFKC", text)).casefold().rstrip(" .")


def _texts(he: str, en: str) -> Bilingual:
    return Bilingual(he=he.rstrip("."), en=en.rstrip("."))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
