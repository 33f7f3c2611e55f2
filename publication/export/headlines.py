"""Indicators on the first sheet by domain: the figure, how sure it is, against whom, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publication.export.layout import (
    Area,
    Cell,
    write_head,
    write_heading,
    write_lines,
    write_row,
)
from publication.export.styles import LINE, Styles, change_format, figure_format
from publication.reading.facts import Facts
from publication.reading.standing import Standing
from publication.reading.words import NO_CHANGE, ascending

_TITLES = (
    "מדד",
    "ערך",
    "יחידה",
    "תקופה",
    "גבול תחתון (95%)",
    "גבול עליון (95%)",
    "נצפים",
    "ודאות וסטטוס",
    "ארצי",
    "פריפריה (ממוצע)",
    "רשויות דומות (חציון)",
    "לכמה מהן יש נתון",
    "דירוג",
    "מתוך",
    "אחוזון",
    "שינוי (באחוזים: נק׳ אחוז)",
    "מאז",
    "השוואה לאורך זמן",
    "מהדורה",
)
NAME, PERCENTILE = 0, 14
_RANK = 12
PLAIN = ("observed", "low_reliability")
"""What the publisher gave as a figure."""


@dataclass(frozen=True)
class Block:
    """The rows of a domain that hold known figures, for charts to refer to; rows are from 0.

    ``unsure``: those of figures too uncertain for a quarter, counted from the first.
    """

    title: str
    first: int
    last: int
    unsure: frozenset[int]


def write_headlines(
    sheet: Worksheet, styles: Styles, facts: Facts, row: int
) -> tuple[int, list[Block]]:
    """The tables of the agreed indicators from a row on, of the domains that have any known.

    Returns:
        The next free row, and by domain the rows of figures where any is ranked.
    """
    blocks = []
    for domain, group in groupby(facts.headlines, key=lambda one: one.indicator.domain):
        standings = list(group)
        known = [one for one in standings if one.is_known_now]
        older = [one for one in standings if one.is_known and not one.is_current]
        if not known and not older:
            continue
        title = facts.house.say("domain", domain)
        row = write_heading(sheet, styles, row, title.he, title.en)
        first = row + 1
        row = _table(sheet, styles, facts, [*known, *older], row)
        if any(one.percentile is not None for one in known):
            unsure = (at for at, one in enumerate(known) if one.standing.no_quarter is not None)
            blocks.append(Block(title.he, first, first + len(known) - 1, frozenset(unsure)))
        missing = len(standings) - len(known) - len(older)
        if missing:
            count = "למדד אחד" if missing == 1 else f"ל-{missing} מדדים"
            said = f"אין נתון {count} בתחום: שמותיהם והסיבות תחת ״מה לא ידוע, ומדוע״."
            row = write_lines(sheet, styles, row, [said], quiet=True)
        row += 1
    return row, blocks


def write_others(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    """What else is known of a place of which little is agreed upon; the next free row."""
    known = [one for one in facts.others if one.is_known]
    if not known:
        return row
    row = write_heading(
        sheet, styles, row, "מדדים ידועים שטרם הוסכמו", "Known indicators not yet agreed"
    )
    return _table(sheet, styles, facts, known, row) + 1


def _table(
    sheet: Worksheet, styles: Styles, facts: Facts, known: Sequence[Standing], row: int
) -> int:
    counts = _counts(facts)
    heads: dict[Area, str] = {(at, at): title for at, title in enumerate(_TITLES)}
    write_head(sheet, styles, row, heads)
    for at, one in enumerate(known, row + 1):
        _known(sheet, styles, facts, at, one, counts.get((one.indicator.id, one.period)))
    return row + 1 + len(known)


def _counts(facts: Facts) -> dict[tuple[str, str | None], int | None]:
    """How many were observed, by indicator and period."""
    if facts.figures.is_empty():
        return {}
    rows = facts.figures.select("indicator_id", "reference_period", "n").iter_rows()
    return {(indicator, period): n for indicator, period, n in rows}


def _known(
    sheet: Worksheet, styles: Styles, facts: Facts, row: int, one: Standing, n: int | None
) -> None:
    line = {"bottom": 1, "bottom_color": LINE, "valign": "top"}
    unit = one.indicator.row["unit"]
    form = figure_format(unit, one.indicator.decimals)
    figure, whole = styles.number(form, **line), styles.number("#,##0", **line)
    # Between two clusters a mean may lie.
    between = 1 if unit == "cluster" else one.indicator.decimals
    middle = styles.number(figure_format(unit, between), **line)
    step = change_format(unit, one.indicator.decimals)
    signed = styles.number(f"+{step};-{step};{step}", **line)
    text = styles.text(text_wrap=True, **line)
    told: Sequence[tuple[Cell, Format]] = (
        (one.indicator.name.he, styles.text(text_wrap=True, bold=True, **line)),
        (one.value, styles.number(form, bold=True, **line)),
        (one.indicator.unit.he, text),
        (_period(one), text),
        (one.low, figure),
        (one.high, figure),
        (n, whole),
        (_certainty(facts, one), text),
        (one.nation, figure),
        (one.periphery, middle),
        (one.peer_median, middle),
        (f"{one.peers} מתוך {one.peers_of}" if one.peers_of else None, text),
        (one.rank, whole),
        (one.ranked if one.rank is not None else None, whole),
        (one.percentile if one.indicator.direction != "none" else None, whole),
        (_change(one), signed),
        (one.previous_year if one.change is not None else None, styles.number("0", **line)),
        (_over_time(facts, one), text),
        (one.vintage, text),
    )
    cells: dict[Area, tuple[Cell, Format]] = {(at, at): cell for at, cell in enumerate(told)}
    if one.standing.why is not None:
        for at in range(_RANK, PERCENTILE + 1):
            del cells[at, at]
        cells[_RANK, PERCENTILE] = (one.standing.why.he, text)
    write_row(sheet, row, cells)


def _change(one: Standing) -> str | float | None:
    """The change; one that is rounded to nought is told in words."""
    if one.change is not None and round(one.change, one.indicator.decimals) == 0:
        return NO_CHANGE.he
    return one.change


def _period(one: Standing) -> str:
    """The period; of a survey its year, since the edition names the wave."""
    period = str(one.year) if "(" in (one.period or "") else ascending(one.period or "")
    return period if one.is_current else f"{period} (ישן)"


def _certainty(facts: Facts, one: Standing) -> str:
    """What weakens a figure, or that nothing is known to."""
    told = [] if one.reliability is None else [one.reliability.he]
    if one.low is not None and not one.is_uncertain:
        told = ["אומדן ממדגם, עם רווח סמך"]
    if (one.status == "low_reliability" and not told) or one.status not in PLAIN:
        told.append(facts.house.say("value_status", one.status).he)
    if one.indicator.direction == "none" and one.rank is not None:
        told.append("מדורג מהגבוה לנמוך: לא הוסכם כיוון רצוי")
    if one.standing.no_quarter is not None:
        told.append(one.standing.no_quarter.he)
    if not one.is_current:
        why = facts.house.say("gap_reason", one.gap_reason).he if one.gap_reason else ""
        told.append(f"אינו של התקופה האחרונה: {why}" if why else "אינו של התקופה האחרונה")
    return ". ".join(told) if told else "כפי שפורסם"


def _over_time(facts: Facts, one: Standing) -> str:
    """Whether a change is told and how sure it is, or why it is not."""
    change = one.told_change
    if change.note is not None:
        if change.low is None or change.high is None:
            return change.note.he
        places = one.indicator.decimals
        ends = f"{_signed(change.low, places)} עד {_signed(change.high, places)}"
        return f"{change.note.he} (רווח סמך 95% של השינוי: {ends})"
    if one.change is not None:
        return "בר השוואה"
    code = one.row.get("comparability")
    if code and code != "comparable":
        return facts.house.say("comparability", code).he
    return "אין ערך קודם להשוואה"


def _signed(value: float, places: int) -> str:
    """A difference within a text from the right, its sign before it."""
    text = f"{round(value, places) + 0.0:+,.{places}f}".replace("-", "\N{MINUS SIGN}")
    return f"\N{LEFT-TO-RIGHT MARK}{text}\N{LEFT-TO-RIGHT MARK}"
