"""What was handed in, on the first sheet: targets with what they are measured by, and money."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publication.export.layout import (
    LAST,
    Area,
    Cell,
    write_head,
    write_heading,
    write_lines,
    write_row,
)
from publication.export.styles import LINE, QUIET, Styles, figure_format
from publication.reading.facts import Facts
from publication.reading.house import Row

_TARGETS: dict[Area, str] = {
    (0, 0): "יעד",
    (1, 3): "המדד (היחידה)",
    (4, 4): "בסיס",
    (5, 5): "טעות התקן של הבסיס",
    (6, 6): "שנת הבסיס",
    (7, 7): "מן הבסיס לנתון האחרון",
    (8, 8): "נתון אחרון",
    (9, 9): "טעות התקן שלו",
    (10, 10): "שנתו",
    (11, 12): "היעד",
    (13, 14): "עד",
    (15, LAST): "מצב, או מדוע אי אפשר לומר",
}
_MONEY: dict[Area, str] = {
    (0, 0): "כסף, תקנים ושווה כסף יחד",
    (1, 1): "שורות",
    (2, 3): "תוכנן",
    (4, 5): "בוצע",
    (6, 7): "מה לא דווח",
    (8, 8): "תוכנן לתושב",
    (9, 9): "בוצע לתושב",
    (10, 12): "שנים",
}
NOT_SET = "לא נקבע"
RELATIVE = "relative_to_edition"
_LINE = {"bottom": 1, "bottom_color": LINE, "valign": "top"}


def write_targets(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    """A row for each target, or that there is none; the next free row."""
    row = write_heading(sheet, styles, row, "יעדים", "Targets")
    targets = facts.rows("targets")
    if not targets:
        return write_lines(sheet, styles, row, ["לא נמסרו יעדים של היישוב."], quiet=True) + 1
    write_head(sheet, styles, row, _TARGETS)
    text = styles.text(text_wrap=True, **_LINE)
    unknown = styles.text(font_color=QUIET, **_LINE)
    year, day = styles.number("0", **_LINE), styles.number("yyyy-mm-dd", **_LINE)
    for target in targets:
        row += 1
        one = facts.house.catalogue.get(target["indicator_id"] or "")
        form = styles.number(figure_format(target["unit"], one.decimals if one else 1), **_LINE)
        error = styles.number("0.0#", **_LINE)
        told: list[tuple[Cell, Format]] = [
            (target["target"], styles.text(text_wrap=True, bold=True, **_LINE)),
            (f"{one.name.he} ({one.unit.he})" if one else "לא צוין מדד", text),
            (target["baseline_value"], form),
            (target["baseline_error"], error),
            (target["baseline_year"], year),
            (_since_baseline(facts, target), text),
            (target["latest_value"], form),
            (target["latest_error"], error),
            (target["latest_year"], year),
            (target["goal_value"] if target["goal_value"] is not None else NOT_SET, form),
            (target["due_date"] or NOT_SET, day),
            (_status(facts, target), text),
        ]
        write_row(sheet, row, dict(zip(_TARGETS, told, strict=True)), unknown=unknown)
    return row + 2


def _since_baseline(facts: Facts, target: Row) -> str:
    """Whether the newest figure may be held against the baseline, and what came of it."""
    if _is_relative(facts, target):
        return "מדד יחסי שנקבע מחדש בכל מהדורה: הבסיס והנתון האחרון אינם בני השוואה"
    return facts.house.say("change_class", target["change_is"]).he


def _is_relative(facts: Facts, target: Row) -> bool:
    one = facts.house.catalogue.get(target["indicator_id"] or "")
    return one is not None and one.row["comparability_rule"] == RELATIVE


def _status(facts: Facts, target: Row) -> str:
    say = facts.house.say
    told = [say("target_status", target["status"]).he]
    if target["reason"]:
        told.append(say("target_reason", target["reason"]).he)
    if target["baseline_frozen_on"] is not None:
        told.append(f"הבסיס הוקפא ב-{target['baseline_frozen_on']}")
    if target["purpose"] == "watch":
        told.append(say("target_purpose", "watch").he)
    return ". ".join(told) + "."


def write_money(sheet: Worksheet, styles: Styles, facts: Facts, totals: list[Row], row: int) -> int:
    """What was planned and spent in all and by sector, and of what nothing was reported.

    Args:
        totals: rows of investment_totals.
    """
    shown = [one for one in totals if one["summed_by"] == "all"]
    shown += [one for one in totals if one["summed_by"] == "sector"]
    silent = [one["label"] for one in totals if one["funding"] == "no_money_reported"]
    row = write_heading(sheet, styles, row, "השקעות שנמסרו", "Money, as handed in")
    if shown:
        write_head(sheet, styles, row, _MONEY, 2)
        text, whole = styles.text(text_wrap=True, **_LINE), styles.number("#,##0", **_LINE)
        shekels = styles.number('#,##0 "₪"', **_LINE)
        small = styles.number('#,##0.0 "₪"', **_LINE)
        looks = (text, whole, shekels, shekels, text, small, small, text)
        unknown = styles.text(font_color=QUIET, **_LINE)
        for one in shown:
            row += 1
            told: list[Cell] = [
                "סך הכול"
                if one["summed_by"] == "all"
                else facts.house.say("sector", one["key"]).he,
                one["investments"],
                one["planned_ils"],
                one["spent_ils"],
                _not_reported(one),
                one["planned_ils_per_resident"],
                one["spent_ils_per_resident"],
                " עד ".join(str(y) for y in sorted({one["first_year"], one["last_year"]})),
            ]
            cells = dict(zip(_MONEY, zip(told, looks, strict=True), strict=True))
            write_row(sheet, row, cells, unknown=unknown)
        row += 1
    else:
        row = write_lines(sheet, styles, row, ["לא נמסרו השקעות ביישוב."], quiet=True)
    if silent:
        said = f"יעדים שלא דווח להם כסף: {'; '.join(silent)}."
        row = write_lines(sheet, styles, row, [said], quiet=True)
    return row + 1


def _not_reported(one: Row) -> str:
    told = []
    for column, what in (("rows_without_planned", "תכנון"), ("rows_without_spent", "ביצוע")):
        if one[column]:
            told.append(f"ל-{one[column]} מתוך {one['investments']} שורות לא דווח {what}")
    return "; ".join(told) if told else "הכול דווח"
