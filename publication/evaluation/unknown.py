"""What a report cannot say, as plainly as what it can."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from publication.evaluation.facts import Facts
from publication.reading.words import NOT_KNOWN, Text, change_of, listed, of_code

K = TypeVar("K")

STARTS_IN_DOUBT = ("cluster", "given", "freezing")
"""Ways of knowing the first year that no source or form of the settlement vouches for."""
_ECONOMIC = Text(
    "אם התוכנית הייתה שווה את עלותה: אין בקובץ שפורסם חישוב כלכלי של התוכנית ביישוב.",
    "Whether it was worth its money: the published file has no economic account of it here.",
)


@dataclass(frozen=True)
class Unknown:
    """One thing that is not known; ``names``: the indicators it is not known of, if of some."""

    text: Text
    names: Text | None = None

    @property
    def how_many(self) -> int:
        """Of how many indicators."""
        return len(self.names.he.split("; ")) if self.names else 0


@dataclass(frozen=True)
class Count:
    """How many indicators share a verdict; ``reasons``: how many of them for which reason."""

    text: Text
    indicators: int
    reasons: list[tuple[Text, int]]


def counts_of(facts: Facts) -> tuple[list[Count], list[Count]]:
    """Over all indicators: by what the change is, and by what the effect is."""
    changes = Counter(
        change_of(facts.codes, change, error_from)
        for change, error_from in facts.latest.select("change_is", "error_from").iter_rows()
    )
    verdicts = Counter(facts.latest["did_is"].to_list())
    return (
        [Count(text, many, []) for text, many in _most_first(changes)],
        [
            Count(_text(facts, "did_verdict", verdict), many, _reasons(facts, verdict))
            for verdict, many in _most_first(verdicts)
        ],
    )


def _reasons(facts: Facts, verdict: str) -> list[tuple[Text, int]]:
    rows = facts.latest.filter(pl.col("did_is") == verdict)
    counted = Counter(rows["did_reason"].drop_nulls().to_list())
    return [(_text(facts, "effect_reason", reason), many) for reason, many in _most_first(counted)]


def _most_first(counted: Counter[K]) -> list[tuple[K, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))


def _text(facts: Facts, kind: str, code: str | None) -> Text:
    return of_code(facts.codes, kind, code) or NOT_KNOWN


def unknowns_of(facts: Facts) -> list[Unknown]:
    """What is not known of the settlement, and of its indicators."""
    return [*_of_the_whole(facts), *_of_indicators(facts)]


def _of_indicators(facts: Facts) -> list[Unknown]:
    latest, told = facts.latest, facts.told
    has_change, has_effect = pl.col("change").is_not_null(), pl.col("did_effect").is_not_null()
    found = []
    for (reason,), rows in _by(latest.filter(~has_change & ~has_effect), "did_reason"):
        why = _text(facts, "effect_reason", reason)
        text = Text(f"לא נאמר דבר: {why.he}", f"Nothing is told: {why.en}")
        found.append(Unknown(text, _names(facts, rows)))
    for (change,), rows in _by(told.filter(~has_change), "change_is"):
        why = _text(facts, "change_class", change)
        text = Text(f"אין נתון שינוי: {why.he}", f"No change is told: {why.en}")
        found.append(Unknown(text, _names(facts, rows)))
    unsure = told.filter(pl.col("change_is") == "error_unknown")
    if unsure.height:
        text = Text(
            "יש הפרש, ולא ידוע אם הוא גדול מן המקרי: לא ידועה טעות ולא תנודה רגילה של הסדרה",
            "There is a difference, and whether it is more than chance is not known: neither an"
            " error nor a usual swing of the series is known",
        )
        found.append(Unknown(text, _names(facts, unsure)))
    for (reason,), rows in _by(
        told.filter(pl.col("did_is") == "cannot_be_said", pl.col("did_reason").is_not_null()),
        "did_reason",
    ):
        why = _text(facts, "effect_reason", reason)
        text = Text(
            f"אין הכרעה מול יישובי ההשוואה: {why.he}",
            f"No verdict beside the comparison settlements: {why.en}",
        )
        found.append(Unknown(text, _names(facts, rows)))
    untested = told.filter(has_effect, pl.col("parallel_trends") == "untestable")
    if untested.height:
        text = Text(
            "אי אפשר לבדוק אם היישוב ויישובי ההשוואה נעו יחד לפני התוכנית: ההפרש אינו הוכחה להשפעה",
            "Whether the settlement and its comparison moved alike before cannot be tested: the"
            " difference is no proof of an effect",
        )
        found.append(Unknown(text, _names(facts, untested)))
    for (reason,), rows in _by(told.filter(pl.col("control_effect").is_null()), "control_reason"):
        why = _text(facts, "effect_reason", reason)
        text = Text(f"אין בקרה סינתטית: {why.he}", f"No synthetic control: {why.en}")
        found.append(Unknown(text, _names(facts, rows)))
    unlike = _unbalanced(facts)
    if unlike.height:
        text = Text(
            "יישובי ההשוואה נבדלו מן היישוב עוד לפני התוכנית (הפרש מתוקנן של 0.1 ומעלה"
            " במשתנה אחד לפחות)",
            "The comparison settlements differed from it before the programme already (a"
            " standardised difference of 0.1 or more in at least one variable)",
        )
        found.append(Unknown(text, _names(facts, unlike)))
    gained = told.filter(pl.col("change_is") == "improved", pl.col("is_inclusive").is_null())
    if gained.height:
        text = Text(
            "השתפר, ולא ידוע אם גם מי שמצבם היה הנמוך ביותר הרוויחו",
            "Improved, and whether those who stood worst gained too is not known",
        )
        found.append(Unknown(text, _names(facts, gained)))
    return found


def _of_the_whole(facts: Facts) -> list[Unknown]:
    found = []
    start = facts.baseline["start_from"]
    if start in STARTS_IN_DOUBT:
        how = _text(facts, "start_from", start)
        year = facts.baseline["start_year"]
        text = Text(
            f"שנת ההתחלה ({year}) אינה ודאית. מקורה: {how.he}.",
            f"The first year ({year}) is not certain. Known from: {how.en}.",
        )
        found.append(Unknown(text))
    if facts.also_in:
        others = listed(facts.also_in)
        text = Text(
            f"היישוב משתתף גם ב: {others.he}. אי אפשר להפריד בין השפעותיהן.",
            f"The settlement takes part in {others.en} too; their effects cannot be told apart.",
        )
        found.append(Unknown(text))
    revised = facts.tables["baselines"].filter("is_current", "is_revised")
    if revised.height:
        text = Text(
            "הנתון שהוקפא תוקן מאז בידי המפרסם; נקודת הייחוס נשארת כפי שהוקפאה",
            "The publisher has changed the frozen figure since; the baseline stays as frozen",
        )
        found.append(Unknown(text, _names(facts, revised.unique("indicator_id"))))
    worth = facts.tables.get("economic_impact")
    if worth is None:
        found.append(Unknown(_ECONOMIC))
    elif worth["benefits"][0] is None:
        why = _text(facts, "economic_reason", worth["reason"][0])
        text = Text(
            f"אם התוכנית הייתה שווה את עלותה: {why.he}", f"Whether it was worth its money: {why.en}"
        )
        found.append(Unknown(text))
    found.append(
        Unknown(
            Text(
                "מה עוד קרה ביישוב באותן שנים: הפרש מול יישובים דומים אינו אומר לבדו מה גרם לו.",
                "What else happened there in these years: a difference from settlements alike does"
                " not by itself say what caused it.",
            )
        )
    )
    return found


def _unbalanced(facts: Facts) -> pl.DataFrame:
    balance = facts.tables.get("comparison_balance")
    if balance is None:
        return pl.DataFrame()
    unlike = balance.filter("is_current", ~pl.col("is_balanced")).select("indicator_id").unique()
    return facts.told.filter(pl.col("did_effect").is_not_null()).join(
        unlike, on="indicator_id", how="semi"
    )


def _by(rows: pl.DataFrame, column: str) -> list[tuple[tuple[str], pl.DataFrame]]:
    """Groups of rows, the largest first."""
    groups = [((str(key),), part) for (key,), part in rows.group_by(column)]
    return sorted(groups, key=lambda group: (-group[1].height, group[0]))


def _names(facts: Facts, rows: pl.DataFrame) -> Text:
    """Names of the indicators, in the order of the catalogue."""
    catalogue = facts.inputs.catalogue.join(rows, on="indicator_id", how="semi")
    pairs = catalogue.sort("indicator_id").select("name_he", "name_en")
    return listed(pairs.iter_rows())
