"""What is said of a fault, in Hebrew and English: what is wrong, and how to mend it.

The texts stand in two tables, ``words_of_files`` (files and sheets) and ``words_of_rows``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.programmes.checked import Fault, Weight
from ingest.programmes.form import sheets
from ingest.programmes.words_of_files import OF_FILES
from ingest.programmes.words_of_rows import OF_ROWS
from ingest.source import Bilingual

WORDS = OF_FILES | OF_ROWS
"""By kind of fault."""
_NOTE = Bilingual(
    he=" הסבר אפשר לכתוב בעמודת „הערה”.", en=' An explanation may stand under "Note".'
)
_NOTHING = Bilingual(he="", en="")


@dataclass(frozen=True)
class Problem:
    """Something wrong that does not know its place yet. ``fills`` fill the gaps of its texts."""

    kind: str
    found: Bilingual | str = ""
    fills: Mapping[str, Bilingual | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Where:
    """The place of a fault, as ``Fault`` names it."""

    sheet: str = ""
    sheet_id: str | None = None
    row: int | None = None
    place: str = ""
    column: str = ""
    key: str | None = None


def weight_of(kind: str) -> Weight:
    return WORDS[kind].weight


def fault(problem: Problem, where: Where | None = None, weight: Weight | None = None) -> Fault:
    """A problem at its place, in words; ``weight`` where it is another than its kind's."""
    words, where = WORDS[problem.kind], where or Where()
    he, en = _fills(problem, where, "he"), _fills(problem, where, "en")
    return Fault(
        kind=problem.kind,
        weight=weight or words.weight,
        found=_both(problem.found),
        what=Bilingual(he=_text(words.what.he, he), en=_text(words.what.en, en)),
        do=Bilingual(he=_text(words.do.he, he), en=_text(words.do.en, en)),
        sheet=where.sheet,
        sheet_id=where.sheet_id,
        row=where.row,
        place=where.place,
        column=where.column,
        key=where.key,
    )


def _fills(problem: Problem, where: Where, language: Literal["he", "en"]) -> dict[str, str]:
    found = problem.found
    quoted = "„{}”" if language == "he" else '"{}"'
    said = quoted.format(found) if isinstance(found, str) else found
    given = {"hint": "", "allowed": "", "note": _note(where), **problem.fills}
    fills = {**given, "found": found, "said": said}
    return {name: _in(fill, language) for name, fill in fills.items()}


def _note(where: Where) -> Bilingual:
    """The advice to explain beside, on a sheet that has a column for it."""
    if where.sheet_id is None:
        return _NOTHING
    columns = sheets()[where.sheet_id].columns
    return _NOTE if any(column.column_id == "note" for column in columns) else _NOTHING


def _in(text: Bilingual | str, language: Literal["he", "en"]) -> str:
    """One language of a text; a plain one is the same in both."""
    if isinstance(text, str):
        return text
    return text.he if language == "he" else text.en


def _text(template: str, fills: Mapping[str, str]) -> str:
    return template.format_map(fills).strip()


def _both(found: Bilingual | str) -> str:
    return found if isinstance(found, str) else f"{found.he} · {found.en}"


def meant(suggestion: str | None) -> Bilingual:
    """The sentence that offers what was perhaps meant; nothing without a suggestion."""
    if suggestion is None:
        return _NOTHING
    return Bilingual(he=f"אולי הכוונה ל„{suggestion}”?", en=f'Perhaps "{suggestion}" is meant?')
