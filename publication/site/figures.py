"""Every authority in one indicator at its latest period: a figure, or why there is none."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import duckdb

from publication.reading.house import House, Indicator, Row, frame_of, grouped
from publication.reading.words import Text, number

CLASSES = 5
"""Classes of a map, of as many authorities each as ties allow."""
SCALE = range(1, 11)
"""Steps of a scale such as that of the clusters."""
_DIGITS_MORE = 3
"""A legend is written with so many decimals more, at most, to tell its classes apart."""
_OF_AUTHORITIES = (
    "settlement_code in (select settlement_code from marts.settlements where is_authority)"
)
_COLUMNS = (
    "settlement_code, indicator_id, value, value_status, reference_year, reference_period,"
    " national_value, national_median, rank_in_nation, ranked_in_nation, percentile_in_nation,"
    " peer_median"
)


@dataclass(frozen=True)
class Class:
    """Authorities that bear one colour; both ends are figures of some of them."""

    low: float
    high: float
    authorities: int


@dataclass(frozen=True)
class Picture:
    """``known``: rows of settlement_profile, ``gaps``: of data_gaps, by authority; together all.

    ``year`` and ``period`` are None where no authority has a figure.
    """

    indicator: Indicator
    year: int | None
    period: str | None
    known: Mapping[str, Row]
    gaps: Mapping[str, Row]
    classes: Sequence[Class]

    def class_of(self, value: float) -> int:
        """The number of the class that a figure lies in."""
        highs = [one.high for one in self.classes]
        return int(bisect.bisect_left(highs, _told_apart(value, self.indicator)))

    def shown(self, value: float) -> str:
        """A figure as it is written."""
        return number(value, self.indicator.decimals).striptags()

    def legend(self) -> list[tuple[str, str, int]]:
        """Both ends of each class as written, and its authorities; no end is written in two."""
        for more in range(_DIGITS_MORE + 1):
            places = self.indicator.decimals + more
            ends = [
                [number(end, places).striptags() for end in (one.low, one.high)]
                for one in self.classes
            ]
            if all(before[1] != after[0] for before, after in pairwise(ends)):
                break
        return [
            (low, high, one.authorities)
            for (low, high), one in zip(ends, self.classes, strict=True)
        ]

    def reasons(self, house: House) -> list[tuple[Text, int]]:
        """Why figures are missing, and of how many authorities; the most frequent first."""
        counted: dict[str, int] = {}
        for row in self.gaps.values():
            counted[row["reason"]] = counted.get(row["reason"], 0) + 1
        return [
            (house.say("gap_reason", reason), count)
            for reason, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        ]

    @property
    def uncertain(self) -> int:
        """Of how many authorities the figure is uncertain."""
        return sum(is_uncertain(row) for row in self.known.values())


def is_uncertain(row: Row) -> bool:
    """Whether the publisher, or a survey, says that a figure is unsure."""
    return row["value_status"] in ("low_reliability", "modelled")


def pictures_of(connection: duckdb.DuckDBPyConnection, house: House) -> dict[str, Picture]:
    """A picture of every indicator, in the order of the catalogue."""
    known = grouped(
        frame_of(
            connection,
            "settlement_profile",
            columns=_COLUMNS,
            where=f"is_current and value is not null and {_OF_AUTHORITIES}",
            by="indicator_id, settlement_code",
        ).to_dicts(),
        "indicator_id",
    )
    gaps = grouped(
        frame_of(
            connection,
            "data_gaps",
            columns="indicator_id, settlement_code, reason, last_year_with_value",
            where=f"not is_present and {_OF_AUTHORITIES}",
            by="indicator_id, settlement_code",
        ).to_dicts(),
        "indicator_id",
    )
    return {
        one.id: _picture(one, known.get(one.id, []), gaps.get(one.id, []))
        for one in house.catalogue.values()
    }


def _picture(indicator: Indicator, known: Sequence[Row], gaps: Sequence[Row]) -> Picture:
    return Picture(
        indicator=indicator,
        year=known[0]["reference_year"] if known else None,
        period=known[0]["reference_period"] if known else None,
        known={row["settlement_code"]: row for row in known},
        gaps={row["settlement_code"]: row for row in gaps},
        classes=classes_of([_told_apart(row["value"], indicator) for row in known]),
    )


def _told_apart(value: float, indicator: Indicator) -> float:
    """A figure as finely as a legend can write it: what publishers computed has noise beyond."""
    return float(round(value, indicator.decimals + _DIGITS_MORE))


def classes_of(values: Sequence[float]) -> list[Class]:
    """Classes of like size; equal figures are never in two of them.

    A figure that more than a fifth of the authorities share has a class of its own, and the others
    are split around it. A scale of whole steps from 1 to 10 is split into pairs of steps.
    """
    ordered = sorted(values)
    distinct = sorted(set(ordered))
    if len(distinct) <= CLASSES:
        highs = distinct
    elif all(value in SCALE for value in distinct):
        highs = [max(pair) for _, pair in groupby(distinct, lambda step: int(step + 1) // 2)]
    else:
        highs = _highs_around(ordered, _dominant(ordered))
    classes, begin = [], 0
    for high in highs:
        end = bisect.bisect_right(ordered, high)
        classes.append(Class(ordered[begin], high, end - begin))
        begin = end
    return classes


def _dominant(ordered: Sequence[float]) -> list[float]:
    """Figures that more than a fifth share; two at most, so that a class is left for each side."""
    frequent = Counter(ordered).most_common(2)
    return sorted(value for value, count in frequent if count * CLASSES > len(ordered))


def _highs_around(ordered: Sequence[float], alone: Sequence[float]) -> list[float]:
    """The highest figure of each class, where each of ``alone`` has a class to itself."""
    stretches, begin = [], 0
    for value in alone:
        stretches.append(ordered[begin : bisect.bisect_left(ordered, value)])
        begin = bisect.bisect_right(ordered, value)
    stretches = [stretch for stretch in (*stretches, ordered[begin:]) if stretch]
    parts = [1] * len(stretches)
    for _ in range(CLASSES - len(alone) - len(stretches)):
        sizes = [len(one) / n for one, n in zip(stretches, parts, strict=True)]
        parts[sizes.index(max(sizes))] += 1
    cuts = [
        stretch[-(-len(stretch) * part // n) - 1]
        for stretch, n in zip(stretches, parts, strict=True)
        for part in range(1, n + 1)
    ]
    return sorted({*alone, *cuts})
