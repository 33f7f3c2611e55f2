"""The agreed indicators on the first sheet by domain: the known first, then why others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publication.export.cells import text_of
from publication.export.styles import HEAD, INK, LINE, QUIET, Styles, change_format, figure_format
from publication.reading.facts import Facts
from publication.reading.standing import Standing

_COLUMNS = (
    ("מדד", 40),
    ("ערך", 11),
    ("יחידה", 10),
    ("תקופה", 11),
    ("גבול תחתון (95%)", 10),
    ("גבול עליון (95%)", 10),
    ("נצפים", 7),
    ("ודאות וסטטוס", 28),
    ("ארצי", 11),
    ("פריפריה (ממוצע)", 11),
    ("רשויות דומות (חציון)", 11),
    ("דירוג", 8),
    ("מתוך", 8),
    ("אחוזון", 8),
    ("שינוי (באחוזים: נק׳ אחוז)", 11),
    ("מאז", 7),
    ("השוואה לאורך זמן", 26),
    ("מהדורה", 15),
)
WIDTHS = tuple(width for _, width in _COLUMNS)
NAME, VALUE, PERCENTILE = 0, 1, 13
LINE_HEIGHT = 14
"""Points."""
PLAIN = ("observed", "low_reliability")
"""What the publisher gave as a figure."""


@dataclass(frozen=True)
class Block:
    """The rows of a domain that hold known figures, for charts to refer to; rows are from 0."""

    title: str
    first: int
    last: int


def write_headlines(
    sheet: Worksheet, styles: Styles, facts: Facts, row: int
) -> tuple[int, list[Block]]:
    """The tables of all domains from a row on.

    Returns:
        The next free row, and the rows of known figures by domain.
    """
    blocks = []
    counts = {
        (one["indicator_id"], one["reference_period"]): one["n"] for one in facts.figures.to_dicts()
    }
    for domain, group in groupby(facts.headlines, key=lambda one: one.indicator.domain):
        standings = list(group)
        known = [one for one in standings if one.is_known]
        title = facts.house.say("domain", domain)
        sheet.set_row(row, 22)
        sheet.write_string(
            row, 0, f"{title.he} · {title.en}", styles.text(bold=True, font_size=14, font_color=INK)
        )
        first = row + 1
        if known:
            _head(sheet, styles, first)
            first += 1
        for at, one in enumerate(known, first):
            n = counts.get((one.indicator.id, one.period))
            _known(sheet, styles, facts, at, one, n)
        row = first + len(known)
        if known:
            blocks.append(Block(title.he, first, row - 1))
        row = _missing(sheet, styles, row, [one for one in standings if not one.is_known]) + 1
    return row, blocks


def _head(sheet: Worksheet, styles: Styles, row: int) -> None:
    look = styles.text(
        bold=True, text_wrap=True, bg_color=HEAD, border=1, border_color=LINE, valign="top"
    )
    sheet.set_row(row, 3 * LINE_HEIGHT)
    for at, (title, _) in enumerate(_COLUMNS):
        sheet.write_string(row, at, title, look)


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
    year = styles.number("0", **line)
    step = change_format(unit, one.indicator.decimals)
    signed = styles.number(f"+{step};-{step};{step}", **line)
    text = styles.text(text_wrap=True, **line)
    cells: Sequence[tuple[str | float | None, Format]] = (
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
        (one.rank, whole),
        (one.ranked, whole),
        (one.percentile, whole),
        (one.change, signed),
        (one.previous_year if one.change is not None else None, year),
        (_comparability(facts, one), text),
        (one.vintage, text),
    )
    for at, (value, look) in enumerate(cells):
        if value is None:
            sheet.write_blank(row, at, None, look)
        elif isinstance(value, str):
            sheet.write_string(row, at, text_of(value), look)
        else:
            sheet.write_number(row, at, value, look)
    longest = max(len(_certainty(facts, one)) / 28, len(_comparability(facts, one)) / 26)
    longest = max(longest, len(one.indicator.name.he) / 38, len(one.vintage or "") / 15)
    sheet.set_row(row, LINE_HEIGHT * max(1, ceil(longest)))


def _missing(sheet: Worksheet, styles: Styles, row: int, missing: Sequence[Standing]) -> int:
    """A row for each reason, with the indicators that are not known for it."""
    line = {"bottom": 1, "bottom_color": LINE, "font_color": QUIET, "valign": "top"}
    look = styles.text(text_wrap=True, **line)
    by_reason: dict[str, list[str]] = {}
    for one in missing:
        why = one.why_missing.he if one.why_missing else ""
        by_reason.setdefault(why, []).append(one.indicator.name.he)
    for why, names in by_reason.items():
        count = "אין נתון למדד אחד" if len(names) == 1 else f"אין נתון ל-{len(names)} מדדים"
        sheet.write_string(row, NAME, count, look)
        write_wide(sheet, row, VALUE, f"{why}: {'; '.join(names)}", look)
        row += 1
    return row


def write_wide(
    sheet: Worksheet, row: int, first: int, text: str, look: Format, beside: str = ""
) -> None:
    """A text over the columns from ``first`` to the last, in as many lines as it needs.

    Args:
        beside: what stands in the first column of the row.
    """
    sheet.merge_range(row, first, row, len(WIDTHS) - 1, text_of(text), look)
    lines = max(len(text) / (sum(WIDTHS[first:]) * 1.15), len(beside) / (WIDTHS[NAME] - 4))
    sheet.set_row(row, LINE_HEIGHT * max(1, ceil(lines)))


def _period(one: Standing) -> str:
    """The period; of a survey its year, since the edition names the wave."""
    period = one.period or ""
    return str(one.year) if "(" in period else period


def _certainty(facts: Facts, one: Standing) -> str:
    """What weakens a figure, or that nothing is known to."""
    told = [] if one.reliability is None else [one.reliability.he]
    if one.low is not None:
        told = ["אומדן ממדגם, עם רווח סמך"]
    if (one.status == "low_reliability" and not told) or one.status not in PLAIN:
        told.append(facts.house.say("value_status", one.status).he)
    if not one.is_current:
        told.append("אינו של התקופה האחרונה שפורסמה")
    if not told:
        told.append("כפי שפורסם")
    return ". ".join(told)


def _comparability(facts: Facts, one: Standing) -> str:
    code = one.row.get("comparability")
    if one.change is not None:
        return "בר השוואה"
    if code and code != "comparable":
        return facts.house.say("comparability", code).he
    return "אין ערך קודם להשוואה"
