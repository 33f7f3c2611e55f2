"""Indicator by indicator: the figure, against whom, since when; and tables of all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from publication.pages.charts import Chart, Table, standing_chart, trend_chart
from publication.reading.facts import Facts
from publication.reading.house import DOMAINS
from publication.reading.standing import Standing
from publication.reading.words import Text, number, plain, say
from publication.report.overview import tone_of
from publication.report.parts import between, figure, optional, source_note

FEW = 12
"""So many other indicators are shown one by one; more stand in tables."""


@dataclass(frozen=True)
class Card:
    """An indicator of which a figure is known."""

    anchor: str
    domain: str
    name: Text
    unit: Text
    value: Markup
    interval: Markup | None
    period: Markup
    tone: str
    said: list[Markup]
    charts: list[Chart]
    note: Markup


def cards_of(facts: Facts, standings: Sequence[Standing]) -> list[Card]:
    """The cards of those that are known."""
    return [_card(facts, one) for one in standings if one.is_known]


def _card(facts: Facts, standing: Standing) -> Card:
    series = facts.series(standing.indicator.id)
    charts = []
    if any(
        beside is not None for beside in (standing.nation, standing.peer_median, standing.periphery)
    ):
        charts.append(standing_chart(facts, standing))
    if len(series.known) > 1:
        nation = facts.national_series(standing.indicator.id)
        charts.append(trend_chart(facts.house, facts.name, standing, series, nation))
    return Card(
        anchor=f"i-{standing.indicator.id}",
        domain=standing.indicator.domain,
        name=standing.indicator.name,
        unit=standing.indicator.unit,
        value=figure(standing),
        interval=between(standing.low, standing.high, standing.indicator.decimals)
        if standing.low is not None
        else None,
        period=plain(standing.period),
        tone=tone_of(standing),
        said=_said(facts, standing, len(series.known)),
        charts=charts,
        note=source_note(facts.house, standing),
    )


def _said(facts: Facts, standing: Standing, periods: int) -> list[Markup]:
    told: list[Markup] = []
    if not standing.is_current:
        told.append(say(EARLIER))
    if standing.rank is not None:
        told.append(say(_rank(facts, standing)))
    if standing.change is not None:
        told.append(
            Markup("{} {}: {}").format(
                say(Text("שינוי מאז", "Change since")),
                plain(standing.previous_year),
                number(standing.change, standing.indicator.decimals, signed=True),
            )
        )
    else:
        told.append(say(ONE_PERIOD if periods < 2 else NOT_COMPARABLE))
    if standing.reliability is not None:
        told.append(say(standing.reliability))
    return told


def _rank(facts: Facts, standing: Standing) -> Text:
    among = AUTHORITIES if facts.is_authority else PLACES
    he = f"דירוג {standing.rank} מתוך {standing.ranked} {among.he}"
    en = f"Rank {standing.rank} of {standing.ranked} {among.en}"
    if standing.rank_in_type is not None:
        kind = facts.house.say("municipal_type", facts.place["municipal_type"])
        he += f"; {standing.rank_in_type} מתוך {standing.ranked_in_type} מסוגה ({kind.he})"
        en += f"; {standing.rank_in_type} of {standing.ranked_in_type} of its type ({kind.en})"
    first = NO_DIRECTION if standing.indicator.direction == "none" else Text("", "")
    return Text(he + first.he, en + first.en)


def other_tables(facts: Facts, standings: Sequence[Standing]) -> list[tuple[Text, Table]]:
    """All known indicators of ``standings`` by domain, a row each."""
    found = []
    for domain in DOMAINS:
        rows = [
            _row(facts, one) for one in standings if one.is_known and one.indicator.domain == domain
        ]
        if rows:
            name = facts.house.say("domain", domain)
            title = Text(f"{name.he}: {len(rows)} מדדים", f"{name.en}: {len(rows)} indicators")
            found.append((title, Table(HEADINGS, rows)))
    return found


def _row(facts: Facts, standing: Standing) -> list[Markup]:
    places = standing.indicator.decimals
    ranked = Text(
        f"{standing.rank} מתוך {standing.ranked}", f"{standing.rank} of {standing.ranked}"
    )
    return [
        Markup("{} <small>({})</small>").format(
            say(standing.indicator.name), say(standing.indicator.unit)
        ),
        figure(standing),
        plain(standing.period),
        optional(standing.nation, places),
        optional(standing.periphery, places),
        optional(standing.peer_median, places),
        say(ranked) if standing.rank is not None else say(Text("–", "–")),
        Markup("{} <small>({})</small>").format(
            number(standing.change, places, signed=True), plain(standing.previous_year)
        )
        if standing.change is not None
        else say(Text("–", "–")),
        say(standing.reliability) if standing.reliability else say(Text("–", "–")),
        Markup("{} · {}").format(plain(standing.file_name), plain(standing.locator)),
    ]


HEADINGS = (
    Text("מדד", "Indicator"),
    Text("ערך", "Figure"),
    Text("תקופה", "Period"),
    Text("כלל הארץ", "Nation"),
    Text("ממוצע הפריפריה", "Periphery, mean"),
    Text("חציון הדומות", "Like authorities, median"),
    Text("דירוג", "Rank"),
    Text("שינוי (מאז)", "Change (since)"),
    Text("מהימנות", "Reliability"),
    Text("קובץ ותא", "File and cell"),
)
AUTHORITIES = Text("רשויות", "authorities")
PLACES = Text("יישובים שבתוך מועצות אזוריות", "places within regional councils")
EARLIER = Text(
    "נתון מתקופה קודמת: לתקופה האחרונה אין נתון ליישוב",
    "Of an earlier period: there is none for this settlement at the latest",
)
ONE_PERIOD = Text(
    "ידועה תקופה אחת בלבד: אין שינוי שאפשר לומר",
    "One period alone is known: no change can be told",
)
NOT_COMPARABLE = Text(
    "אין נתון קודם בר השוואה: לא נאמר שינוי",
    "No earlier figure compares with it: no change is told",
)
NO_DIRECTION = Text(
    " (מהגבוה לנמוך; לא הוסכם כיוון רצוי)", " (from the highest; no direction is agreed)"
)
