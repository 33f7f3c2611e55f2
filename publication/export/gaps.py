"""What is not known of a settlement: by reason, and the names by domain."""

from __future__ import annotations

from itertools import zip_longest

from xlsxwriter.worksheet import Worksheet

from publication.export.layout import LAST, write_head, write_heading, write_lines, write_row
from publication.export.styles import HEAD, QUIET, Styles
from publication.reading.facts import Facts
from publication.reading.house import DOMAINS
from publication.reading.standing import Standing
from publication.reading.words import ascending

_AREAS = ((0, 0), (1, 5), (6, 8), (9, 14))
"""Where the names of each domain stand."""


def write_gaps(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    """A row for each reason, with counts; below it a column of names for each domain.

    An indicator of which only an older figure is known stands among them, with its year.
    """
    row = write_heading(sheet, styles, row, "מה לא ידוע, ומדוע", "What is not known, and why")
    missing: dict[str, list[Standing]] = {}
    for one in facts.standings.values():
        if one.gap_reason not in (None, "present"):
            missing.setdefault(facts.house.say("gap_reason", one.gap_reason).he, []).append(one)
    if not missing:
        return write_lines(sheet, styles, row, ["כל המדדים ידועים."]) + 1
    said = "מודגש: מדד מוסכם. לכל סיבה, המדדים שהיא מסבירה לפי תחום."
    row = write_lines(sheet, styles, row, [said], quiet=True)
    domains = [facts.house.say("domain", domain).he for domain in DOMAINS]
    write_head(sheet, styles, row, dict(zip(_AREAS, domains, strict=True)), 1)
    for why, names in sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])):
        row = _reason(sheet, styles, row + 1, why, names)
        row = _names(sheet, styles, row, names)
    return row + 2


def _reason(sheet: Worksheet, styles: Styles, row: int, why: str, missing: list[Standing]) -> int:
    look = styles.text(bold=True, bg_color=HEAD, text_wrap=True, valign="top")
    agreed = sum(one.indicator.is_headline for one in missing)
    count = "מדד אחד" if len(missing) == 1 else f"{len(missing)} מדדים"
    of_them = {0: "לא מוסכמים", len(missing): "מוסכמים"}.get(agreed, f"מהם {agreed} מוסכמים")
    if len(missing) == 1:
        of_them = "מוסכם" if agreed else "לא מוסכם"
    write_row(sheet, row, {(0, 5): (why, look), (6, LAST): (f"{count}, {of_them}", look)})
    return row


def _names(sheet: Worksheet, styles: Styles, row: int, missing: list[Standing]) -> int:
    bold = styles.text(text_wrap=True, valign="top", bold=True)
    plain = styles.text(text_wrap=True, valign="top", font_color=QUIET)
    columns = [[one for one in missing if one.indicator.domain == domain] for domain in DOMAINS]
    for line in zip_longest(*columns):
        row += 1
        write_row(
            sheet,
            row,
            {
                area: (_name(one), bold if one.indicator.is_headline else plain)
                for area, one in zip(_AREAS, line, strict=True)
                if one is not None
            },
        )
    return row


def _name(one: Standing) -> str:
    name = one.indicator.name.he
    return (
        f"{name} (יש נתון ישן: {ascending(one.period or str(one.year))})" if one.is_known else name
    )
