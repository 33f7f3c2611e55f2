"""Money that was planned and spent, the work plan and its milestones, as they were handed in."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from publication.pages.charts import Table
from publication.reading.facts import Facts
from publication.reading.house import Row
from publication.reading.words import Text, day, number, period, plain, say
from publication.report.parts import NOTHING, optional
from publication.report.sections import Section

SHEKELS = 0
PER_RESIDENT = 1


def money_section(facts: Facts) -> Section:
    """What was planned and spent, in all, by sector and to each purpose; what was not reported."""
    title = Text("השקעות", "Money")
    totals = facts.rows("investment_totals")
    [*whole] = [row for row in totals if row["summed_by"] == "all"]
    if not whole:
        return Section("money", title, [say(NO_MONEY)])
    sectors = [row for row in totals if row["summed_by"] == "sector"]
    sectors.sort(key=lambda row: (-(row["planned_ils"] or 0), row["key"]))
    headings = (
        Text("מי", "Who"),
        Text("השקעות", "Investments"),
        Text('תוכנן (ש"ח)', "Planned (ILS)"),
        Text('הוצא (ש"ח)', "Spent (ILS)"),
        Text("תוכנן לתושב", "Planned per resident"),
        Text("הוצא לתושב", "Spent per resident"),
        Text("לא דווח", "Not reported"),
    )
    rows = [_total(row, say(Text("סך הכול", "In all"))) for row in whole]
    rows += [_total(row, say(facts.house.say("sector", row["key"]))) for row in sectors]
    missing = [row for row in totals if row["funding"] == "no_money_reported"]
    told = [say(HANDED_IN), _span(whole[0])]
    if missing:
        names = Markup("; ").join(plain(row["label"]) for row in missing)
        told.append(Markup("{}: {}").format(say(WITHOUT_MONEY), names))
    single = facts.rows("investments")
    folded = [(Text("ההשקעות אחת אחת", "Each of them"), _each(facts, single))] if single else []
    return Section("money", title, told, tables=[(title, Table(headings, rows))], folded=folded)


def _span(row: Row) -> Markup:
    years = f"{row['first_year']}–{row['last_year']}"
    if row["first_year"] == row["last_year"]:
        years = f"{row['first_year']}"
    return Markup("{}: {}. {} {}").format(
        say(Text("שנים", "Years")),
        period(years),
        say(Text("לתושב: לפי מספר התושבים בשנת", "Per resident: by the residents of")),
        plain(row["population_year"]),
    )


def _total(row: Row, who: Markup) -> list[Markup]:
    return [
        who,
        plain(row["investments"]),
        optional(row["planned_ils"], SHEKELS),
        optional(row["spent_ils"], SHEKELS),
        optional(row["planned_ils_per_resident"], PER_RESIDENT),
        optional(row["spent_ils_per_resident"], PER_RESIDENT),
        _not_reported(row),
    ]


def _not_reported(row: Row) -> Markup:
    """In how many rows the plan or the spending was left open; what is summed lacks them."""
    told = [
        Text(he.format(count), en.format(count))
        for count, he, en in (
            (row["rows_without_planned"], "תכנון: {} שורות", "planned: {} rows"),
            (row["rows_without_spent"], "ביצוע: {} שורות", "spent: {} rows"),
        )
        if count
    ]
    if not told:
        return NOTHING
    return say(Text("; ".join(one.he for one in told), "; ".join(one.en for one in told)))


def _each(facts: Facts, rows: list[Row]) -> Table:
    house = facts.house
    return Table(
        (
            Text("גוף", "Body"),
            Text("מגזר", "Sector"),
            Text("שנה", "Year"),
            Text("יעד", "Target"),
            Text("סוג", "Kind"),
            Text('תוכנן (ש"ח)', "Planned (ILS)"),
            Text('הוצא (ש"ח)', "Spent (ILS)"),
        ),
        [
            [
                plain(row["body"]),
                say(house.say("sector", row["sector"])),
                plain(row["year"]),
                plain(row["target"]) if row["target"] else NOTHING,
                say(house.say("investment_kind", row["investment_kind"])),
                number(row["planned_ils"], SHEKELS),
                number(row["spent_ils"], SHEKELS),
            ]
            for row in rows
        ],
    )


def plan_section(facts: Facts) -> Section:
    """Activities of the work plan by their state, targets that none serves, and milestones."""
    title = Text("תכנית עבודה ואבני דרך", "Work plan and milestones")
    plan, milestones = facts.rows("work_plan"), facts.rows("milestones")
    if not plan and not milestones:
        return Section("plan", title, [say(NO_PLAN)])
    house = facts.house
    activities = [row for row in plan if row["activity"] is not None]
    told = [say(HANDED_IN)]
    if activities:
        states = Counter(house.say("activity_status", row["status"]) for row in activities)
        listed = sorted(states.items(), key=lambda item: (-item[1], item[0].en))
        told.append(
            say(
                Text(
                    f"{len(activities)} פעולות: "
                    + "; ".join(f"{state.he} ({count})" for state, count in listed),
                    f"{len(activities)} activities: "
                    + "; ".join(f"{state.en} ({count})" for state, count in listed),
                )
            )
        )
    unserved = [row for row in plan if row["activity"] is None and row["target"] is not None]
    if unserved:
        names = Markup("; ").join(plain(row["target"]) for row in unserved)
        told.append(Markup("{}: {}").format(say(UNSERVED), names))
    tables = [(Text("אבני דרך", "Milestones"), _milestones(facts, milestones))]
    folded = [(Text("הפעולות", "The activities"), _activities(facts, activities))]
    return Section(
        "plan",
        title,
        told,
        tables=tables if milestones else (),
        folded=folded if activities else (),
    )


def _activities(facts: Facts, rows: list[Row]) -> Table:
    house = facts.house
    return Table(
        (
            Text("פעולה", "Activity"),
            Text("יעד", "Target"),
            Text("גוף", "Body"),
            Text("מיום", "From"),
            Text("עד יום", "To"),
            Text("מצב", "State"),
        ),
        [
            [
                plain(row["activity"]),
                plain(row["target"]) if row["target"] else NOTHING,
                plain(row["body"]) if row["body"] else NOTHING,
                day(row["from_date"]) if row["from_date"] else NOTHING,
                day(row["to_date"]) if row["to_date"] else NOTHING,
                say(house.say("activity_status", row["status"])),
            ]
            for row in rows
        ],
    )


def _milestones(facts: Facts, rows: list[Row]) -> Table:
    return Table(
        (
            Text("אבן דרך", "Milestone"),
            Text("מועד", "Due"),
            Text("הושגה", "Reached"),
            Text("מצב", "State"),
        ),
        [
            [
                plain(row["milestone"]),
                day(row["due_date"]) if row["due_date"] else NOTHING,
                day(row["reached_on"]) if row["reached_on"] else NOTHING,
                say(facts.house.say("timeliness", row["timeliness"])),
            ]
            for row in rows
        ],
    )


HANDED_IN = Text("כפי שנמסר; איש לא בדק זאת.", "As handed in; nobody checked it.")
NO_MONEY = Text(
    "לא נמסר דבר על השקעות; אין לדעת מכאן כמה הושקע.",
    "Nothing was handed in of money; how much was invested cannot be told from here.",
)
NO_PLAN = Text(
    "לא נמסרו תכנית עבודה או אבני דרך.", "No work plan and no milestones were handed in."
)
WITHOUT_MONEY = Text("יעדים שלא דווח להם כסף", "Targets of which no money is reported")
UNSERVED = Text("יעדים שאף פעולה בתכנית אינה משרתת", "Targets that no activity of the plan serves")
