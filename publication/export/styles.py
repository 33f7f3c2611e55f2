"""How cells look: the formats of one workbook, each made once, and number formats by unit."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

_FONT = "Arial"
"""Has Hebrew wherever Excel is."""
INK, LINE, HEAD, QUIET, WARN = "#0b3c5d", "#b8c4cc", "#dfe8ee", "#5f6b73", "#8a1c1c"

# fmt: off
_OF_INDICATOR = frozenset((
    "value", "standard_error", "ci_low", "ci_high", "national_value", "national_median",
    "peer_median", "change_since_previous", "change_one_year", "change_five_years",
    "baseline_value", "baseline_error", "published_value", "published_baseline", "goal_value",
    "latest_value", "latest_error", "path_value", "distance", "change", "change_low",
    "change_high", "change_from_baseline", "change_error", "change_since", "projected_value",
    "projected_low", "projected_high", "value_before", "value_after", "difference", "now_value",
    "now_error", "lower_change", "minimum_detectable_change", "detectable_change",
    "incumbents_low", "incumbents_high", "composition_low", "composition_high",
))
# fmt: on
"""Columns that are in the unit of the row's indicator."""
_DIFFERENCES = ("change", "difference", "distance", "composition", "incumbents")
_BY_NAME = (
    ("*_ils*", '#,##0 "₪"'),
    ("*percentile_in_*", "0"),
    ("*_p_value", "0.000"),
    ("*_q_value", "0.000"),
    ("*_pct", '0.0"%"'),
    ("rank_*", "0"),
    ("*latitude", "0.0000"),
    ("*longitude", "0.0000"),
    ("net_present_value*", '#,##0 "₪"'),
    ("benefits*", '#,##0 "₪"'),
    ("costs", '#,##0 "₪"'),
)
"""Number formats of columns that bear their unit in their name; the first that fits."""
_WHOLE = {"index", "cluster", "rank", "mark"}
"""Units whose figures are places on a scale: no thousands to part."""


def figure_format(unit: str | None, decimals: int | None) -> str:
    """The number format of a figure in a unit: percent and shekels say so in the cell."""
    places = "." + "0" * decimals if decimals else ""
    if unit == "percent":
        return f'0{places}"%"'
    if unit is not None and unit.startswith("ils"):
        return f'#,##0{places} "₪"'
    return f"0{places}" if unit in _WHOLE else f"#,##0{places}"


def change_format(unit: str | None, decimals: int | None) -> str:
    """The number format of a difference of such figures: of percentages it is in points."""
    return figure_format(None if unit == "percent" else unit, decimals)


def is_of_indicator(column: str) -> bool:
    """Whether the figures of a column are in the unit of the row's indicator."""
    return column in _OF_INDICATOR


def is_difference(column: str) -> bool:
    """Whether a column is of differences or errors of such figures."""
    return column.endswith("_error") or any(part in column for part in _DIFFERENCES)


@cache
def column_format(column: str) -> str:
    """The number format of a column of fractions that is in no unit of an indicator."""
    return next((form for pattern, form in _BY_NAME if fnmatchcase(column, pattern)), "0.0###")


class Styles:
    """The formats of one workbook by their properties: the same cell twice is the same format."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format, in the font of the house."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": _FONT, "font_size": 10, **properties}
            )
        return self._made[key]

    def text(self, **properties: Any) -> Format:
        """A format of texts that are read from the right, whatever they begin with."""
        return self.of(reading_order=2, **properties)

    def number(self, form: str, **properties: Any) -> Format:
        """A format of numbers."""
        return self.of(num_format=form, **properties)
