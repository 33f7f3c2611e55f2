"""The first sheet, which reads like a page: where the settlement stands, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from publication.export.binder import SYNTHETIC, Binder
from publication.export.cells import text_of
from publication.export.headlines import LINE_HEIGHT, WIDTHS, write_headlines, write_wide
from publication.export.standings import standing_charts
from publication.export.styles import HEAD, INK, LINE, QUIET, WARN, Styles, figure_format
from publication.export.trends import Trend, page_breaks, trend_charts
from publication.reading.facts import Facts
from publication.reading.house import Row

SHEET = "היכן אנחנו"
_SCALE = 51
"""Percent, at which the page is as wide as A4."""
LAST = len(WIDTHS) - 1
"""The last column of the page."""
_GAPS = ("סיבה", "מדדים", "מהם מוסכמים", "אילו")
_TARGETS = (
    ("יעד", None),
    ("בסיס", "baseline_value"),
    ("שנת הבסיס", "baseline_year"),
    ("היעד", "goal_value"),
    ("עד", "due_date"),
    ("נתון אחרון", "latest_value"),
    ("שנתו", "latest_year"),
)
_MODELLED = (
    ("אומדן ישיר", "direct_value"),
    ("משיבים", "n"),
    ("אומדן מודל", "modelled_value"),
    ("גבול תחתון", "modelled_low"),
    ("גבול עליון", "modelled_high"),
    ("שנה", "reference_year"),
)


def write_front(
    binder: Binder,
    sheet: Worksheet,
    facts: Facts,
    trends: Sequence[Trend],
    contents: Sequence[tuple[str, str, int]],
    measures: Mapping[str, str],
) -> None:
    """Fill the sheet.

    Args:
        trends: series that stand in the sheet of series.
        contents: the sheets of marts: name, what it is, rows.
        measures: names of what surveys measure.
    """
    book, styles = binder.book, binder.styles
    sheet.right_to_left()
    sheet.hide_gridlines(2)
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    row = _title(sheet, styles, facts, binder)
    row = _at_a_glance(sheet, styles, facts, row)
    row, blocks = write_headlines(sheet, styles, facts, row)
    breaks = [row]
    row = _heading(sheet, styles, row, "לעומת שאר הרשויות", "Beside the other authorities")
    row = standing_charts(book, sheet, blocks, row)
    row = _targets(sheet, styles, facts, row)
    row = _modelled(sheet, styles, facts, measures, row)
    row = _gaps(sheet, styles, facts, row)
    if trends:
        breaks += [row, *page_breaks(trends, row + 1)]
        row = _heading(sheet, styles, row, "מגמות", "Trends; a line ends where the series breaks")
        row = trend_charts(book, sheet, trends, row)
    _contents(sheet, styles, contents, row)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.set_print_scale(_SCALE)
    sheet.set_h_pagebreaks(breaks)
    sheet.set_footer("&C&P / &N")


def _title(sheet: Worksheet, styles: Styles, facts: Facts, binder: Binder) -> int:
    name = " · ".join(dict.fromkeys(facts.name))
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, text_of(name), styles.text(bold=True, font_size=22, font_color=INK))
    sheet.write_string(1, 0, text_of(" · ".join(_of_place(facts))), styles.text(font_size=11))
    sheet.write_string(2, 0, binder.edition, styles.text(font_color=QUIET))
    if not binder.synthetic:
        return 4
    banner = styles.text(bold=True, font_size=12, font_color="white", bg_color=WARN, align="center")
    sheet.merge_range(3, 0, 3, LAST, SYNTHETIC, banner)
    return 5


def _of_place(facts: Facts) -> list[str]:
    """Kind, district, residents, clusters, programmes: what is known of them."""
    place, house = facts.place, facts.house
    told = [f"סמל {facts.code}"]
    kind = place.get("municipal_type")
    if kind:
        told.append(house.say("municipal_type", kind).he)
    if place.get("district"):
        told.append(f"מחוז {place['district']}")
    if place.get("population") is not None:
        told.append(f"{place['population']:,} תושבים ({place['population_year']})")
    if place.get("sei_cluster") is not None:
        told.append(f"אשכול חברתי-כלכלי {place['sei_cluster']} מ-10")
    if place.get("peripherality_cluster") is not None:
        told.append(f"אשכול פריפריאליות {place['peripherality_cluster']} מ-10")
    return told + sorted({row["name_he"] for row in facts.rows("programmes")})


def _at_a_glance(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    headlines = facts.headlines
    known = [one for one in headlines if one.is_known]
    among = "הרשויות" if facts.is_authority else "היישובים שאינם רשויות"
    lines = [f"ידועים {len(known)} מתוך {len(headlines)} המדדים המוסכמים."]
    if known and any(one.percentile is not None for one in known):
        lower = [one for one in known if one.percentile is not None and one.percentile < 50]
        lines.append(
            f"ב-{len(lower)} מהם היישוב בחצי הפחות רצוי של {among};"
            " אחוזון 100 הוא הערך הרצוי ביותר."
        )
    lines.append(_index(facts))
    for line in lines:
        sheet.write_string(row, 0, text_of(line), styles.text(font_size=11))
        row += 1
    return row + 1


def _index(facts: Facts) -> str:
    rows = sorted(facts.rows("thriving_index"), key=lambda one: int(one["index_year"]))
    if not rows:
        return "אינדקס קהילה מיטיבה מחושב לרשויות מקומיות בלבד."
    last = rows[-1]
    if last["score_arithmetic"] is None:
        why = facts.house.say("index_reason", last["reason"]).he
        return f"אינדקס קהילה מיטיבה {last['index_year']}: אין ציון. {why}."
    return (
        f"אינדקס קהילה מיטיבה {last['index_year']}: ציון {last['score_arithmetic']:.1f} מ-100,"
        f" דירוג {last['rank_arithmetic']} מתוך {last['ranked']}"
        f" (בין {last['rank_low']:.0f} ל-{last['rank_high']:.0f} בשיטות חישוב אחרות)."
    )


def _heading(sheet: Worksheet, styles: Styles, row: int, he: str, en: str) -> int:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, f"{he} · {en}", styles.text(bold=True, font_size=14, font_color=INK))
    return row + 1


def _head(sheet: Worksheet, styles: Styles, row: int, titles: Sequence[str]) -> None:
    sheet.set_row(row, 2 * LINE_HEIGHT)
    look = styles.text(bold=True, text_wrap=True, bg_color=HEAD, border=1, border_color=LINE)
    for at, title in enumerate(titles[:-1]):
        sheet.write_string(row, at, title, look)
    sheet.merge_range(row, len(titles) - 1, row, LAST, titles[-1], look)


def _targets(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    row = _heading(sheet, styles, row, "יעדים", "Targets")
    targets = facts.rows("targets")
    if not targets:
        sheet.write_string(row, 0, "לא נמסרו יעדים של היישוב.", styles.text(font_color=QUIET))
        return row + 2
    titles = [title for title, _ in _TARGETS]
    told = styles.text(text_wrap=True, valign="top")
    _head(sheet, styles, row, [*titles, "מצב, או מדוע אי אפשר לומר"])
    for target in targets:
        row += 1
        one = facts.house.catalogue.get(target["indicator_id"] or "")
        form = figure_format(target["unit"], one.decimals if one else 1)
        looks = {"value": styles.number(form, valign="top"), "date": styles.number("yyyy-mm-dd")}
        write_wide(sheet, row, len(titles), _status(facts, target), told, target["target"])
        sheet.write_string(
            row, 0, text_of(target["target"]), styles.text(text_wrap=True, valign="top", bold=True)
        )
        for at, (_, column) in enumerate(_TARGETS[1:], 1):
            _put(sheet, row, at, target[column or ""], looks, str(column), styles)
    return row + 2


def _put(
    sheet: Worksheet,
    row: int,
    at: int,
    value: Any,
    looks: Mapping[str, Any],
    column: str,
    styles: Styles,
) -> None:
    if value is None:
        sheet.write_string(row, at, "לא ידוע", styles.text(font_color=QUIET, valign="top"))
    elif column.endswith("date"):
        sheet.write_datetime(row, at, value, looks["date"])
    elif isinstance(value, float):
        sheet.write_number(row, at, value, looks["value"])
    else:
        sheet.write_number(row, at, value, styles.text(valign="top"))


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


def _modelled(
    sheet: Worksheet, styles: Styles, facts: Facts, measures: Mapping[str, str], row: int
) -> int:
    estimates = facts.rows("small_area_estimates")
    if not estimates:
        return row
    row = _heading(
        sheet,
        styles,
        row,
        "סקרים: אומדן ישיר לצד אומדן של מודל, שאינו מדידה",
        "Surveys: direct estimates beside those of a model, which are no measurement",
    )
    titles = [title for title, _ in _MODELLED]
    told = styles.text(text_wrap=True, valign="top")
    _head(sheet, styles, row, ["מדד", *titles, "באיזה להשתמש"])
    looks = {"value": styles.number('0.0"%"', valign="top")}
    for estimate in estimates:
        row += 1
        one = facts.house.catalogue.get(estimate["indicator_id"] or "")
        says = facts.house.say("small_area_statement", estimate["statement"]).he
        write_wide(sheet, row, len(titles) + 1, says, told)
        name = one.name.he if one else measures.get(estimate["measure_id"], "")
        sheet.write_string(row, 0, text_of(name), styles.text(text_wrap=True, valign="top"))
        for at, (_, column) in enumerate(_MODELLED, 1):
            _put(sheet, row, at, estimate[column], looks, column, styles)
    return row + 2


def _gaps(sheet: Worksheet, styles: Styles, facts: Facts, row: int) -> int:
    row = _heading(sheet, styles, row, "מה לא ידוע, ומדוע", "What is not known, and why")
    missing: dict[str, list[tuple[bool, str]]] = {}
    for one in facts.standings.values():
        if one.why_missing is not None:
            kind = (one.indicator.is_headline, one.indicator.name.he)
            missing.setdefault(one.why_missing.he, []).append(kind)
    if not missing:
        sheet.write_string(row, 0, "כל המדדים ידועים.", styles.text())
        return row + 2
    _head(sheet, styles, row, _GAPS)
    told = styles.text(text_wrap=True, valign="top")
    for why, names in sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])):
        row += 1
        write_wide(sheet, row, 3, "; ".join(name for _, name in names), told, why)
        sheet.write_string(row, 0, why, styles.text(text_wrap=True, valign="top", bold=True))
        sheet.write_number(row, 1, len(names), styles.text(valign="top"))
        agreed = sum(is_headline for is_headline, _ in names)
        sheet.write_number(row, 2, agreed, styles.text(valign="top"))
    return row + 2


def _contents(
    sheet: Worksheet, styles: Styles, contents: Sequence[tuple[str, str, int]], row: int
) -> None:
    row = _heading(sheet, styles, row, "הגיליונות", "The sheets")
    link = styles.text(font_color="#0b57a4", underline=1)
    for name, says, rows in contents:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
        sheet.write_number(row, 1, rows, styles.number("#,##0"))
        sheet.write_string(row, 2, text_of(says), styles.text(font_color=QUIET))
        row += 1
