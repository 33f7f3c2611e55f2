"""Sections of a report beside its indicators: targets, matrix, needs, index, surveys, areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from publication.pages.charts import Chart, Table, target_chart
from publication.reading.facts import Facts
from publication.reading.house import Row
from publication.reading.words import Text, day, number, plain, say
from publication.report.parts import NOTHING, between, indicators_named, optional


@dataclass(frozen=True)
class Section:
    """``told`` is said first; ``tables`` have titles; ``folded`` ones are opened on demand."""

    id: str
    title: Text
    told: Sequence[Markup] = ()
    charts: Sequence[tuple[Sequence[Markup], Chart]] = ()
    tables: Sequence[tuple[Text, Table]] = ()
    folded: Sequence[tuple[Text, Table]] = ()
    notes: Sequence[Markup] = field(default_factory=tuple)


def targets_section(facts: Facts) -> Section:
    """Targets on their path, or that none were handed in."""
    title = Text("יעדים", "Targets")
    targets = facts.rows("targets")
    if not targets:
        return Section(
            "targets",
            title,
            [
                say(
                    Text(
                        "לא הוגש יעד ליישוב זה, ולכן לא נאמר דבר על התקדמות.",
                        "No target was handed in for this settlement: nothing is told of progress.",
                    )
                )
            ],
        )
    charts, rows = [], []
    for target in targets:
        path = [
            row for row in facts.rows("target_path") if row["target_key"] == target["target_key"]
        ]
        indicator = facts.house.catalogue.get(target["indicator_id"] or "")
        places = indicator.decimals if indicator else 1
        rows.append(
            [
                plain(target["target"]),
                say(indicator.name) if indicator else NOTHING,
                _dated(target["baseline_value"], target["baseline_year"], places),
                optional(target["goal_value"], places),
                day(target["due_date"]) if target["due_date"] else NOTHING,
                _dated(target["latest_value"], target["latest_year"], places),
                _status(facts, target),
            ]
        )
        if indicator and len(path) > 1:
            note = Markup("{}: {} · {}").format(
                say(Text("מקור היעד", "Source of the target")),
                plain(target["file_name"]),
                plain(target["locator"]),
            )
            said = [plain(target["target"]), _status(facts, target)]
            charts.append((said, target_chart(facts.house, target, path, [note])))
    headings = (
        Text("יעד", "Target"),
        Text("מדד", "Indicator"),
        Text("קו בסיס", "Baseline"),
        Text("ערך היעד", "Goal"),
        Text("תאריך יעד", "Due"),
        Text("הנתון האחרון", "Latest"),
        Text("מצב", "Status"),
    )
    return Section("targets", title, [say(TARGETS_ARE)], charts, [(title, Table(headings, rows))])


def _dated(value: float | None, year: int | None, places: int) -> Markup:
    if value is None:
        return NOTHING
    return Markup("{} <small>({})</small>").format(number(value, places), plain(year))


def _status(facts: Facts, target: Row) -> Markup:
    status = say(facts.house.say("target_status", target["status"]))
    if target["reason"] is None:
        return status
    return Markup("{}: {}").format(status, say(facts.house.say("target_reason", target["reason"])))


def matrix_section(facts: Facts) -> Section:
    """The 24 cells of the logic model, the empty ones too."""
    title = Text("מטריצת המודל הלוגי", "The logic matrix")
    cells = {
        (row["level"], row["horizon"], row["effect"], row["subjectivity"]): row
        for row in facts.rows("logic_matrix")
    }
    if not cells:
        return Section("matrix", title, [say(MATRIX_OF_AUTHORITIES)])
    across = [
        (effect, subjectivity)
        for effect in ("positive", "negative")
        for subjectivity in ("objective", "subjective")
    ]
    headings = [
        Text("רמה וטווח", "Level and horizon"),
        *(
            Text(
                f"{SHORT['effect', effect].he} · {SHORT['subjectivity', subjectivity].he}",
                f"{SHORT['effect', effect].en} · {SHORT['subjectivity', subjectivity].en}",
            )
            for effect, subjectivity in across
        ),
    ]
    rows = [
        [
            Markup("{} · {}").format(say(SHORT["level", level]), say(SHORT["horizon", horizon])),
            *(_cell(facts, cells[level, horizon, *place]) for place in across),
        ]
        for level in ("household", "institution")
        for horizon in ("short", "medium", "long")
    ]
    empty = sum(row["with_latest_figure"] == 0 for row in cells.values())
    told = Text(
        f"בכל תא: כמה מהמדדים שבקטלוג יש להם נתון עדכני כאן. ב-{empty} מ-24 התאים אין אף נתון"
        " עדכני.",
        "In each cell: how many indicators of the catalogue have their latest figure here."
        f" {empty} of the 24 cells have none.",
    )
    return Section("matrix", title, [say(told)], tables=[(title, Table(headings, rows))])


SHORT = {
    ("effect", "positive"): Text("השפעה חיובית", "Positive"),
    ("effect", "negative"): Text("השפעה שלילית", "Negative"),
    ("subjectivity", "objective"): Text("אובייקטיבי", "objective"),
    ("subjectivity", "subjective"): Text("סובייקטיבי", "subjective"),
    ("level", "household"): Text("משקי בית", "Households"),
    ("level", "institution"): Text("מוסדות", "Institutions"),
    ("horizon", "short"): Text("טווח קצר", "short term"),
    ("horizon", "medium"): Text("טווח בינוני", "medium term"),
    ("horizon", "long"): Text("טווח ארוך", "long term"),
}
"""The texts of the codes are sentences in English, too long to head a column."""


def _cell(facts: Facts, row: Row) -> Markup:
    coverage = say(facts.house.say("matrix_coverage", row["cell_coverage"]))
    if row["indicators"] == 0:
        return Markup('<span class="open">{}</span>').format(coverage)
    have = Text(
        f"{row['with_latest_figure']} מתוך {row['indicators']}",
        f"{row['with_latest_figure']} of {row['indicators']}",
    )
    agreed = Text(
        f"מהם מוסכמים: {row['agreed_with_latest_figure']} מתוך {row['agreed_indicators']}",
        f"agreed among them: {row['agreed_with_latest_figure']} of {row['agreed_indicators']}",
    )
    style = "" if row["with_latest_figure"] else ' class="open"'
    return Markup("<b{}>{}</b> <small>{}</small><br><small{}>{}</small>").format(
        Markup(style), say(have), say(agreed), Markup(style), coverage
    )


def needs_section(facts: Facts) -> Section:
    """Needs against responses, as the settlement handed them in."""
    title = Text("צרכים מול מענים", "Needs against responses")
    rows = facts.rows("needs_responses")
    if not rows:
        said = Text(
            "היישוב לא מסר צרכים או מענים; אין לדעת מכאן אם יש חוסר.",
            "The settlement handed in no needs and no responses; whether something lacks cannot be"
            " told from here.",
        )
        return Section("needs", title, [say(said)])
    house = facts.house
    headings = (
        Text("צורך", "Need"),
        Text("אוכלוסייה", "Population"),
        Text("מצב", "Regime"),
        Text("כיסוי", "Coverage"),
        Text("נזקקים", "In need"),
        Text("קיבולת", "Capacity"),
        Text("גופים", "Bodies"),
        Text("כפילות", "Duplicate"),
    )
    told = [
        [
            say(house.say("need_kind", row["need_kind"])),
            say(house.say("population", row["target_population"])),
            say(house.say("regime", row["regime"])),
            say(house.say("need_coverage", row["coverage"])),
            optional(row["people"], 0),
            optional(_whole(row["capacity"]), 0),
            plain(row["bodies_named"]) if row["bodies_named"] else NOTHING,
            say(Text("כן", "yes") if row["is_duplicated"] else Text("לא", "no")),
        ]
        for row in rows
    ]
    return Section("needs", title, [say(REPORTED)], tables=[(title, Table(headings, told))])


def _whole(value: Any) -> float | None:
    """Sums of whole numbers come as exact decimals."""
    return None if value is None else float(value)


def index_section(facts: Facts) -> Section:
    """The index with the span of its rank, or why there is none."""
    title = Text("אינדקס קהילה מיטיבה", "The index of a thriving community")
    rows = facts.rows("thriving_index")
    if not rows:
        return Section("index", title, [say(INDEX_OF_AUTHORITIES)])
    house = facts.house
    headings = (
        Text("שנה", "Year"),
        Text("ציון (0–100)", "Score (0–100)"),
        Text("דירוג", "Rank"),
        Text("טווח הדירוג", "Span of the rank"),
        Text("ציון בממוצע הנדסי", "Score, geometric mean"),
        Text("מדוע אין", "Why none"),
    )
    told = [
        [
            plain(row["index_year"]),
            optional(row["score_arithmetic"], 1),
            say(
                Text(
                    f"{row['rank_arithmetic']} מתוך {row['ranked']}",
                    f"{row['rank_arithmetic']} of {row['ranked']}",
                )
            )
            if row["rank_arithmetic"] is not None
            else NOTHING,
            between(row["rank_low"], row["rank_high"], 0),
            optional(row["score_geometric"], 1),
            say(house.say("index_reason", row["reason"])) if row["reason"] else NOTHING,
        ]
        for row in rows
    ]
    domains = (
        Text("שנה", "Year"),
        Text("תחום", "Domain"),
        Text("ציון (0–100)", "Score (0–100)"),
        Text("מדדים ידועים", "Indicators known"),
        Text("מדוע אין", "Why none"),
    )
    scores = [
        [
            plain(row["index_year"]),
            say(house.say("domain", row["domain"])),
            optional(row["score"], 1),
            say(
                Text(
                    f"{row['indicators_known']} מתוך {row['indicators']}",
                    f"{row['indicators_known']} of {row['indicators']}",
                )
            ),
            say(house.say("index_reason", row["reason"])) if row["reason"] else NOTHING,
        ]
        for row in facts.rows("domain_scores")
    ]
    return Section(
        "index",
        title,
        [say(INDEX_IS)],
        tables=[(title, Table(headings, told))],
        folded=[(Text("ציוני התחומים", "Scores of the domains"), Table(domains, scores))],
    )


def areas_section(facts: Facts) -> Section | None:
    """Statistical areas within the settlement, of agreed indicators; None where there are none."""
    values = facts.rows("statistical_area_values")
    if not values:
        return None
    title = Text("אזורים סטטיסטיים בתוך היישוב", "Statistical areas within the settlement")
    ids = [
        one for one in facts.house.catalogue if any(row["indicator_id"] == one for row in values)
    ]
    areas = sorted({row["area_code"] for row in values})
    held = {(row["area_code"], row["indicator_id"]): row for row in values}
    catalogue = facts.house.catalogue
    rows = [
        [
            plain(area),
            *(_area_figure(facts, held.get((area, one)), catalogue[one].decimals) for one in ids),
        ]
        for area in areas
    ]
    headings = [Text("אזור", "Area"), *(catalogue[one].name for one in ids)]
    said = Text(
        f"{len(areas)} אזורים; כאן המדדים המוסכמים בלבד ({indicators_named(facts, ids).he})."
        " נתונים נוספים של האזורים נמצאים בטבלאות שניתן להוריד.",
        f"{len(areas)} areas; agreed indicators only ({indicators_named(facts, ids).en}). More of"
        " the areas stands in the tables that can be taken along.",
    )
    return Section("areas", title, [say(said)], folded=[(title, Table(headings, rows))])


def _area_figure(facts: Facts, row: Row | None, places: int) -> Markup:
    if row is None:
        return NOTHING
    if row["value"] is None:
        return say(facts.house.say("value_status", row["value_status"]))
    return Markup("{} <small>({})</small>").format(
        number(row["value"], places), plain(row["reference_year"])
    )


def programmes_section(facts: Facts) -> Section:
    """Programmes that the settlement is in, and how to ask whether they worked."""
    title = Text("תוכניות", "Programmes")
    rows = facts.rows("programmes")
    if not rows:
        said = Text(
            "היישוב אינו נמנה עם היישובים ששמם צוין באחת התוכניות.",
            "The settlement is not among those that a programme names.",
        )
        return Section("programmes", title, [say(said)])
    headings = (
        Text("תוכנית", "Programme"),
        Text("משנת", "Since"),
        Text("נאמר ב-", "Stated in"),
        Text("הערכה", "Evaluation"),
    )
    told = [
        [
            say(Text(row["name_he"], row["name_en"])),
            plain(row["member_from_year"]),
            plain(row["stated_in"] or row["file_name"]),
            Markup(
                '<code dir="ltr">thriving evaluate --programme {} --settlement {} --to DIR</code>'
            ).format(row["programme_id"], facts.code)
            if (row["programme_id"], facts.code) in facts.house.frozen
            else say(NOT_FROZEN),
        ]
        for row in rows
    ]
    return Section("programmes", title, tables=[(title, Table(headings, told))])


TARGETS_ARE = Text(
    "היעדים וקווי הבסיס הם כפי שנמסרו; הנתונים שנמדדו הם של המפרסמים.",
    "Targets and baselines are as handed in; what was measured is the publishers'.",
)
REPORTED = Text(
    "מה שהיישוב מסר; איש לא מדד זאת.", "What the settlement handed in; nobody measured it."
)
MATRIX_OF_AUTHORITIES = Text(
    "המטריצה נבנית לרשויות מקומיות בלבד.", "The matrix is made for local authorities only."
)
INDEX_OF_AUTHORITIES = Text(
    "האינדקס מחושב לרשויות מקומיות בלבד: ליישוב בתוך מועצה אזורית אין די נתונים.",
    "The index is computed for local authorities only: of a place within a regional council too"
    " little is known.",
)
INDEX_IS = Text(
    "מדדים מוסכמים בלבד, בין יעדי ייחוס שהוקפאו. לפני שמצטטים דירוג יש להביט בטווח שלו: הוא נפרש על"
    " משקלות, ממוצעים וסולמות אחרים.",
    "Agreed indicators only, between frozen goalposts. Look at the span before quoting a rank: it"
    " runs over other weights, means and scales.",
)
NOT_FROZEN = Text(
    "לא הוקפא קו בסיס, ולכן לא נאמר שינוי", "no baseline is frozen, so no change is told"
)
