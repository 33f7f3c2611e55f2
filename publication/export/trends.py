"""Series of the agreed indicators: cells in a sheet of their own, and charts that refer to them.

Each stretch of a series that may be joined by a line has a column of its own, so that no line is
drawn over a break or over a year that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from publication.export.binder import TOP, Binder
from publication.export.cells import text_of
from publication.export.styles import HEAD, INK, LINE, QUIET, WARN, Styles, figure_format
from publication.reading.facts import Facts
from publication.reading.series import Point, Series
from publication.reading.standing import Standing

SHEET = "סדרות"
_GREY, _LIGHT = "#8a8a8a", "#ffffff"
_IN_LINE = 3
_WIDE, _HIGH, _NEXT, _ROWS = 585, 280, 605, 15
"""Pixels of a chart, pixels to the next one, and rows of a line of charts."""
_LINES_ON_PAPER = 4


@dataclass(frozen=True)
class Trend:
    """A series in the sheet of series; rows and columns from 0.

    ``form``: number format. The title stands two rows above ``first``. ``own`` and ``nation``: a
    column for each stretch. ``uncertain``: by stretch of ``own``, the places of points that are.
    ``errors``: the two columns with the lengths below and above, for stretches with intervals.
    ``broken``: the column that holds the height of an upright where the series breaks; its height
    is ``span``. ``note``: the row of the words on breaks and on years without a figure.
    """

    form: str
    first: int
    last: int
    own: tuple[int, ...]
    nation: tuple[int, ...]
    uncertain: tuple[tuple[int, ...], ...]
    errors: dict[int, tuple[int, int]]
    broken: int | None
    span: float
    note: int


def write_trends(binder: Binder, facts: Facts) -> list[Trend]:
    """Add the sheet of series: a block for each agreed indicator known in two periods or more."""
    sheet = binder.sheet(
        SHEET,
        "סדרות המדדים המוסכמים",
        "Series of the agreed indicators; a new column begins where a series breaks or is missing",
        "עמודה חדשה מתחילה במקום שבו יש שבר בסדרה או שחסר נתון",
    )
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 20, 15)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    trends, row = [], TOP
    for standing in facts.headlines:
        series = facts.series(standing.indicator.id)
        if len(series.known) > 1:
            nation = facts.national_series(standing.indicator.id)
            trends.append(_block(sheet, binder.styles, facts, standing, series, nation, row))
            row = trends[-1].last + 4 + len(series.breaks)
    sheet.freeze_panes(TOP, 1)
    return trends


def _block(
    sheet: Worksheet,
    styles: Styles,
    facts: Facts,
    standing: Standing,
    series: Series,
    nation: Series,
    row: int,
) -> Trend:
    one = standing.indicator
    form = figure_format(one.row["unit"], one.decimals)
    figure, text = styles.number(form), styles.text(font_color=QUIET)
    periods = _periods(series, nation)
    first = row + 2
    at_row = {period: first + at for at, period in enumerate(periods)}
    title = text_of(f"{one.name.he} ({one.unit.he})")
    sheet.write_string(row, 0, title, styles.text(bold=True, font_color=INK, font_size=11))
    head = styles.text(bold=True, bg_color=HEAD, border=1, border_color=LINE, text_wrap=True)
    sheet.write_string(row + 1, 0, "תקופה", head)
    for period, at in at_row.items():
        sheet.write_string(at, 0, text_of(period), styles.text())
    column, own, uncertain = 1, [], []
    errors: dict[int, tuple[int, int]] = {}
    for stretch in _stretches(series):
        sheet.write_string(row + 1, column, text_of(facts.name.he), head)
        for point in stretch:
            sheet.write_number(at_row[point.period], column, point.value or 0.0, figure)
        own.append(column)
        uncertain.append(tuple(at_row[p.period] - first for p in stretch if p.is_uncertain))
        column += 1
        if any(point.low is not None and point.high is not None for point in stretch):
            errors[own[-1]] = (column, column + 1)
            sheet.write_string(row + 1, column, "עד הגבול התחתון", head)
            sheet.write_string(row + 1, column + 1, "עד הגבול העליון", head)
            for point in stretch:
                if point.low is not None and point.high is not None:
                    at, value = at_row[point.period], point.value or 0.0
                    sheet.write_number(at, column, value - point.low, figure)
                    sheet.write_number(at, column + 1, point.high - value, figure)
            column += 2
    beside = []
    for stretch in _stretches(nation):
        kept = [point for point in stretch if point.period in at_row]
        if kept:
            sheet.write_string(row + 1, column, "ארצי", head)
            for point in kept:
                sheet.write_number(at_row[point.period], column, point.value or 0.0, figure)
            beside.append(column)
            column += 1
    broken, span = None, 0.0
    if series.breaks:
        broken, column = column, column + 1
        ends = [end for p in series.known for end in (p.low, p.value, p.high) if end is not None]
        span = max(ends) - min(ends)
        sheet.write_string(row + 1, broken, "שבר בסדרה", head)
        for year in (found.year for found in series.breaks):
            after = next(point for point in series.known if point.year >= year)
            sheet.write_number(at_row[after.period], broken, max(ends), figure)
    sheet.write_string(row + 1, column, "מהדורה", head)
    sheet.write_string(row + 1, column + 1, "סטטוס", head)
    for point in (one for one in series.points if one.period in at_row):
        at, status = at_row[point.period], facts.house.say("value_status", point.status).he
        sheet.write_string(at, column, text_of(point.vintage or ""), text)
        sheet.write_string(at, column + 1, text_of(status), text)
    last = first + len(periods) - 1
    sheet.write_string(last + 1, 0, text_of(_note(standing, series)), text)
    for at, found in enumerate(series.breaks, last + 2):
        why = f"שבר בסדרה, {found.year}: {found.kind.he}. {found.note.he}"
        sheet.write_string(at, 0, text_of(why), text)
    return Trend(
        form,
        first,
        last,
        tuple(own),
        tuple(beside),
        tuple(uncertain),
        errors,
        broken,
        span,
        last + 1,
    )


def _note(standing: Standing, series: Series) -> str:
    """Where the series breaks, and where it only lacks figures: the two must not look alike."""
    known = [point.year for point in series.known]
    without = {point.year for point in series.points if point.value is None} | set(series.absent)
    inside = [year for year in sorted(without - set(known)) if known[0] < year < known[-1]]
    told = []
    if series.breaks:
        years = ", ".join(str(found.year) for found in series.breaks)
        told.append(f"שבר בסדרה: {years}; אין להשוות מעבר לו")
    if inside:
        told.append(f"בלי נתון: {', '.join(str(year) for year in inside)}")
    if not standing.is_current:
        told.append(f"אין נתון חדש מ-{known[-1]}")
    return " · ".join(told) if told else "סדרה רציפה"


def _stretches(series: Series) -> list[list[Point]]:
    """The known points of each run."""
    found: dict[int, list[Point]] = {}
    for point in series.known:
        found.setdefault(point.run, []).append(point)
    return list(found.values())


def _periods(series: Series, nation: Series) -> list[str]:
    """Periods in order; a year without any stands for itself, so that years lie equally far."""
    points = [*series.points, *nation.points]
    at = {point.period: point.at for point in reversed(points)}
    years = {int(place) for place in at.values()}
    known = [point.at for point in series.known]
    low, high = int(min(known)), int(max(known))
    for year in range(low, high + 1):
        if year not in years:
            at[str(year)] = float(year)
    return sorted((one for one, place in at.items() if low <= place < high + 1), key=at.__getitem__)


def trend_charts(
    book: xlsxwriter.Workbook, sheet: Worksheet, trends: Sequence[Trend], row: int
) -> int:
    """A chart for each series, three in a line.

    Returns:
        The next free row.
    """
    for place, trend in enumerate(trends):
        at = row + (place // _IN_LINE) * _ROWS
        chart = _chart(book, trend)
        offset = place % _IN_LINE * _NEXT
        sheet.insert_chart(at, 0, chart, {"x_offset": offset, "y_offset": 4, "object_position": 2})
    return row + -(-len(trends) // _IN_LINE) * _ROWS + 1


def page_breaks(trends: Sequence[Trend], row: int) -> list[int]:
    """Rows before which paper is turned, so that no chart is cut."""
    lines = -(-len(trends) // _IN_LINE)
    return [row + at * _ROWS for at in range(_LINES_ON_PAPER, lines, _LINES_ON_PAPER)]


def _chart(book: xlsxwriter.Workbook, trend: Trend) -> xlsxwriter.chart.Chart:
    chart = book.add_chart({"type": "line"})
    categories = [SHEET, trend.first, 0, trend.last, 0]
    for columns, colour, width in ((trend.nation, _GREY, 1.5), (trend.own, INK, 2.5)):
        for at, column in enumerate(columns):
            marker = {
                "type": "circle",
                "size": 6 if colour == INK else 4,
                "fill": {"color": colour},
                "border": {"color": colour},
            }
            series = {
                "name": [SHEET, trend.first - 1, column],
                "categories": categories,
                "values": [SHEET, trend.first, column, trend.last, column],
                "line": {"color": colour, "width": width},
                "marker": marker,
            }
            if colour == INK and trend.uncertain[at]:
                hollow = {"fill": {"color": _LIGHT}, "border": {"color": INK}}
                count = trend.last - trend.first + 1
                series["points"] = [
                    hollow if point in trend.uncertain[at] else None for point in range(count)
                ]
            if colour == INK and column in trend.errors:
                below, above = trend.errors[column]
                series["y_error_bars"] = {
                    "type": "custom",
                    "minus_values": _cells(trend, below),
                    "plus_values": _cells(trend, above),
                    "line": {"color": INK},
                }
            chart.add_series(series)
    if trend.broken is not None:
        chart.add_series(_upright(trend, trend.broken))
    first_own = len(trend.nation)
    total = first_own + len(trend.own)
    repeated = [at for at in range(total) if at not in (0, first_own)]
    # By its cell: a title that begins like a formula would be taken for one.
    chart.set_title({"name": [SHEET, trend.first - 2, 0], "name_font": {"size": 10, "color": INK}})
    chart.set_legend({"position": "bottom", "delete_series": repeated})
    chart.show_blanks_as("span")
    chart.set_x_axis(
        {
            "name": [SHEET, trend.note, 0],
            "name_font": {"size": 8, "bold": False, "color": WARN if trend.broken else QUIET},
            "num_font": {"size": 8},
            "text_axis": True,
            "label_position": "low",
        }
    )
    chart.set_y_axis(
        {
            "num_format": trend.form,
            "num_font": {"size": 8},
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
        }
    )
    chart.set_size({"width": _WIDE, "height": _HIGH})
    return chart


def _upright(trend: Trend, column: int) -> dict[str, Any]:
    """A dashed upright over the whole height of the figures, wherever the series breaks."""
    return {
        "name": [SHEET, trend.first - 1, column],
        "categories": [SHEET, trend.first, 0, trend.last, 0],
        "values": [SHEET, trend.first, column, trend.last, column],
        "line": {"none": True},
        "marker": {
            "type": "long_dash",
            "size": 7,
            "fill": {"color": WARN},
            "border": {"color": WARN},
        },
        "y_error_bars": {
            "type": "fixed",
            "value": trend.span,
            "direction": "minus",
            "end_style": 0,
            "line": {"color": WARN, "width": 1.5, "dash_type": "dash"},
        },
    }


def _cells(trend: Trend, column: int) -> str:
    return f"='{SHEET}'!{xl_range_abs(trend.first, column, trend.last, column)}"
