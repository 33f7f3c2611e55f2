"""Which edition a file is, from its name and from its own words, and which revision of it.

The two must agree: a workbook of 2021 saved under the name of 2024 would put every figure into a
wrong year, in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from ingest.errors import InputError
from ingest.source import Edition

UNDATED = "undated"

_STAMP = re.compile(r"(?:עודכן|תוקנ|נוספ|הוספ|תיקו[ןנ])")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./]((?:20)?\d\d)(?!\d|-\d)")
_STAMP_IN_NAME = re.compile(r"rev[-_.]?(20\d\d)-?(\d\d)-?(\d\d)")


def edition_of(declared: Edition, name: str, texts: Iterable[str]) -> tuple[str, int | None]:
    """The edition as an identifier, and the calendar year it stands for where it stands for one.

    Raises:
        InputError: neither name nor text says it, or the two contradict each other.
    """
    in_name = _first(declared.name, [name])
    in_text = _first(declared.text, texts)
    if in_name and in_text and in_name[1] and in_text[1] and in_name[1] != in_text[1]:
        raise InputError(
            name,
            place="title",
            found=f"an edition of {in_text[1]} in the text, {in_name[1]} in the file's name",
            expected="the same year in both",
            do="give the file the name of the year that its title states",
        )
    found = in_name or in_text
    if found is None:
        if declared.undated:
            return declared.prefix.rstrip("K") + UNDATED, None
        raise InputError(
            name,
            found="no edition, neither in the name nor in the title",
            expected="a name that matches "
            + " or ".join(f"/{pattern}/" for pattern in (*declared.name, *declared.text)),
            do="name the file as the publisher does, with its year",
        )
    return declared.prefix + found[0], found[1]


def stamp_of(name: str, texts: Iterable[str]) -> str | None:
    """The latest date (ISO) on which the publisher says that the file was updated, if any."""
    if match := _STAMP_IN_NAME.search(name):
        try:
            return dt.date(*map(int, match.groups())).isoformat()
        except ValueError:
            pass  # no date after all; the text may hold one
    dates = []
    for text in texts:
        if _STAMP.search(text):
            for day, month, year in _DATE.findall(text):
                try:
                    dates.append(dt.date(int(year) % 2000 + 2000, int(month), int(day)))
                except ValueError:
                    continue
    return max(dates).isoformat() if dates else None


def _first(patterns: Iterable[str], texts: Iterable[str]) -> tuple[str, int | None] | None:
    texts = list(texts)
    for pattern in patterns:
        compiled = re.compile(pattern)
        for text in texts:
            if match := compiled.search(" ".join(text.split())):
                return _read(match.groupdict())
    return None


def _read(groups: dict[str, str | None]) -> tuple[str, int | None]:
    if year := groups.get("year"):
        return year, int(year)
    if two_digits := groups.get("yy"):
        return str(2000 + int(two_digits)), 2000 + int(two_digits)
    if date := groups.get("dmy"):
        day, month, full_year = date.split("/")
        return f"{full_year}-{month}-{day}", int(full_year)
    identifier = groups["id"] or ""
    dated = re.fullmatch(r"(20\d\d)-\d\d-\d\d|20\d\d-(20\d\d)", identifier)
    return identifier, int(dated[1] or dated[2]) if dated else None
