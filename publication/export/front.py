"""The first sheet, which reads like a page: where the settlement stands, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from publication.export.binder import SYNTHETIC, Binder
from publication.export.cells import text_of
from publication.export.gaps import write_gaps
from publication.export.handed_in import write_money, write_targets
from publication.export.headlines import write_headlines, write_others
from publication.export.layout import LAST, WIDTHS, write_heading, write_lines
from publication.export.standings import standing_charts
from publication.export.styles import INK, QUIET, WARN, Styles
from publication.export.surveys import write_surveys
from publication.export.trend_charts import page_breaks, trend_charts
from publication.export.trends import Trend
from publication.reading.facts import Facts
from publication.reading.house import Row

SHEET = "היכן אנחנו"
_SCALE = 48
"""Percent, at which the page is as wide as A4."""


def write_front(
    binder: Binder,
    sheet: Worksheet,
    facts: Facts,
    money: list[Row],
    trends: Sequence[Trend],
    contents: Sequence[tuple[str, str, int]],
) -> None:
    """Fill the sheet.

    Args:
        money: the settlement's rows of investment_totals.
        trends: series that stand in the sheet of series.
        contents: the sheets of marts: name, what it is, rows.
    """
    book, styles = binder.book, binder.styles
    sheet.right_to_left()
    sheet.hide_gridlines(2)
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    row = _title(sheet, styles, facts, binder)
    row = _at_a_glance(sheet, styles, facts, row)
    row, blocks = write_headlines(sheet, styles, facts, row)
    if not facts.is_authority:
        row = write_others(sheet, styles, facts, row)
    breaks = []
    if blocks:
        breaks.append(row)
        row = write_heading(sheet, styles, row, "לעומת שאר הרשויות", "Beside the other authorities")
        row = standing_charts(book, sheet, blocks, row)
    row = write_targets(sheet, styles, facts, row)
    row = write_money(sheet, styles, facts, money, row)
    row = write_surveys(sheet, styles, facts, row)
    row = write_gaps(sheet, styles, facts, row)
    if trends:
        breaks += [row, *page_breaks(trends, row + 1)]
        row = write_heading(
            sheet,
            styles,
            row,
            "מגמות: קו מקווקו זקוף הוא שבר בסדרה; קו שנקטע בלעדיו רק חסר נתון",
            "Trends: a dashed upright is a break; a line that ends without one lacks a figure",
        )
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
    now = [one for one in headlines if one.is_known_now]
    older = [one for one in headlines if one.is_known and not one.is_current]
    told = f"ידועים {len(now)} מתוך {len(headlines)} המדדים המוסכמים"
    if older:
        count = "לעוד אחד" if len(older) == 1 else f"לעוד {len(older)}"
        told += f"; {count} יש נתון ישן בלבד, והוא אינו נספר ואינו מדורג"
    lines = [f"{told}."]
    placed = [one.quarter for one in now if one.quarter is not None]
    if placed:
        among = "הרשויות" if facts.is_authority else "היישובים שאינם רשויות"
        low, high = placed.count("low"), placed.count("high")
        lines.append(
            f"מתוך {len(placed)} המדדים שאפשר לומר באיזה רבע של {among} היישוב בהם:"
            f" {low} ברבע הפחות רצוי, {high} ברבע הרצוי ביותר. אחוזון 100 הוא הערך הרצוי ביותר."
        )
    unsure = sum(one.standing.no_quarter is not None for one in now)
    few = sum(one.standing.why is not None for one in now)
    if unsure:
        lines.append(f"{_in(unsure)} הנתון אינו ודאי, ולא נאמר באיזה רבע היישוב נמצא.")
    if few:
        lines.append(f"{_in(few)} יש נתון למעט מדי רשויות, ואין דירוג.")
    lines.append(_index(facts))
    return write_lines(sheet, styles, row, lines) + 1


def _in(how_many: int) -> str:
    return "במדד אחד" if how_many == 1 else f"ב-{how_many} מדדים"


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


def _contents(
    sheet: Worksheet, styles: Styles, contents: Sequence[tuple[str, str, int]], row: int
) -> None:
    row = write_heading(sheet, styles, row, "הגיליונות", "The sheets")
    link = styles.text(font_color="#0b57a4", underline=1)
    for name, says, rows in contents:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
        sheet.write_number(row, 1, rows, styles.number("#,##0"))
        sheet.write_string(row, 2, text_of(says), styles.text(font_color=QUIET))
        row += 1
