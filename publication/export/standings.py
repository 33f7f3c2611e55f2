"""Charts of Excel for where a settlement stands: a bar for each known indicator, by domain."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from publication.export.headlines import NAME, PERCENTILE, Block
from publication.export.styles import INK, LINE

_WIDE = 880
_ROW = 20
"""Pixels of a row of the sheet."""
_NEXT = 910
"""Pixels from the first chart of a line to the second."""
_HOLLOW = {"fill": {"color": "#ffffff"}, "border": {"color": INK}}


def standing_charts(
    book: xlsxwriter.Workbook, sheet: Worksheet, blocks: Sequence[Block], row: int
) -> int:
    """Two charts in a line; each refers to the cells of its domain.

    Returns:
        The next free row.
    """
    name = sheet.get_name()
    for pair in (blocks[at : at + 2] for at in range(0, len(blocks), 2)):
        height = max(90 + 24 * (block.last - block.first + 1) for block in pair)
        for offset, block in zip((0, _NEXT), pair, strict=False):
            title = f"{block.title}: אחוזון ארצי, 100 הרצוי ביותר"
            if block.unsure:
                title += " (עמודה חלולה: הנתון אינו ודאי)"
            chart = book.add_chart({"type": "bar"})
            chart.add_series(
                {
                    "name": title,
                    "categories": [name, block.first, NAME, block.last, NAME],
                    "values": [name, block.first, PERCENTILE, block.last, PERCENTILE],
                    "fill": {"color": INK},
                    "points": [
                        _HOLLOW if at in block.unsure else None
                        for at in range(block.last - block.first + 1)
                    ],
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": "0"},
                }
            )
            chart.set_title({"name": title, "name_font": {"size": 11, "color": INK}})
            chart.set_legend({"none": True})
            chart.set_x_axis(
                {
                    "min": 0,
                    "max": 100,
                    "major_unit": 25,
                    "major_gridlines": {"visible": True, "line": {"color": LINE}},
                    "num_format": "0",
                }
            )
            chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "label_position": "low"})
            chart.set_size({"width": _WIDE, "height": height})
            sheet.insert_chart(row, 0, chart, {"x_offset": offset, "object_position": 2})
        row += -(-height // _ROW) + 1
    return row + 1
