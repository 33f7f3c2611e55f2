"""Charts of series on the first sheet; each refers to cells of the sheet of series."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from publication.export.styles import INK, LINE, QUIET, WARN
from publication.export.trends import SHEET, Trend

_GREY, _LIGHT = "#8a8a8a", "#ffffff"
_IN_LINE = 3
_WIDE, _HIGH, _NEXT, _ROWS = 585, 280, 605, 15
"""Pixels of a chart, pixels to the next one, and rows of a line of charts."""
_LINES_ON_PAPER = 4


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
            **(_bounds(trend) if trend.errors else {}),
            "num_format": trend.form,
            "num_font": {"size": 8},
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
        }
    )
    chart.set_size({"width": _WIDE, "height": _HIGH})
    return chart


def _bounds(trend: Trend) -> dict[str, float]:
    """An axis on which no interval is cut, its ends at round figures."""
    step = 10.0 ** floor(log10(trend.high - trend.low)) if trend.high > trend.low else 1.0
    return {"min": floor(trend.low / step) * step, "max": ceil(trend.high / step) * step}


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
            "value": trend.high - trend.low,
            "direction": "minus",
            "end_style": 0,
            "line": {"color": WARN, "width": 1.5, "dash_type": "dash"},
        },
    }


def _cells(trend: Trend, column: int) -> str:
    return f"='{SHEET}'!{xl_range_abs(trend.first, column, trend.last, column)}"
