"""Where the settlement stands, in one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from publication.reading.facts import Facts
from publication.reading.house import DOMAINS, House
from publication.reading.places import district_of, kind_of
from publication.reading.standing import Standing
from publication.reading.words import Text, number, plain, say
from publication.report.parts import figure, names_of

MODELLED = "modelled"
"""The use that a small-area estimate is meant for where there is no direct one."""
SHARED = 5.0
"""So many percentiles apart, a rank needs to say that it is shared."""


@dataclass(frozen=True)
class Strip:
    """One indicator on the scale from the least to the most desired of all authorities.

    ``at``: per cent of the way, or None; ``tone``: ``low``, ``high``, ``middle``, ``unsure`` where
    no quarter is told, or ``none`` where no direction is agreed.
    """

    anchor: str
    name: Text
    unit: Text
    value: Markup
    year: int | None
    at: float | None
    tone: str
    label: Text
    is_current: bool
    is_uncertain: bool


@dataclass(frozen=True)
class Domain:
    """Known indicators of a domain; those without a figure, and whether a model has one."""

    id: str
    name: Text
    strips: list[Strip]
    missing: list[tuple[Text, bool]]


def facts_line(facts: Facts) -> list[tuple[Text, Markup]]:
    """Who the settlement is."""
    place, house = facts.place, facts.house
    line = [
        (Text("סוג", "Kind"), say(kind_of(house, place))),
        (Text("סמל", "Code"), plain(facts.code)),
    ]
    if place["parent_settlement_code"]:
        council = names_of(house, [place["parent_settlement_code"]])
        line.append((Text("מועצה אזורית", "Regional council"), say(council)))
    if place["district"]:
        line.append((Text("מחוז", "District"), say(district_of(place))))
    if place["population"] is not None:
        line.append(
            (
                Text("תושבים", "Residents"),
                Markup("{} ({})").format(
                    number(place["population"], 0), plain(place["population_year"])
                ),
            )
        )
    for title, column in (
        (Text("אשכול חברתי-כלכלי", "Socio-economic cluster"), "sei_cluster"),
        (Text("אשכול פריפריאליות", "Peripherality cluster"), "peripherality_cluster"),
    ):
        if place[column] is not None:
            of_ten = Text(f"{place[column]} מתוך 10", f"{place[column]} of 10")
            line.append((title, say(of_ten)))
    return line


def counts(facts: Facts) -> list[Text]:
    """What the headline indicators come to, in sentences."""
    headlines = facts.headlines
    known = [one for one in headlines if one.is_known_now]
    older = sum(one.is_known for one in headlines) - len(known)
    told = [
        Text(
            f"מתוך {len(headlines)} המדדים המוסכמים לא ידוע כאן נתון של אף אחד.",
            f"Of none of the {len(headlines)} agreed indicators a figure is known here.",
        )
        if not known and not older
        else Text(
            f"מתוך {len(headlines)} המדדים המוסכמים ידוע כאן נתון עדכני של {len(known)}"
            f"{_older(older).he}; של {len(headlines) - len(known) - older} לא ידוע נתון.",
            f"Of the {len(headlines)} agreed indicators a figure of the latest period is known here"
            f" of {len(known)}{_older(older).en}; of {len(headlines) - len(known) - older} none is"
            " known.",
        )
    ]
    return [*told, *(_quarters(known) if facts.is_authority else [SMALLER]), *_index(facts)]


def _older(older: int) -> Text:
    if not older:
        return Text("", "")
    if older == 1:
        return Text(", ושל מדד אחד נתון ישן בלבד", ", of one an older one only")
    return Text(f", ושל {older} נתון ישן בלבד", f", of {older} an older one only")


def _quarters(known: Sequence[Standing]) -> list[Text]:
    """In how many it stands among the best and the worst; and of how many that is not told."""
    quarters = [one.quarter for one in known]
    high, low = quarters.count("high"), quarters.count("low")
    ranked = high + low + quarters.count("middle")
    unsure = sum(one.standing.no_quarter is not None for one in known)
    few = sum(one.standing.why is not None for one in known)
    left_out = [_unsure(unsure)] if unsure else []
    if few:
        left_out.append(_few(few))
    if not ranked:
        return left_out
    return [
        Text(
            f"ב-{high} מהם היישוב נמצא ברבע הרשויות שמצבן הטוב ביותר, וב-{low} ברבע שמצבן"
            f" הנמוך ביותר (מתוך {ranked} שניתן לדרג לתקופה האחרונה).",
            f"In {high} of them it is among the quarter of authorities that stand best, in"
            f" {low} among the quarter that stand worst (of {ranked} that can be ranked at the"
            " latest period).",
        ),
        *left_out,
    ]


def _unsure(how_many: int) -> Text:
    if how_many == 1:
        return Text(
            "במדד אחד הנתון אינו ודאי או שטעותו אינה ידועה, ולא נאמר באיזה רבע היישוב נמצא.",
            "One figure is uncertain, or its error not known: no quarter is told.",
        )
    return Text(
        f"ב-{how_many} מדדים הנתון אינו ודאי או שטעותו אינה ידועה, ולא נאמר באיזה רבע היישוב נמצא.",
        f"{how_many} figures are uncertain, or their error not known: no quarter is told.",
    )


def _few(how_many: int) -> Text:
    if how_many == 1:
        return Text(
            "במדד אחד יש נתון למעט מדי רשויות, ולכן הוא אינו מדורג.",
            "One is known of too few authorities for a rank.",
        )
    return Text(
        f"ב-{how_many} מדדים יש נתון למעט מדי רשויות, ולכן הם אינם מדורגים.",
        f"{how_many} are known of too few authorities for a rank.",
    )


SMALLER = Text(
    "רוב הנתונים מתפרסמים לרשויות מקומיות שלמות בלבד. יישוב שבתוך מועצה אזורית מדורג רק מול יישובים"
    " כמוהו. מה שאינו ידוע מפורט בהמשך, עם הסיבה.",
    "Most figures are published for whole local authorities only. A place within a regional council"
    " is ranked only among places like it. What is not known stands below, with the reason.",
)


def _index(facts: Facts) -> list[Text]:
    """The latest index with the span of its rank."""
    known = [row for row in facts.rows("thriving_index") if row["rank_arithmetic"] is not None]
    if not known:
        return []
    row = known[-1]
    score, year, rank, ranked = (
        f"{row['score_arithmetic']:.1f}",
        row["index_year"],
        row["rank_arithmetic"],
        row["ranked"],
    )
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return [
        Text(
            f"אינדקס קהילה מיטיבה לשנת {year}: {score} מתוך 100, דירוג {rank} מתוך {ranked}"
            f" (במשקלות ובסולמות אחרים: בין {low} ל-{high}).",
            f"Index of a thriving community, {year}: {score} of 100, rank {rank} of {ranked}"
            f" (by other weights and scales: {low} to {high}).",
        )
    ]


def tone_of(standing: Standing) -> str:
    """Where it stands among the authorities, as the page shows it."""
    if standing.quarter is not None:
        return standing.quarter
    return "none" if standing.standing.no_quarter is None else "unsure"


def domains_of(facts: Facts) -> list[Domain]:
    """The headline indicators by domain."""
    modelled = {
        row["indicator_id"] for row in facts.rows("small_area_estimates") if row["use"] == MODELLED
    }
    return [_domain(facts.house, facts.headlines, domain, modelled) for domain in DOMAINS]


def _domain(house: House, headlines: Sequence[Standing], domain: str, modelled: set[str]) -> Domain:
    among = [one for one in headlines if one.indicator.domain == domain]
    return Domain(
        domain,
        house.say("domain", domain),
        [_strip(one) for one in among if one.is_known],
        [(one.indicator.name, one.indicator.id in modelled) for one in among if not one.is_known],
    )


NOT_BROKEN = "\N{NO-BREAK SPACE}"
NOT_RANKED = Text("ללא דירוג", "not ranked")
OLD = Text("נתון ישן: לא מדורג", "older figure: not ranked")


def _is_shared(standing: Standing, percentile: float) -> bool:
    """Whether many have the same figure: the percentile is the middle of theirs."""
    if standing.rank is None or standing.ranked is None or standing.ranked < 2:
        return False
    alone = 100 * (standing.ranked - standing.rank) / (standing.ranked - 1)
    return alone - percentile > SHARED


def _strip(standing: Standing) -> Strip:
    tone, at = tone_of(standing), standing.percentile
    if at is None:
        label = NOT_RANKED if standing.is_current else OLD
        if standing.is_current and standing.standing.why is not None:
            label = standing.standing.why
    else:
        rank = f"{standing.rank}", f"{standing.ranked}"
        label = Text(
            f"דירוג {rank[0]} מתוך {rank[1]}".replace(" ", NOT_BROKEN),
            f"rank {rank[0]} of {rank[1]}".replace(" ", NOT_BROKEN),
        )
        if _is_shared(standing, at):
            label = Text(f"{label.he}, עם רבות", f"{label.en}, with many")
        if tone == "none":
            label = Text(
                f"{label.he} מהגבוה לנמוך; לא הוסכם כיוון רצוי",
                f"{label.en} from the highest; no direction is agreed",
            )
    return Strip(
        anchor=f"i-{standing.indicator.id}",
        name=standing.indicator.name,
        unit=standing.indicator.unit,
        value=figure(standing),
        year=standing.year,
        at=None if at is None else round(at, 1),
        tone=tone,
        label=label,
        is_current=standing.is_current,
        is_uncertain=standing.is_uncertain,
    )
