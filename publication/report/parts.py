"""Pieces that many sections of a report are made of."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from publication.reading.facts import Facts
from publication.reading.house import House
from publication.reading.standing import Standing
from publication.reading.words import Text, interval, number, plain, say, where

NOTHING = say(Text("–", "–"))


def figure(standing: Standing) -> Markup:
    """The latest figure, or why there is none."""
    if standing.value is None:
        return say(standing.why_missing or Text("אין נתון", "no figure"))
    return number(standing.value, standing.indicator.decimals)


def optional(value: float | None, decimals: int, *, signed: bool = False) -> Markup:
    """A figure, or a dash."""
    return NOTHING if value is None else number(value, decimals, signed=signed)


def between(low: float | None, high: float | None, decimals: int) -> Markup:
    """A range of levels, or a dash."""
    return NOTHING if low is None or high is None else interval(low, high, decimals, signed=False)


def source_note(house: House, standing: Standing) -> Markup:
    """Whose figure it is: dataset, publisher, edition, file and cell."""
    title = house.titles.get(standing.source_id or "")
    publisher = house.publishers.get(standing.source_id or "")
    parts = [
        Markup("{} ({})").format(say(title), say(publisher)) if title and publisher else NOTHING,
        Markup("{} {}").format(say(Text("מהדורה", "edition")), plain(standing.vintage)),
        Markup("{} {}").format(
            say(Text("קובץ ותא", "file and cell")), where(standing.file_name, standing.locator)
        ),
    ]
    return Markup("{}: {}").format(say(Text("מקור", "Source")), Markup(" · ").join(parts))


def names_of(house: House, codes: Iterable[str]) -> Text:
    """Names of settlements one after the other."""
    found = [house.names[code] for code in codes if code in house.names]
    return Text(", ".join(he for he, _ in found), ", ".join(en for _, en in found))


def indicators_named(facts: Facts, ids: Iterable[str]) -> Text:
    """Names of indicators one after the other, in the order of the catalogue."""
    wanted = set(ids)
    found = [one.name for one in facts.house.catalogue.values() if one.id in wanted]
    return Text("; ".join(he for he, _ in found), "; ".join(en for _, en in found))
