"""Of which year a header speaks. The publishers write it in a dozen ways; all end in a year.

A school or academic year counts for the year it ends in (``תשפ"ד 2023/24`` → 2024), a range or an
average over years for its last (``2022-2020``, ``ממוצע 2020–2021``), a date for its own.
"""

from __future__ import annotations

import re

_SCHOOL_YEAR = re.compile(r"(?<!\d)(?P<start>(?:19|20)\d\d)\s*[/\-–]\s*(?P<end>\d\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(?:19|20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d+])")
_PERIOD_ONLY = re.compile(
    r"(?:(?:ממוצע|שנת|סוף|יוני|יולי|דצמבר|תחילת|אמצע|ליום|תש[א-ת\"'״׳]+)\s*)*[\d\s./\-–]+"
    r"|(?:19|20)\d\d(?:\.0)?"
)


def year_in(text: str) -> int | None:
    """The latest year that a text names, a school year counted for its end; ``None`` if none."""
    years: list[int] = []
    for match in _SCHOOL_YEAR.finditer(text):
        start, end = int(match["start"]), int(match["end"])
        if end == (start + 1) % 100:
            years.append(start + 1)
    for match in _DATE.finditer(text):
        year = int(match["y"])
        years.append(year if year > 99 else year + (2000 if year < 50 else 1900))
    years.extend(int(match.group()) for match in _YEAR.finditer(text))
    return max(years) if years else None


def is_period(text: str) -> bool:
    """Whether a label is nothing but a period (``2023``, ``תשפ"ד 2023/24``, ``2022-2020``)."""
    return bool(_PERIOD_ONLY.fullmatch(text)) and year_in(text) is not None


_WORDS = (
    re.compile(r"(?:תש[א-ת\"'״׳]+\s*)?(?<!\d)(?:19|20)\d\d\s*/\s*\d\d(?!\d)"),
    re.compile(r"(?:ממוצע\s*)?(?<!\d)(?:19|20)\d\d\s*[\-–]\s*(?:\d\d(?!\d)|(?:19|20)\d\d)"),
    _DATE,
)


def period_words(label: str) -> str | None:
    """The publisher's words for the period in a label: school year, range, date or year."""
    for pattern in _WORDS:
        if match := pattern.search(label):
            return " ".join(match.group().split())
    year = year_in(label)
    return str(year) if year else None
