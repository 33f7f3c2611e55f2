"""One cell of a form → what it says, or what is wrong with it. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from ingest.parse.values import clean
from ingest.programmes.choices import choices_of, label, spellings
from ingest.programmes.dates import read_date, read_year
from ingest.programmes.form import FormColumn
from ingest.programmes.messages import Problem, meant
from ingest.programmes.numbers import read_count, read_money, read_number, read_percent
from ingest.programmes.pages import Cell
from ingest.programmes.personal import KINDS, personal_kinds, shape, shown
from ingest.programmes.recognise import folded, nearest
from ingest.programmes.said import Said
from ingest.programmes.settlement import read_settlement
from ingest.programmes.topics import topics
from ingest.source import Bilingual

MAX_TITLE, MAX_TEXT = 150, 4000
"""In characters."""
_LISTED = 8
"""Up to how many choices are all named in a message."""
_YES_NO = {"✓": "yes", "✔": "yes", "true": "yes", "1": "yes", "false": "no", "0": "no"}
_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")
"""As a CSV keeps them too, where they are texts."""
_ARABIC_MARKS = str.maketrans("٫٬", ".,")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
TEXT_TYPES = ("title", "text", "body", "place", "reference")


def read_cell(cell: Cell, column: FormColumn) -> Said:
    """What a filled cell says under a column.

    Returns:
        ``text`` is ``None`` if it cannot be taken; ``problems`` say why, or what to look at.
    """
    if cell.error or _ERROR.fullmatch(str(cell.value)):
        return Said.refused("cell_error", clean(str(cell.value))[:10])
    if cell.value is None:
        return Said.refused("formula_empty")
    digits = ""
    if column.type not in TEXT_TYPES:
        cell, digits = _western(cell)
    said = _READERS[column.type](cell, column)
    if said.text is None and isinstance(cell.value, str):
        said = _named_as_personal(cell.value, said)
    if said.text is None:
        return said
    notices = said.problems
    if digits:
        notices = (*notices, Problem("other_digits", fills={"read": digits}))
    if cell.formula:
        notices = (*notices, Problem("formula_value"))
    return Said(said.text, said.value, notices)


def _western(cell: Cell) -> tuple[Cell, str]:
    """The cell with 0-9 for other digits, and its new text if there were any."""
    text = cell.value
    if not isinstance(text, str) or text.isascii():
        return cell, ""
    western = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    western = western.translate(_ARABIC_MARKS)
    if western == text:
        return cell, ""
    return Cell(western, cell.percent, cell.error, cell.formula), clean(western)


def _named_as_personal(text: str, said: Said) -> Said:
    kinds = personal_kinds(text)
    return _personal(kinds) if kinds else said


def _personal(kinds: list[str]) -> Said:
    return Said(None, None, tuple(Problem(kind, KINDS[kind]) for kind in kinds))


def cell_text(value: object) -> str:
    """The text that people see in a cell that holds a text, number or truth value; NFC."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean(unicodedata.normalize("NFC", str(value)))


def _read_text(cell: Cell, column: FormColumn) -> Said:
    if isinstance(cell.value, dt.date | dt.time | dt.timedelta):
        return Said.refused("text_is_date")
    text = cell_text(cell.value)
    # In a text of several lines a number ends with its line.
    if kinds := personal_kinds(cell.value if isinstance(cell.value, str) else text):
        return _personal(kinds)
    limit = MAX_TEXT if column.type == "text" else MAX_TITLE
    if len(text) > limit:
        fills = {"length": str(len(text)), "limit": str(limit)}
        return Said.refused("text_too_long", shape(text), **fills)
    return Said(text)


def _read_settlement(cell: Cell, column: FormColumn) -> Said:
    if isinstance(cell.value, dt.date | dt.time | dt.timedelta | bool):
        return Said.refused("settlement_unreadable", shown(str(cell.value)))
    text = cell_text(cell.value)
    lines = [line for line in str(cell.value).splitlines() if clean(line)]
    if len(lines) > 1 or (read_settlement(text) is None and _names_several(text)):
        return Said.refused("settlement_two", shown(text))
    if read_settlement(text) is None or not any(char.isalnum() for char in text):
        return Said.refused("settlement_unreadable", shown(text))
    return Said(text)


def _names_several(text: str) -> bool:
    parts = [part for part in text.replace(" ו", ",").replace("/", ",").split(",") if clean(part)]
    numbers = "".join(char if char.isdigit() else " " for char in text).split()
    return len(parts) > 1 or len(numbers) > 1 or any(mark in text for mark in ";+&")


def _read_choice(cell: Cell, column: FormColumn) -> Said:
    text = cell_text(cell.value)
    code = spellings(column).get(folded(text))
    if code is None and column.type == "yes_no":
        code = _YES_NO.get(folded(text))
    if code is not None:
        return Said(code)
    kind = f"{column.type}_unknown"
    return Said.refused(kind, shown(text), hint=_suggestion(text, column), allowed=_allowed(column))


def _suggestion(text: str, column: FormColumn) -> Bilingual:
    by_text: dict[str, str] = {}
    for code, texts in choices_of(column).items():
        for wording in (texts.he, texts.en, code):
            by_text.setdefault(wording, code)
    if column.type == "indicator":
        # Long names are alike by their form alone; what is offered must be about the same thing.
        about = topics(text)
        hit = nearest(text, [name for name in by_text if topics(name) & about], at_least=0)
    else:
        hit = nearest(text, by_text)
    return meant(None if hit is None else label(column, by_text[hit]))


def _allowed(column: FormColumn) -> Bilingual:
    choices = choices_of(column).values()
    if len(choices) > _LISTED:
        return Bilingual(he="", en="")
    return Bilingual(
        he=f" האפשרויות: {', '.join(texts.he for texts in choices)}.",
        en=f" The choices: {', '.join(texts.en for texts in choices)}.",
    )


def _of_cell(reader: Callable[[Cell], Said]) -> Callable[[Cell, FormColumn], Said]:
    """A reader that needs nothing of the column."""
    return lambda cell, column: reader(cell)


_READERS: dict[str, Callable[[Cell, FormColumn], Said]] = {
    **dict.fromkeys(TEXT_TYPES, _read_text),
    **dict.fromkeys(("choice", "indicator", "programme", "yes_no"), _read_choice),
    "settlement": _read_settlement,
    "date": _of_cell(read_date),
    "year": _of_cell(read_year),
    "number": _of_cell(read_number),
    "count": _of_cell(read_count),
    "money": _of_cell(read_money),
    "percent": _of_cell(read_percent),
}
