"""A row of the evaluation in plain words, in English and Hebrew, that say no more than it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from estimation.evaluation.changes import LEVEL
from estimation.evaluation.outcomes import PERCENTILE

Texts = Mapping[tuple[str, str], tuple[str, str]]
"""English and Hebrew by kind and code."""
Row = Mapping[str, Any]
Said = tuple[str, str]

LRM = "\u200e"
"""Keeps a minus sign before its number among Hebrew words."""
_POINTS = (" percentile points among the authorities", " נקודות אחוזון בין הרשויות")


def with_readings(
    table: pl.DataFrame, catalogue: pl.DataFrame, settlements: pl.DataFrame, codes: pl.DataFrame
) -> pl.DataFrame:
    """The rows with ``reading_en`` and ``reading_he``.

    Args:
        table: as ``evaluate`` puts it together.
        catalogue: ``indicator_id, name_en, name_he, unit, decimals``.
        settlements: ``settlement_code, name_en, name_he``.
        codes: ``code_kind, code, text_en, text_he``, of the kinds unit, effect_reason and
            population_group.
    """
    texts = {
        (kind, code): (en, he)
        for kind, code, en, he in codes.select(
            "code_kind", "code", "text_en", "text_he"
        ).iter_rows()
    }
    names = table.select("settlement_code", "indicator_id").join(
        settlements.select(
            "settlement_code",
            place_en=pl.coalesce("name_en", "name_he", "settlement_code"),
            place_he=pl.coalesce("name_he", "settlement_code"),
        ),
        on="settlement_code",
        how="left",
        maintain_order="left",
    )
    of_indicators = catalogue.select(
        "indicator_id", "unit", "decimals", title_en="name_en", title_he="name_he"
    )
    names = names.join(of_indicators, on="indicator_id", how="left", maintain_order="left")
    rows = table.hstack(names.drop("settlement_code", "indicator_id")).iter_rows(named=True)
    said = [reading(row, texts) for row in rows]
    return table.with_columns(
        reading_en=pl.Series([en for en, _ in said], dtype=pl.String),
        reading_he=pl.Series([he for _, he in said], dtype=pl.String),
    )


def reading(row: Row, texts: Texts) -> Said:
    """One row: the change, the comparison, and for whom."""
    parts = [_change(row, texts)]
    if row["population_group"] == "all" and row["baseline_id"] is not None:
        parts += [_effect(row, texts), _lower(row, texts)]
    return (
        " ".join(en for en, _ in parts if en),
        " ".join(he for _, he in parts if he),
    )


def _change(row: Row, texts: Texts) -> Said:
    en, he = _subject(row, texts)
    if row["baseline_id"] is None:
        return (
            f"{en}: no baseline is frozen, so nothing is said of a change.",
            f"{he}: לא הוקפאה נקודת ייחוס, ולכן לא נאמר דבר על שינוי.",
        )
    year, start = row["baseline_year"], row["start_year"]
    if row["baseline_value"] is None:
        return (
            f"{en}: no figure from before {start} was frozen, so nothing is said of a change.",
            f"{he}: לא הוקפא נתון מלפני {start}, ולכן לא נאמר דבר על שינוי.",
        )
    then = _number(row["baseline_value"], row)
    unit = texts[("unit", row["unit"])]
    was = (
        f"{en} ({unit[0]}): {then[0]} in {year} (frozen)",
        f"{he} ({unit[1]}): {then[1]} ב-{year} (הוקפא)",
    )
    if row["change_is"] == "no_data":
        since = (
            (f"since {start}", f"מאז {start}")
            if row["horizon"] == "latest"
            else ("of this stage of the programme", "משלב זה של התוכנית")
        )
        return f"{was[0]}; there is no figure {since[0]}.", f"{was[1]}; אין נתון {since[1]}."
    now = _number(row["now_value"], row)
    both = (f"{was[0]}, {now[0]} in {row['now_year']}", f"{was[1]}, {now[1]} ב-{row['now_year']}")
    if row["change_is"] == "not_comparable":
        why = (
            ("the measure is relative to its edition", "המדד יחסי למהדורתו")
            if row["outcome_scale"] == PERCENTILE
            else ("the series is broken between them", "הסדרה נשברת ביניהם")
        )
        return (
            f"{both[0]}; the two do not compare ({why[0]}), so no change is told.",
            f"{both[1]}; השניים אינם בני השוואה ({why[1]}), ולכן אין נתון שינוי.",
        )
    by = _number(row["change"], row, signed=True)
    if row["change_is"] == "error_unknown":
        return (
            f"{both[0]}: a difference of {by[0]}; how sure it is is not known, so it is neither"
            " called a gain nor a loss.",
            f"{both[1]}: הפרש של {by[1]}; מידת הוודאות אינה ידועה,"
            " ולכן אין לקרוא לו שיפור או הרעה.",
        )
    within = _interval(row, "change_low", "change_high")
    told = {
        "improved": ("better by what chance hardly explains", "שיפור שקשה לייחס למקרה"),
        "worsened": ("worse by what chance hardly explains", "הרעה שקשה לייחס למקרה"),
        "direction_unknown": (
            "a change; whether it is for the better is not agreed",
            "שינוי; לא הוסכם אם הוא לטובה",
        ),
        "no_significant_change": _unsure(row),
    }[row["change_is"]]
    return (
        f"{both[0]}: a difference of {by[0]}{within[0]}, {told[0]}.",
        f"{both[1]}: הפרש של {by[1]}{within[1]}, {told[1]}.",
    )


def _unsure(row: Row) -> Said:
    """An interval without 0 that is none any more once all indicators are looked at."""
    if row["change_p_value"] <= LEVEL:
        q = f"{row['change_q_value']:.2f}"
        return (
            f"sure by itself, and not among all indicators looked at (q {q})",
            f"מובהק כשלעצמו, אך לא בכלל המדדים שנבדקו (q {q})",
        )
    return "which error and the usual swing may explain", "שטעות ותנודה רגילה יכולות להסביר"


def _effect(row: Row, texts: Texts) -> Said:
    why = texts.get(("effect_reason", row["did_reason"] or ""), ("", ""))
    if row["did_effect"] is None:
        return (
            f"Beside comparison settlements nothing is told: {why[0]}.",
            f"מול יישובי השוואה לא נאמר דבר: {why[1]}.",
        )
    ranked = row["outcome_scale"] == PERCENTILE
    unit = _POINTS if ranked else ("", "")
    shown = {**row, "decimals": 1} if ranked else row
    effect = _number(row["did_effect"], shown, signed=True)
    within = _interval(shown, "did_low", "did_high")
    since = _years(row["since_from"], row["since_to"])
    earlier = _years(row["before_from"], row["before_to"])
    means = (
        f"The difference between its mean of {since} and that of {earlier}",
        f"ההפרש בין הממוצע שלו ב-{since} לזה של {earlier}",
    )
    count, p = row["comparisons"], f"{row['did_p_value']:.2f}"
    # Without a verdict there is none.
    q = "" if row["did_q_value"] is None else f"{row['did_q_value']:.2f}"
    verdict = {
        "trends_untested": (f"more than chance explains (p {p})", f"יותר ממה שהמקרה מסביר (p {p})"),
        "better": (f"better than chance explains (p {p})", f"טוב ממה שהמקרה מסביר (p {p})"),
        "worse": (f"worse than chance explains (p {p})", f"רע ממה שהמקרה מסביר (p {p})"),
        "direction_unknown": (
            f"more than chance explains (p {p}); whether it is for the better is not agreed",
            f"יותר ממה שהמקרה מסביר (p {p}); לא הוסכם אם הוא לטובה",
        ),
        "no_significant_effect": (
            f"which chance may explain (p {p}; with all indicators looked at q {q})",
            f"שהמקרה יכול להסביר (p {p}; בכלל המדדים שנבדקו q {q})",
        ),
        "cannot_be_said": (
            f"of which no verdict is given: {why[0]}",
            f"שאין עליו הכרעה: {why[1]}",
        ),
    }[row["did_is"]]
    before = {
        # The reason why there is no verdict says it.
        "broken": ("", ""),
        "untestable": (
            "Whether they moved alike before cannot be tested, so this is a difference and no"
            " proof of an effect.",
            "אי אפשר לבדוק אם נעו יחד לפני התוכנית, ולכן זהו הפרש ולא הוכחה להשפעה.",
        ),
        "not_rejected": (
            f"Over the {row['pre_years']} years known before the programme no other movement"
            " than theirs could be shown.",
            f"ב-{row['pre_years']} השנים הידועות שלפני התוכנית לא ניתן היה להראות תנועה אחרת"
            " משלהם.",
        ),
    }[row["parallel_trends"]]
    return (
        f"{means[0]} differs from that of {count} comparison settlements by {effect[0]}{unit[0]}"
        f"{within[0]}, {verdict[0]}. {before[0]}".rstrip(),
        f"{means[1]} נבדל מזה של {count} יישובי השוואה ב-{effect[1]}{unit[1]}{within[1]},"
        f" {verdict[1]}. {before[1]}".rstrip(),
    )


def _lower(row: Row, texts: Texts) -> Said:
    if row["change_is"] != "improved":
        return "", ""
    if row["is_inclusive"] is None:
        return (
            "Whether those who stood worst gained too is not known.",
            "לא ידוע אם גם מי שמצבם היה הנמוך ביותר הרוויחו.",
        )
    group = _group(row["lower_group"], texts)
    if row["is_inclusive"]:
        return (
            f"The group that stood worst ({group[0]}) gained too.",
            f"גם הקבוצה שמצבה היה הנמוך ביותר ({group[1]}) השתפרה.",
        )
    return (
        f"The group that stood worst ({group[0]}) did not gain as surely: not inclusive.",
        f"הקבוצה שמצבה היה הנמוך ביותר ({group[1]}) לא השתפרה באותה ודאות: הצמיחה אינה מכלילה.",
    )


def _subject(row: Row, texts: Texts) -> Said:
    en, he = f"{row['title_en']} in {row['place_en']}", f"{row['title_he']}, {row['place_he']}"
    if row["population_group"] != "all":
        code = row["population_group"]
        group = _group(code, texts)
        return f"{en}, {group[0]}", f"{he}, {group[1]}"
    return en, he


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _group(code: str, texts: Texts) -> Said:
    en, he = texts.get(("population_group", code), (code, code))
    return en.rstrip("."), he.rstrip(".")


def _number(value: float, row: Row, *, signed: bool = False) -> Said:
    decimals = 1 if row["decimals"] is None else row["decimals"]
    # Without the sum a small loss would be rounded to a minus nought.
    text = f"{round(value, decimals) + 0.0:{'+' if signed else ''},.{decimals}f}"
    return text, f"{LRM}{text}{LRM}" if text[0] in "+-" else text


def _interval(row: Row, low: str, high: str) -> Said:
    if row[low] is None or row[high] is None:
        return " (interval not known)", " (רווח הסמך אינו ידוע)"
    (a, a_he), (b, b_he) = (_number(row[name], row, signed=True) for name in (low, high))
    return f" (95 % interval {a} to {b})", f" (רווח סמך 95%: {a_he} עד {b_he})"
