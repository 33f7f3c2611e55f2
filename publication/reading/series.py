"""A series as it may be read: in segments, with its breaks, and with what is missing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from publication.reading.house import House, Row
from publication.reading.words import Text

LOW = "low_reliability"


@dataclass(frozen=True)
class Point:
    """One period. ``at``: its place on the axis of years; two elections of a year lie apart.

    ``value`` is None where nothing is known; ``why`` says why then. ``run``: points of one run may
    be joined by a line: of one segment, with none missing between them that others have.
    """

    at: float
    year: int
    period: str
    value: float | None
    low: float | None
    high: float | None
    status: str
    why: Text | None
    comparability: str | None
    segment: int
    run: int
    edition: str | None
    vintage: str | None
    file_name: str | None
    locator: str | None

    @property
    def is_uncertain(self) -> bool:
        return self.status == LOW


@dataclass(frozen=True)
class Break:
    """From this year on the figures may not be compared with those before."""

    year: int
    kind: Text
    note: Text


@dataclass(frozen=True)
class Series:
    """The latest edition of each period, in the order of time; ``breaks`` within its years.

    ``absent``: years from its first figure on of which others have one, and it has not even a row.
    """

    points: tuple[Point, ...]
    breaks: tuple[Break, ...]
    absent: tuple[int, ...] = ()

    @property
    def known(self) -> list[Point]:
        return [point for point in self.points if point.value is not None]


def series_of(house: House, indicator_id: str, rows: Sequence[Row]) -> Series:
    """A series of rows of indicator_values: latest vintage, whole settlement, by period_key."""
    years = [row["reference_year"] for row in rows]
    others = house.years.get(indicator_id, ())
    points: list[Point] = []
    run, joined = 0, False
    for place, row in enumerate(rows):
        year = years[place]
        among = years.count(year)
        at = year + (years[:place].count(year) / among if among > 1 else 0.0)
        value = row["value"]
        segment = row["series_segment"] or 0
        leaps = place > 0 and any(years[place - 1] < one < year for one in others)
        if value is None or not joined or leaps or points[-1].segment != segment:
            run += 1
        joined = value is not None
        points.append(
            Point(
                at=at,
                year=year,
                period=row["reference_period"] or str(year),
                value=value,
                low=row["ci_low"] if value is not None else None,
                high=row["ci_high"] if value is not None else None,
                status=row["value_status"],
                why=None if value is not None else house.say("value_status", row["value_status"]),
                comparability=row["comparability"],
                segment=segment,
                run=run,
                edition=row["edition"],
                vintage=row["vintage"],
                file_name=row["file_name"],
                locator=row["locator"],
            )
        )
    known = [point.year for point in points if point.value is not None]
    absent = [year for year in others if known and year > known[0] and year not in years]
    return Series(tuple(points), _breaks(house, indicator_id, points), tuple(absent))


def _breaks(house: House, indicator_id: str, points: Sequence[Point]) -> tuple[Break, ...]:
    """Those of the register between two known figures; and segments that begin without one."""
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return ()
    declared = {
        row["from_year"]: Break(
            row["from_year"],
            house.say("break_kind", row["break_kind"]),
            Text(row["note_he"], row["note"]),
        )
        for row in house.breaks.get(indicator_id, [])
        if known[0].year < row["from_year"] <= known[-1].year
    }
    found = dict(declared)
    for before, after in pairwise(known):
        inside = any(before.year < year <= after.year for year in declared)
        if before.segment != after.segment and not inside:
            why = house.say("comparability", after.comparability)
            found[after.year] = Break(after.year, why, why)
    return tuple(found[year] for year in sorted(found))
