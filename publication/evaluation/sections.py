"""Beside the indicators: the index, who moved in and out, and whether it was worth it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from markupsafe import Markup

from publication.evaluation.facts import Facts
from publication.reading.words import NOT_KNOWN, Text, interval, number, of_code, plain, say

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A table under a heading; ``notes``: what it does not say, and why."""

    title: Text
    about: Text
    headings: list[Text]
    rows: list[list[Markup]]
    notes: list[Text] = field(default_factory=list)


def sections_of(facts: Facts) -> list[Section]:
    """Those whose marts the published file has rows of."""
    makers = {
        "leapfrog_index": _index,
        "composition_change": _composition,
        "economic_impact": _worth,
        "economic_effects": _break_even,
    }
    return [
        make(facts, facts.tables[table]) for table, make in makers.items() if table in facts.tables
    ]


def _index(facts: Facts, table: pl.DataFrame) -> Section:
    headings = [
        Text("שנה", "Year"),
        Text("ציון", "Score"),
        Text("טווח הציון", "Range of the score"),
        Text("דירוג (טווח)", "Rank (range)"),
        Text("שינוי מנקודת הייחוס", "Change from the reference point"),
        Text("מאיזה ציון לאיזה (מדדים)", "From which score to which (indicators)"),
        Text("מה הוא", "What it is"),
        Text("צמיחה מתמשכת", "Sustained growth"),
        Text("צמיחה מכלילה", "Inclusive growth"),
    ]
    rows = []
    for row in table.sort("index_year").iter_rows(named=True):
        change = _text(facts, "change_class", row["change_is"])
        rows.append(
            [
                plain(row["index_year"]),
                _known(row["score_arithmetic"], 1, _text(facts, "index_reason", row["reason"])),
                _range(row["score_low"], row["score_high"], 1),
                Markup("{} ({})").format(
                    number(row["rank_arithmetic"], 0), _range(row["rank_low"], row["rank_high"], 0)
                ),
                _known(
                    row["change_arithmetic"],
                    1,
                    _text(facts, "leapfrog_change_reason", row["change_reason"]),
                    signed=True,
                ),
                _of_both(row),
                say(change) if row["change_is"] else Markup("–"),
                _whether(
                    facts, row["sustained_growth"], "sustained_reason", row["sustained_reason"]
                ),
                _whether(
                    facts, row["inclusive_growth"], "inclusive_reason", row["inclusive_reason"]
                ),
            ]
        )
    return Section(
        Text("אינדקס קפיצת מדרגה מקומית", "Local Leapfrog Index"),
        Text(
            "ציון מצרפי של המדדים המוסכמים, 0 עד 100; הטווח הוא על פני משקלות, ממוצעים"
            " ומדדים שהושמטו. השינוי הוא על פני המדדים הידועים בשתי השנים בלבד, ולכן אינו ההפרש"
            " בין הציונים של השנים.",
            "A score over the agreed indicators, 0 to 100; its range is over other weights, means"
            " and indicators left out. The change is over the indicators known in both years"
            " alone, so that it is not the difference between the scores of the years.",
        ),
        headings,
        rows,
    )


def _of_both(row: Row) -> Markup:
    """The two scores that the change lies between, and how many indicators they are of."""
    if row["change_arithmetic"] is None:
        return Markup("–")
    return Markup("{} ← {} ({})").format(
        number(row["score_compared"], 1),
        number(row["reference_compared"], 1),
        plain(row["change_indicators"]),
    )


def _composition(facts: Facts, table: pl.DataFrame) -> Section:
    names = _names(facts)
    told = table.filter(pl.col("incumbents_low").is_not_null())
    rows = []
    for row in told.iter_rows(named=True):
        title, decimals = names[row["indicator_id"]]
        rows.append(
            [
                say(title),
                number(row["change"], decimals, signed=True),
                interval(row["incumbents_low"], row["incumbents_high"], decimals),
                interval(row["composition_low"], row["composition_high"], decimals),
            ]
        )
    return Section(
        Text(
            "מי השתנה: הוותיקים או הרכב התושבים",
            "Who changed: residents of before, or who they are",
        ),
        Text(
            "בין אילו גבולות יכול השינוי להיות של מי שגרו ביישוב לפני כן, ובין אילו של מי שנכנסו"
            " ויצאו. אלה גבולות, לא אומדנים.",
            "Between which bounds the change can be of those who lived there before, and of those"
            " who came and left. These are bounds, no estimates.",
        ),
        [
            Text("מדד", "Indicator"),
            Text("שינוי", "Change"),
            Text("הוותיקים", "Residents of before"),
            Text("נכנסים ויוצאים", "Those who came and left"),
        ],
        rows,
        _why(facts, "composition_reason", table["reason"]),
    )


def _worth(facts: Facts, table: pl.DataFrame) -> Section:
    row = table.row(0, named=True)
    why = _text(facts, "economic_reason", row["reason"]) if row["reason"] else None
    rows: list[list[Markup]] = [
        [
            say(Text("עלות, בשקלים של יומה", "Costs, in shekels of their day")),
            _known(row["costs_nominal_ils"], 0, why),
        ]
    ]
    if row["costs_nominal_ils"] is not None:
        rows += [
            [
                say(Text("ממה ידועה העלות", "Costs known from")),
                say(_text(facts, "cost_basis", row["cost_basis"])),
            ],
            [
                say(Text("שיעור היוון לשנה, באחוזים", "Discount rate a year, per cent")),
                number(100 * row["discount_rate"], 1),
            ],
            [say(Text("אופק בשנים", "Horizon in years")), plain(row["horizon_years"])],
        ]
    for title, name, places in (
        (Text("תועלת מהוונת", "Benefits at present value"), "benefits", 0),
        (Text("ערך נוכחי נקי", "Net present value"), "net_present_value", 0),
        (Text("יחס תועלת לעלות", "Benefits over costs"), "benefit_cost_ratio", 2),
    ):
        value = _known(row[name], places, why)
        if row[name] is not None:
            value += Markup(" ") + interval(row[f"{name}_low"], row[f"{name}_high"], places)
        rows.append([say(title), value])
    # Where there are no benefits the reason stands in their place.
    notes = [why] if why and row["benefits"] is not None else []
    return Section(
        Text("האם היה שווה את עלותו", "Was it worth it"),
        Text(
            "הכסף שהיישוב דיווח עליו מול ההשפעות, במחירי צל שיש להם מקור. בלי מחיר אין תועלת"
            " בשקלים.",
            "The money that the settlement handed in against the effects, at shadow prices that"
            " have a source. Without a price no benefit is told.",
        ),
        [Text("מה", "What"), Text("שקלים חדשים", "ILS")],
        rows,
        notes,
    )


def _break_even(facts: Facts, table: pl.DataFrame) -> Section:
    names = _names(facts)
    told = table.filter(pl.col("break_even_price").is_not_null())
    rows = []
    for row in told.iter_rows(named=True):
        title, _ = names[row["indicator_id"]]
        rows.append(
            [
                say(title),
                say(_text(facts, "units_are", row["units_are"])),
                number(row["break_even_price"], 0, signed=True),
                interval(row["break_even_price_low"], row["break_even_price_high"], 0),
            ]
        )
    return Section(
        Text("נקודת האיזון", "Break-even"),
        Text(
            "כמה הייתה צריכה להיות שווה יחידה אחת בשנה, כדי שהשפעה זו לבדה תכסה את העלות.",
            "What one unit would have to be worth in a year for this effect alone to bear the"
            " costs.",
        ),
        [
            Text("מדד", "Indicator"),
            Text("מהי יחידה", "A unit is"),
            Text("מחיר האיזון, ש״ח לשנה", "Break-even price, ILS a year"),
            Text("רווח סמך 95%", "95 % interval"),
        ],
        rows,
        _why(facts, "economic_effect_reason", table["reason"]),
    )


def _names(facts: Facts) -> dict[str, tuple[Text, int | None]]:
    rows = facts.inputs.catalogue.select("indicator_id", "name_he", "name_en", "decimals")
    return {code: (Text(he, en), decimals) for code, he, en, decimals in rows.iter_rows()}


def _text(facts: Facts, kind: str, code: str | None) -> Text:
    return of_code(facts.codes, kind, code) or NOT_KNOWN


def _known(value: float | None, decimals: int, why: Text | None, *, signed: bool = False) -> Markup:
    return say(why or NOT_KNOWN) if value is None else number(value, decimals, signed=signed)


def _range(low: float | None, high: float | None, decimals: int) -> Markup:
    if low is None or high is None:
        return say(NOT_KNOWN)
    ends = (number(low, decimals), number(high, decimals))
    return Markup('<bdi class="n" dir="ltr">{}–{}</bdi>').format(*ends)


def _whether(facts: Facts, value: bool | None, kind: str, reason: str | None) -> Markup:
    if value is None:
        return say(_text(facts, kind, reason))
    return say(Text("כן", "yes") if value else Text("לא", "no"))


def _why(facts: Facts, kind: str, reasons: Iterable[str | None]) -> list[Text]:
    """How many indicators nothing is told of, for each reason."""
    counted = Counter(reason for reason in reasons if reason is not None)
    found = []
    for reason, many in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        text = _text(facts, kind, reason)
        found.append(
            Text(
                f"מדדים שלא נאמר עליהם דבר ({many}): {text.he}",
                f"Indicators of which nothing is told ({many}): {text.en}",
            )
        )
    return found
