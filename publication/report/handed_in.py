"""What settlements and programmes handed in: targets, and needs against responses."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from publication.pages.charts import Table, target_chart
from publication.reading.facts import Facts
from publication.reading.house import Row
from publication.reading.words import Text, day, number, plain, say, where
from publication.report.parts import NOTHING, optional
from publication.report.sections import Section


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
            note = Markup("{}: {}").format(
                say(Text("מקור היעד", "Source of the target")),
                where(target["file_name"], target["locator"]),
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
    return Section(
        "targets", title, [say(TARGETS_ARE)], charts=charts, tables=[(title, Table(headings, rows))]
    )


def _dated(value: float | None, year: int | None, places: int) -> Markup:
    if value is None:
        return NOTHING
    return Markup("{} <small>({})</small>").format(number(value, places), plain(year))


def _status(facts: Facts, target: Row) -> Markup:
    status = say(facts.house.say("target_status", target["status"]))
    if target["reason"] is None:
        return status
    return Markup("{}: {}").format(status, say(facts.house.say("target_reason", target["reason"])))


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


TARGETS_ARE = Text(
    "היעדים וקווי הבסיס הם כפי שנמסרו; הנתונים שנמדדו הם של המפרסמים.",
    "Targets and baselines are as handed in; what was measured is the publishers'.",
)
REPORTED = Text(
    "מה שהיישוב מסר; איש לא מדד זאת.", "What the settlement handed in; nobody measured it."
)
