"""Words and numbers of a report, in Hebrew and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

Codes = Mapping[tuple[str, str], tuple[str, str]]


class Text(NamedTuple):
    """The same in both languages."""

    he: str
    en: str


NOT_KNOWN = Text("לא ידוע", "not known")
# Of ASCII, and those that set a direction: U+202A to U+202E, U+2066 to U+2069.
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127, *range(8234, 8239), *range(8294, 8298)))


def clean(text: str) -> str:
    """Without characters that control: a text of data may not turn round what stands beside it."""
    return text if text.isprintable() else text.translate(_CONTROLS)


SPAN = re.compile(r"(?<![\d/.])((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)(?![\d/.])")
"""A period of several years, written from either end."""


def ascending(text: str) -> str:
    """A period with its years in order: publishers write a span from either end."""
    return SPAN.sub(lambda found: "–".join(sorted((found[1], found[2]))), text)


def _spelled(text: str) -> Markup:
    """A text of which no span of years is turned round by the Hebrew beside it."""
    return Markup(
        SPAN.sub(
            lambda found: (
                f'<bdi class="n" dir="ltr">{"–".join(sorted((found[1], found[2])))}</bdi>'
            ),
            str(escape(clean(text))),
        )
    )


@lru_cache(maxsize=1 << 14)
def say(text: tuple[str, str]) -> Markup:
    """Both languages; the page shows the one that is read."""
    he, en = _spelled(text[0]), _spelled(text[1])
    if he == en:
        return Markup(f"<bdi>{he}</bdi>")
    # Hebrew is shown where the page is Hebrew and runs from the right: it need not say so again.
    return Markup(f'<span class="he">{he}</span><span class="en" lang="en" dir="ltr">{en}</span>')


def of_code(codes: Codes, kind: str, code: str | None) -> Text | None:
    """The text of a code; nothing of no code, and the code itself where it has no text."""
    if code is None:
        return None
    he, en = codes.get((kind, code), (code, code))
    return Text(he.rstrip("."), en.rstrip("."))


def of_comment(comment: str) -> Text:
    """What a table or column is: its comment has a line in English and one in Hebrew."""
    en, _, he = comment.partition("\n")
    return Text(he or en, en)


NO_CHANGE = Text("ללא שינוי", "no change")


def difference(value: float | None, decimals: int | None) -> Markup:
    """A change; one that is rounded to nought is none."""
    if value is not None and round(value, 1 if decimals is None else decimals) == 0:
        return say(NO_CHANGE)
    return number(value, decimals, signed=True)


def change_of(codes: Codes, change: str, error_from: str | None) -> Text:
    """What a change is, in the words that fit a settlement of which something was frozen."""
    if change == "no_baseline":
        return of_code(codes, "effect_reason", "no_pre_period") or NOT_KNOWN
    if change == "no_significant_change" and error_from == "residual":
        change = "within_usual_swing"
    return of_code(codes, "change_class", change) or NOT_KNOWN


def number(value: float | None, decimals: int | None, *, signed: bool = False) -> Markup:
    """A figure that keeps its sign on its left in both directions of writing."""
    if value is None:
        return say(NOT_KNOWN)
    places = 1 if decimals is None else decimals
    # Without the sum a small loss would be rounded to a minus nought.
    text = f"{round(value, places) + 0.0:{'+' if signed else ''},.{places}f}"
    return Markup(f'<bdi class="n" dir="ltr">{text.replace("-", "−")}</bdi>')


def interval(
    low: float | None, high: float | None, decimals: int | None, *, signed: bool = True
) -> Markup:
    """Both ends, the lower one on the left in both directions of writing."""
    if low is None or high is None:
        return say(NOT_KNOWN)
    lower, upper = (number(end, decimals, signed=signed) for end in (low, high))
    return Markup(f'<bdi class="n" dir="ltr">[{lower}; {upper}]</bdi>')


def probability(value: float | None) -> Markup:
    """A p or q value; one that is rounded to nought is none, but below what is shown."""
    if value is not None and value < 0.005:
        return Markup('<bdi class="n" dir="ltr">&lt;0.01</bdi>')
    return number(value, 2)


def place(value: str | None) -> Markup:
    """A file or cell as programs write it: the sheet, then the cell, from left to right."""
    if value is None:
        return say(NOT_KNOWN)
    return where(value, None)


def day(value: date) -> Markup:
    """A date as people here write it, on one line."""
    return Markup(f'<bdi class="n" dir="ltr">{value:%d.%m.%Y}</bdi>')


def period(value: str | None) -> Markup:
    """A period; its span of years runs from left to right in both directions of writing."""
    return say(NOT_KNOWN) if value is None else Markup("<bdi>{}</bdi>").format(_spelled(value))


_ROW = re.compile(r"\brow (\d+)")


def where(file_name: str | None, locator: str | None) -> Markup:
    """File, sheet and cell in one run from left to right, that no Hebrew around it turns."""
    parts = [clean(part) for part in (file_name, locator) if part]
    if not parts:
        return say(NOT_KNOWN)
    return Markup('<bdi dir="ltr">{}</bdi>').format(
        Markup(" · ").join(_placed(part) for part in parts)
    )


_ON_ONE_LINE = Markup('<bdi class="n" dir="ltr"><bdi>{}</bdi>!{}</bdi>')


def _placed(text: str) -> Markup:
    """A file, or a sheet and a cell, each in its own direction; a row in both languages."""
    sheet, mark, cell = text.rpartition("!")
    found = _ROW.fullmatch(cell)
    told = say((f"שורה {found[1]}", cell)) if found else Markup("<bdi>{}</bdi>").format(cell)
    return _ON_ONE_LINE.format(sheet, told) if mark else told


def listed(texts: Iterable[tuple[str, str]]) -> Text:
    """Names one after the other."""
    pairs = list(texts)
    return Text("; ".join(he for he, _ in pairs), "; ".join(en for _, en in pairs))


def plain(value: Any) -> Markup:
    """A text, year or date as it stands, in its own direction."""
    return (
        say(NOT_KNOWN)
        if value is None
        else Markup("<bdi>{}</bdi>").format(escape(clean(str(value))))
    )
