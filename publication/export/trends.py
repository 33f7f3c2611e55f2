"""Series of the agreed indicators, in cells of a sheet of their own that charts refer to.

Each stretch of a series that may be joined by a line has a column of its own, so that no line is
drawn over a break or over a year that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from publication.export.binder import TOP, Binder
from publication.export.cells import text_of
from publication.export.styles import HEAD, INK, LINE, QUIET, Styles, figure_format
from publication.reading.facts import Facts
from publication.reading.series import Point, Series
from publication.reading.standing import Standing
from publication.reading.words import ascending

SHEET = "סדרות"
_FEW = 6
"""So many years are named."""


@dataclass(frozen=True)
class Trend:
    """A series in the sheet of series; rows and columns from 0.

    ``form``: number format. The title stands two rows above ``first``. ``own`` and ``nation``: a
    column for each stretch. ``uncertain``: by stretch of ``own``, the places of points that are.
    ``errors``: the two columns with the lengths below and above, for stretches with intervals.
    ``broken``: the column that holds the upper end of an upright where the series breaks. ``low``
    and ``high``: between which all figures and intervals lie. ``note``: the row of the words on
    breaks and on years without a figure.
    """

    form: str
    first: int
    last: int
    own: tuple[int, ...]
    nation: tuple[int, ...]
    uncertain: tuple[tuple[int, ...], ...]
    errors: dict[int, tuple[int, int]]
    broken: int | None
    low: float
    high: float
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
        sheet.write_string(at, 0, text_of(_named(period)), styles.text())
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
    shown = [*series.known, *(one for one in nation.known if one.period in at_row)]
    ends = [end for one in shown for end in (one.low, one.value, one.high) if end is not None]
    broken = None
    if series.breaks:
        broken, column = column, column + 1
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
        min(ends),
        max(ends),
        last + 1,
    )


def _note(standing: Standing, series: Series) -> str:
    """Where the series breaks, and where it only lacks figures: the two must not look alike."""
    known = list(dict.fromkeys(point.year for point in series.known))
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
    if not told and any(after - before > 1 for before, after in pairwise(known)):
        told.append("לא לכל שנה פורסם נתון" if len(known) > _FEW else _only(known))
    return " · ".join(told) if told else "סדרה רציפה"


def _only(years: Sequence[int]) -> str:
    return f"פורסם רק ל-{', '.join(str(year) for year in years)}"


def _named(period: str) -> str:
    """A period as an axis names it: years in their order, of a survey without its wave."""
    return ascending(period.partition(" (")[0])


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
