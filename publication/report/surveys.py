"""What residents said in surveys, and what models make of it: each with its statement."""

from __future__ import annotations

from markupsafe import Markup

from publication.pages.charts import Table
from publication.reading.estimates import why_used
from publication.reading.facts import Facts
from publication.reading.house import Row
from publication.reading.words import Text, interval, number, plain, say
from publication.report.parts import NOTHING, between, optional
from publication.report.sections import Section

SHARES = ("share", "rate")
"""Of the statistics of a measure those that are percentages of people."""


def surveys_section(facts: Facts) -> Section:
    """Direct and modelled estimates of the whole settlement, and direct ones of groups."""
    title = Text("סקרים ואומדני מודל", "Surveys and modelled estimates")
    rows = [row for row in facts.rows("survey_estimates") if row["statistic"] in SHARES]
    modelled = {
        (row["wave_id"], row["measure_id"]): row for row in facts.rows("small_area_estimates")
    }
    if not rows and not modelled:
        said = Text(
            "אין סקר שכלל את היישוב: על אמון, לכידות, שייכות ועוני אין כאן נתון, ואין להסיק דבר"
            " מהיעדרו.",
            "No survey took in this settlement: of trust, cohesion, belonging and poverty there is"
            " no figure here, and nothing follows from that.",
        )
        return Section("surveys", title, [say(said)])
    whole = {
        (row["wave_id"], row["measure_id"]): row for row in rows if row["population_group"] == "all"
    }
    keys = sorted({*whole, *modelled}, key=lambda key: (key[1], key[0]))
    told = [_whole(facts, key, whole.get(key), modelled.get(key)) for key in keys]
    apart = [row for row in rows if row["population_group"] != "all"]
    apart.sort(key=lambda row: (row["measure_id"], row["reference_year"], row["population_group"]))
    groups = [_group(facts, row) for row in apart]
    folded = []
    if groups:
        folded.append((Text("לפי קבוצות אוכלוסייה", "By groups of residents"), _groups(groups)))
    said = Text(
        "אומדן מסקר הוא טווח: יש לקרוא את רווח הסמך יחד עמו. אומדן של מודל נשען גם על יישובים דומים"
        " ואינו מדידה.",
        "An estimate of a survey is a range: read its interval with it. A modelled one leans on"
        " settlements like it too, and is no measurement.",
    )
    headings = (
        Text("מה נשאל", "What was asked"),
        Text("סקר", "Survey"),
        Text("אומדן ישיר (%)", "Direct estimate (%)"),
        Text("רווח סמך 95%", "95% interval"),
        Text("משיבים (בסקרי הכנסות: משקי בית)", "Respondents (of income: households)"),
        Text("אומדן מודל (%)", "Modelled estimate (%)"),
        Text("רווח 95% של המודל", "95% interval of the model"),
        Text("במה להשתמש, ומדוע", "Which to use, and why"),
    )
    return Section(
        "surveys", title, [say(said)], tables=[(title, Table(headings, told))], folded=folded
    )


def _whole(
    facts: Facts, key: tuple[str, str], direct: Row | None, model: Row | None
) -> list[Markup]:
    wave, measure = key
    house = facts.house
    return [
        say(house.measures.get(measure, Text(measure, measure))),
        say(house.waves.get(wave, Text(wave, wave))),
        _direct(facts, direct) if direct else NOTHING,
        between(direct["ci_low"], direct["ci_high"], 1) if direct else NOTHING,
        optional(direct["n"], 0) if direct else NOTHING,
        _modelled(model) if model else NOTHING,
        between(model["modelled_low"], model["modelled_high"], 1) if model else NOTHING,
        Markup("{}. {}").format(
            say(house.say("small_area_use", model["use"])),
            say(why_used(house, model["statement"])),
        )
        if model
        else NOTHING,
    ]


def _direct(facts: Facts, row: Row) -> Markup:
    if row["value"] is None:
        return say(facts.house.say("hidden_because", row["hidden_because"]))
    shown = number(row["value"], 1)
    if row["value_status"] != "low_reliability":
        return shown
    return Markup("{} <small>{}</small>").format(shown, say(Text("לא ודאי", "uncertain")))


def _modelled(row: Row) -> Markup:
    if row["modelled_value"] is None:
        return NOTHING
    return Markup("{} <small>{}</small>").format(
        number(row["modelled_value"], 1), say(Text("אומדן מודל", "modelled"))
    )


def _group(facts: Facts, row: Row) -> list[Markup]:
    house = facts.house
    return [
        say(house.measures.get(row["measure_id"], Text(row["measure_id"], row["measure_id"]))),
        plain(row["reference_year"]),
        say(house.say("population_group", row["population_group"])),
        _direct(facts, row),
        interval(row["ci_low"], row["ci_high"], 1, signed=False)
        if row["ci_low"] is not None
        else NOTHING,
        optional(row["n"], 0),
        say(house.say("survey_reliability", row["reliability"])),
    ]


def _groups(rows: list[list[Markup]]) -> Table:
    return Table(
        (
            Text("מה נשאל", "What was asked"),
            Text("שנה", "Year"),
            Text("קבוצה", "Group"),
            Text("אומדן (%)", "Estimate (%)"),
            Text("רווח סמך 95%", "95% interval"),
            Text("משיבים (בסקרי הכנסות: משקי בית)", "Respondents (of income: households)"),
            Text("מהימנות", "Reliability"),
        ),
        rows,
    )
