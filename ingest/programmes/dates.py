"""Dates and years as people write them: the day first, the year in four digits."""

from __future__ import annotations

import datetime as dt
import re

from ingest.parse.values import clean
from ingest.programmes.messages import Problem
from ingest.programmes.pages import Cell
from ingest.programmes.personal import shown
from ingest.programmes.said import Said
from ingest.source import Bilingual

FIRST_YEAR, LAST_YEAR = 1948, 2100

_MONTHS = tuple(
    Bilingual(he=he, en=en)
    for he, en in zip(
        [
            "ינואר",
            "פברואר",
            "מרץ",
            "אפריל",
            "מאי",
            "יוני",
            "יולי",
            "אוגוסט",
            "ספטמבר",
            "אוקטובר",
            "נובמבר",
            "דצמבר",
        ],
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        strict=True,
    )
)
_MIDNIGHT = r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s?([./-])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){_MIDNIGHT}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}}){_MIDNIGHT}")
_WITH_TIME = re.compile(r".*\d[ T]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:\s?[AP]M)?", re.IGNORECASE)


def read_date(cell: Cell) -> Said:
    """A date as 2026-12-31; day first where a text does not begin with the year."""
    value = cell.value
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            return Said.refused("date_with_time", shown(value.strftime("%d/%m/%Y %H:%M")))
        return _plausible(value.date())
    if isinstance(value, dt.date):
        return _plausible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Said.refused("date_serial", shown(f"{value:.15g}"))
    if not isinstance(value, str):
        return Said.refused("date_unreadable", shown(str(value)))
    return _read_text(clean(value))


def _read_text(text: str) -> Said:
    if parts := _YEAR_FIRST.fullmatch(text):
        return _dated(int(parts[1]), int(parts[3]), int(parts[4]), text)
    if parts := _DAY_FIRST.fullmatch(text):
        return _read_day_first(text, int(parts[1]), int(parts[3]), parts[4])
    kind = "date_unreadable"
    if text.isdigit():
        kind = "date_serial" if len(text) == 5 else kind
    elif _WITH_TIME.fullmatch(text):
        kind = "date_with_time"
    return Said.refused(kind, shown(text))


def _read_day_first(text: str, day: int, month: int, year: str) -> Said:
    if len(year) == 2:
        return Said.refused("date_two_digit_year", shown(text))
    if month > 12 >= day:
        return Said.refused("date_month_first", shown(text))
    said = _dated(int(year), month, day, text)
    if said.text is None or day > 12 or day == month:
        return said
    read = Bilingual(
        he=f"{day} ב{_MONTHS[month - 1].he} {year}", en=f"{day} {_MONTHS[month - 1].en} {year}"
    )
    return Said(said.text, None, (Problem("date_day_first", shown(text), {"read": read}),))


def day_first(iso: str) -> str:
    """2026-12-31 as people write it: 31/12/2026."""
    return "/".join(reversed(iso.split("-")))


def _dated(year: int, month: int, day: int, text: str) -> Said:
    try:
        return _plausible(dt.date(year, month, day))
    except ValueError:
        return Said.refused("date_unreadable", shown(text))


def _plausible(day: dt.date) -> Said:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Said.refused("date_range", shown(f"{day:%d/%m}/{day.year}"))
    return Said(day.isoformat())


def read_year(cell: Cell) -> Said:
    """A year of the common era, in four digits."""
    value = cell.value
    text = "" if isinstance(value, bool | dt.date | dt.time) else clean(str(value))
    if re.fullmatch(r"\d{4}(?:\.0+)?", text) and not cell.percent:
        year = int(text[:4])
        if FIRST_YEAR <= year <= LAST_YEAR:
            return Said(str(year), float(year))
    return Said.refused("year_unreadable", shown(text or str(value)))
