"""Indicator by indicator: the figure, against whom, since when; and tables of all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from publication.pages.charts import Chart, Table, standing_chart, trend_chart
from publication.reading.facts import Facts
from publication.reading.house import DOMAINS
from publication.reading.standing import Standing
from publication.reading.words import Text, difference, interval, period, plain, say, where
from publication.report.overview import tone_of
from publication.report.parts import between, figure, optional, source_note

FEW = 12
"""So many other indicators are shown one by one; more stand in tables."""


@dataclass(frozen=True)
class Card:
    """An indicator of which a figure is known. ``method``: what to know of it, by title."""

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
    definition: Text
    method: list[tuple[Text, Text]]
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
        period=period(standing.period),
        tone=tone_of(standing),
        said=_said(facts, standing, len(series.known)),
        charts=charts,
        definition=_both(standing, "definition"),
        method=_method(facts, standing),
        note=source_note(facts.house, standing),
    )


def _both(standing: Standing, column: str) -> Text:
    """A text of the catalogue in both languages."""
    row = standing.indicator.row
    return Text(row[f"{column}_he"] or row[column] or "", row[column] or "")


def _method(facts: Facts, standing: Standing) -> list[tuple[Text, Text]]:
    """How the publisher makes it, how we do, and what to beware of."""
    told = [
        (PUBLISHERS, _both(standing, "method_publisher")),
        (OURS, _both(standing, "method_ours")),
    ]
    for title, column, kind in (
        (CAVEATS, "caveats", "caveat"),
        (WARNINGS, "usage_warnings", "usage_warning"),
    ):
        codes = (standing.indicator.row[column] or "").split(";")
        texts = [facts.house.say(kind, code) for code in codes if code]
        told.append((title, Text("; ".join(t.he for t in texts), "; ".join(t.en for t in texts))))
    return [(title, text) for title, text in told if text.en]


def _said(facts: Facts, standing: Standing, periods: int) -> list[Markup]:
    told: list[Markup] = []
    if not standing.is_current:
        told.append(Markup('<b class="open">{}</b>').format(say(EARLIER)))
    if standing.rank is not None:
        told.append(say(_rank(facts, standing)))
    told += [
        say(_sentence(why))
        for why in (standing.standing.why, standing.standing.no_quarter)
        if why is not None
    ]
    if facts.is_authority and standing.peer_median is None and standing.nation_median is not None:
        told.append(say(_few_peers(standing)))
    if standing.change is not None:
        told.append(_change(standing))
    elif standing.told_change.note is not None:
        told.append(say(_sentence(standing.told_change.note)))
    else:
        told.append(say(ONE_PERIOD if periods < 2 else NOT_COMPARABLE))
    if standing.low is not None:
        told.append(say(SAMPLE))
    if standing.reliability is not None and (standing.low is None or standing.is_uncertain):
        told.append(say(standing.reliability))
    return told


def _sentence(text: Text) -> Text:
    return Text(text.he, text.en[0].upper() + text.en[1:])


def _few_peers(standing: Standing) -> Text:
    n, of = standing.peers, standing.peers_of
    return Text(
        f"רק ל-{n} מתוך {of} הרשויות הדומות יש נתון לתקופה: אין חציון",
        f"Only {n} of the {of} like authorities have a figure of the period: no median is shown",
    )


def _change(standing: Standing) -> Markup:
    """The change, its interval where that is known, and how sure it is."""
    places, told = standing.indicator.decimals, standing.told_change
    said = Markup("{} {}: {}").format(
        say(Text("שינוי מאז", "Change since")),
        plain(standing.previous_year),
        difference(standing.change, places),
    )
    if told.low is not None:
        said += Markup(" ({} {})").format(
            say(Text("רווח סמך 95%:", "95% interval:")), interval(told.low, told.high, places)
        )
    return said + Markup(" · {}").format(say(told.note)) if told.note is not None else said


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
            if len(rows) == 1:
                title = Text(f"{name.he}: מדד אחד", f"{name.en}: one indicator")
            found.append((title, Table(_headings(facts), rows)))
    return found


def _row(facts: Facts, standing: Standing) -> list[Markup]:
    places = standing.indicator.decimals
    ranked = Text(
        f"{standing.rank} מתוך {standing.ranked}", f"{standing.rank} of {standing.ranked}"
    )
    beside = [optional(standing.periphery, places), _peers(standing)]
    if not facts.is_authority:
        beside = []
    return [
        Markup("{} <small>({})</small>").format(
            say(standing.indicator.name), say(standing.indicator.unit)
        ),
        figure(standing),
        period(standing.period),
        optional(standing.nation, places),
        *beside,
        say(ranked) if standing.rank is not None else say(standing.standing.why or NONE),
        Markup("{} <small>({})</small>").format(
            difference(standing.change, places), plain(standing.previous_year)
        )
        if standing.change is not None
        else say(standing.told_change.note or NONE),
        say(standing.reliability) if standing.reliability else say(Text("–", "–")),
        where(standing.file_name, standing.locator),
    ]


def _peers(standing: Standing) -> Markup:
    """The median of like authorities, and of how many of them."""
    if standing.peer_median is None:
        return say(NONE)
    among = Text(
        f"{standing.peers} מתוך {standing.peers_of}", f"{standing.peers} of {standing.peers_of}"
    )
    return Markup("{} <small>({})</small>").format(
        optional(standing.peer_median, standing.indicator.decimals), say(among)
    )


def _headings(facts: Facts) -> list[Text]:
    """Smaller places have no peers, and are not held against authorities of the periphery."""
    return [one for one in HEADINGS if facts.is_authority or one not in OF_AUTHORITIES]


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
OF_AUTHORITIES = HEADINGS[4:6]
SAMPLE = Text("אומדן ממדגם: לקרוא עם רווח הסמך", "An estimate from a sample: read its interval")
NONE = Text("–", "–")
PUBLISHERS = Text("שיטת המפרסם", "The publisher's method")
OURS = Text("מה עשינו בנתון", "What we did with it")
CAVEATS = Text("לשים לב", "Note")
WARNINGS = Text("בשימוש", "In use")
EARLIER = Text(
    "נתון ישן: לתקופה האחרונה אין נתון ליישוב",
    "An older figure: there is none for this settlement at the latest period",
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
