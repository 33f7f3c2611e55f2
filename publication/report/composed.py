"""What is made of many indicators: the logic matrix, the index; and statistical areas."""

from __future__ import annotations

from markupsafe import Markup

from publication.pages.charts import Table
from publication.reading.facts import Facts
from publication.reading.house import Row
from publication.reading.words import Text, number, plain, say
from publication.report.parts import NOTHING, between, indicators_named, optional
from publication.report.sections import Section


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
