"""Surveys on the first sheet: direct and modelled estimates, each with its own interval."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from publication.export.layout import (
    LAST,
    Area,
    Cell,
    write_head,
    write_heading,
    write_row,
)
from publication.export.styles import LINE, Styles
from publication.reading.estimates import why_used
from publication.reading.facts import Facts
from publication.reading.house import Row

SHARES = ("share", "rate")
"""Statistics of a measure that are percentages of people."""
_TITLES: dict[Area, str] = {
    (0, 0): "מה נשאל",
    (1, 1): "אומדן ישיר (%)",
    (2, 2): "ישיר: גבול תחתון (95%)",
    (3, 3): "ישיר: גבול עליון (95%)",
    (4, 4): "משיבים (בסקרי הכנסות: משקי בית)",
    (5, 5): "שנה",
    (6, 7): "מצב האומדן הישיר",
    (8, 8): "אומדן מודל (%)",
    (9, 9): "מודל: גבול תחתון (95%)",
    (10, 10): "מודל: גבול עליון (95%)",
    (11, LAST): "באיזה להשתמש, ומדוע",
}


def write_surveys(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    """Estimates of the whole settlement; nothing where no survey took it in."""
    direct = {
        (one["measure_id"], one["wave_id"]): one
        for one in facts.rows("survey_estimates")
        if one["statistic"] in SHARES and one["population_group"] == "all"
    }
    models = {
        (one["measure_id"], one["wave_id"]): one for one in facts.rows("small_area_estimates")
    }
    if not direct and not models:
        return row
    row = write_heading(
        sheet,
        styles,
        row,
        "סקרים: אומדן ישיר לצד אומדן של מודל, שאינו מדידה",
        "Surveys: direct estimates beside those of a model, which are no measurement",
    )
    write_head(sheet, styles, row, _TITLES, 4)
    line = {"bottom": 1, "bottom_color": LINE, "valign": "top"}
    text = styles.text(text_wrap=True, **line)
    percent, whole = styles.number('0.0"%"', **line), styles.number("#,##0", **line)
    looks = [text, percent, percent, percent, whole, styles.number("0", **line), text]
    looks += [percent, percent, percent, text]
    for key in sorted({*direct, *models}):
        row += 1
        told = _told(facts, key, direct.get(key), models.get(key))
        write_row(sheet, row, dict(zip(_TITLES, zip(told, looks, strict=True), strict=True)))
    return row + 2


def _told(facts: Facts, key: tuple[str, str], direct: Row | None, model: Row | None) -> list[Cell]:
    measure, _ = key
    name = facts.house.measures.get(measure)
    year = (direct or model or {})["reference_year"]
    return [
        name.he if name else measure,
        *([direct["value"], direct["ci_low"], direct["ci_high"]] if direct else [None] * 3),
        direct["n"] if direct else (model or {})["n"],
        year,
        _status(facts, direct) if direct else "אין אומדן ישיר",
        *(
            [model["modelled_value"], model["modelled_low"], model["modelled_high"]]
            if model
            else [None] * 3
        ),
        _use(facts, model),
    ]


def _status(facts: Facts, direct: Row) -> str:
    """Whether it may be used as it stands, and how sure it is or why it is hidden."""
    say = facts.house.say
    if direct["value"] is None:
        return f"מוסתר: {say('hidden_because', direct['hidden_because']).he}"
    sure = say("survey_reliability", direct["reliability"]).he
    if direct["value_status"] == "low_reliability":
        return f"לא ודאי. {sure}"
    return f"מהימן. {sure}" if direct["reliability"] == "reliable" else sure


def _use(facts: Facts, model: Row | None) -> str:
    if model is None:
        return "אין אומדן של מודל"
    use = facts.house.say("small_area_use", model["use"]).he
    return f"{use}. {why_used(facts.house, model['statement']).he}."
