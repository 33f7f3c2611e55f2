"""Numbers, amounts, counts and percentages as people write them."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

from ingest.parse.values import clean
from ingest.programmes.pages import Cell
from ingest.programmes.personal import shown
from ingest.programmes.said import Said

_LARGEST, _LONGEST = 1e15, 40
"""Beyond 15 digits a spreadsheet rounds; no form has such a number."""
_PLAIN = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?")
_CURRENCY = re.compile(r"""₪|ש["״”'׳]{0,2}ח(?![א-ת])|שקלים|שקל|\b(?:NIS|ILS)\b""", re.IGNORECASE)
_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})
_COMMA = re.compile(r"[+-]?(?:\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})")
_SPAN = re.compile(r"-?[\d.,]+%?\s*(?:-|עד|to)\s*[\d.,]+%?")
_ABOUT = re.compile(r"(?:כ\s?-?\s?|בערך|~|≈|<|>|עד|מעל|לפחות|about|ca\.?)\s*[\d.,]+.*|[\d.,]+\s?\+")
_LETTERS = re.compile(r"[א-ת]|\b(?:million|thousand|hundred|half)\b", re.IGNORECASE)


def read_number(cell: Cell) -> Said:
    """A number; a percentage is the number that is seen, 70 for 70 %."""
    return _said(*_number(cell, currency=True, percent=True))


def read_money(cell: Cell) -> Said:
    """An amount in ILS, from 0."""
    number, said = _number(cell, currency=True)
    if number is not None and number < 0:
        return Said.refused("money_negative", shown(plain_digits(number)))
    return _said(number, said)


def read_count(cell: Cell) -> Said:
    """A whole number from 0."""
    number, said = _number(cell)
    if number is not None and (number < 0 or not number.is_integer()):
        return Said.refused("count_not_whole", shown(plain_digits(number)))
    return _said(number, said)


def read_percent(cell: Cell) -> Said:
    """A percentage from 0 to 100. Between 0 and 1 it must say that it is one, by ``%``."""
    number, said = _number(cell, percent=True)
    if number is None:
        return said
    if not 0 <= number <= 100:
        return Said.refused("percent_out", shown(plain_digits(number)))
    if 0 < number < 1 and not (cell.percent or "%" in str(cell.value)):
        digits = plain_digits(number)
        return Said.refused("percent_fraction", digits, as_percent=plain_digits(number * 100))
    return _said(number, said)


def plain_digits(number: float) -> str:
    """Without exponent, to the 15 digits that a spreadsheet keeps: 1e6 → ``1000000``."""
    digits = format(Decimal(f"{number:.15g}"), "f")
    return "0" if digits == "-0" else digits


def _said(number: float | None, said: Said) -> Said:
    if number is None:
        return said
    digits = plain_digits(number)
    return Said(digits, float(digits))


def _number(
    cell: Cell, *, currency: bool = False, percent: bool = False
) -> tuple[float | None, Said]:
    """The number, or ``None`` and what is wrong."""
    value = cell.value
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return None, Said.refused("number_is_date")
    if isinstance(value, int | float) and not isinstance(value, bool):
        seen = value * 100 if cell.percent else value
        if abs(seen) > _LARGEST or not math.isfinite(seen) or (cell.percent and not percent):
            return None, Said.refused("number_unreadable", shown(f"{value:.15g}"))
        return float(f"{seen:.15g}"), Said(None)
    text = clean(str(value)).translate(_MINUS)
    bare = _CURRENCY.sub("", text, count=1).strip() if currency else text
    if percent and not cell.percent:
        bare = bare.removesuffix("%").rstrip()
    bare = re.sub(r"^([+-])\s+", r"\1", bare)
    if len(bare) <= _LONGEST and _PLAIN.fullmatch(bare):
        number = float(bare.replace(",", "").replace(" ", ""))
        if abs(number) <= _LARGEST:
            return number, Said(None)
    return None, Said.refused(_kind_of(bare), shown(text))


def _kind_of(text: str) -> str:
    """Which mistake a text that is no number shows."""
    if _COMMA.fullmatch(text):
        return "number_decimal_comma"
    if _SPAN.fullmatch(text):
        return "number_span"
    if _ABOUT.fullmatch(text):
        return "number_approximate"
    return "number_words" if _LETTERS.search(text) else "number_unreadable"
