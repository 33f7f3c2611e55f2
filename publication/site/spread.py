"""How authorities are spread in an indicator: now, and over the years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import duckdb
from markupsafe import Markup

from publication.pages.axes import within_a_year, years_between
from publication.pages.charts import Chart, Table, formats_of
from publication.publish import SCHEMA
from publication.reading.house import LATEST, PERIPHERY, House, Indicator, Row, grouped
from publication.reading.series import Break, series_of
from publication.reading.words import Text, number, plain, say
from publication.site.figures import Picture
from publication.site.gap import EACH, Gaps

BINS = 16
"""A distribution has about so many bins."""
NONE = Text("–", "–")
DISTRIBUTION = Text("התפלגות הרשויות", "Distribution of the authorities")
OVER_YEARS = Text("לאורך השנים", "Over the years")
MEDIAN = Text("חציון הרשויות", "median of the authorities")
NATION_IS = Text("כלל הארץ", "the nation")
PERIPHERY_MEAN = Text("ממוצע הפריפריה", "periphery, mean")
REST_MEAN = Text("ממוצע ההשוואה", "the rest, mean")
MIDDLE = Text(
    "80% מן הרשויות, בין העשירון התחתון לעליון", "80% of the authorities, between the outer tenths"
)
BREAK = Text("שבר בסדרה", "break of the series")


@dataclass(frozen=True)
class Spread:
    """Authorities of one period: how many have a figure, and their tenths and median."""

    year: int
    period_key: str
    period: str
    segment: int
    authorities: int
    low: float
    middle: float
    high: float


def spreads_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Spread]]:
    """By indicator, in the order of time."""
    rows = connection.execute(
        "select indicator_id, max(reference_year), period_key, max(reference_period),"
        " max(coalesce(series_segment, 0)), count(value),"
        " quantile_cont(value, 0.1), quantile_cont(value, 0.5), quantile_cont(value, 0.9)"
        f" from {SCHEMA}.indicator_values inner join {SCHEMA}.settlements using (settlement_code)"
        f" where is_authority and {LATEST} and value is not null and reference_year is not null"
        " group by indicator_id, period_key order by indicator_id, 2, period_key"
    ).fetchall()
    found: dict[str, list[Spread]] = {}
    for indicator_id, *row in rows:
        found.setdefault(indicator_id, []).append(Spread(*row))
    return found


def distribution_chart(picture: Picture) -> Chart:
    """How many authorities have which figure; every authority with a figure is in one bin.

    Raises:
        ValueError: no authority has a figure.
    """
    one = picture.indicator
    values = sorted(row["value"] for row in picture.known.values())
    if not values:
        raise ValueError(one.id)
    bins = bins_of(values, one.decimals)
    nation = next(
        (r["national_value"] for r in picture.known.values() if r["national_value"] is not None),
        None,
    )
    middle = median(values)
    return Chart(
        kind="distribution",
        title=DISTRIBUTION,
        label=_label(one, DISTRIBUTION),
        unit=one.unit,
        values=formats_of(one.decimals),
        data={
            "bins": [{"from": low, "to": high, "authorities": n} for low, high, n in bins],
            "median": [{"value": middle}],
            "nation": [] if nation is None else [{"value": nation}],
        },
        table=Table(
            (
                Text("מ־", "From"),
                Text("עד (לא כולל)", "To (not included)"),
                Text("רשויות", "Authorities"),
            ),
            [
                (number(low, one.decimals), number(high, one.decimals), number(n, 0))
                for low, high, n in bins
            ],
        ),
        keys=[("own", MEDIAN), *([("nation", NATION_IS)] if nation is not None else [])],
        notes=[
            Markup("{} {}{}").format(
                say(MEDIAN),
                number(middle, one.decimals),
                Markup("; {} {}").format(say(NATION_IS), number(nation, one.decimals))
                if nation is not None
                else "",
            )
        ],
    )


def _label(indicator: Indicator, title: Text) -> Text:
    """What a chart is called apart from its surroundings."""
    he, en = indicator.name
    return Text(f"{he}: {title.he}", f"{en}: {title.en}")


def bins_of(values: Sequence[float], decimals: int) -> list[tuple[float, float, int]]:
    """Bins of one round width from the lowest to beyond the highest figure, empty ones too."""
    low, high = min(values), max(values)
    finest = 10.0**-decimals
    rough = max((high - low) / BINS, finest)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    width = next(part * magnitude for part in (1, 2, 5, 10) if part * magnitude >= rough * 0.999)

    def bin_of(value: float) -> int:
        # 0.3 / 0.1 is a little less than 3.
        return math.floor(round(value / width, 9))

    first = bin_of(low)
    counts = [0] * (bin_of(high) - first + 1)
    for value in values:
        counts[bin_of(value) - first] += 1
    return [
        (round((first + at) * width, 10), round((first + at + 1) * width, 10), n)
        for at, n in enumerate(counts)
    ]


def spread_chart(
    house: House, picture: Picture, spreads: Sequence[Spread], gaps: Gaps
) -> Chart | None:
    """The years of an indicator; nothing where there are not two of them."""
    if len(spreads) < 2:
        return None
    one = picture.indicator
    nation = {row["period_key"]: row["value"] for row in house.nation.get(one.id, [])}
    if not any(row["national_value"] is not None for row in picture.known.values()):
        nation = {}
    sides = grouped(
        [
            row
            for row in gaps.rows.get(one.id, [])
            if row["definition_id"] == PERIPHERY and row["weighting"] == EACH
        ],
        "period_key",
    )
    periphery = {key: row["periphery_mean"] for key, (row, *_) in sides.items()}
    rest = {key: row["rest_mean"] for key, (row, *_) in sides.items()}
    places = _places(spreads)
    segments = [spread.segment for spread in spreads]
    bands: list[dict[str, Any]] = [
        {"at": at, "low": spread.low, "high": spread.high, "run": spread.segment}
        for at, spread in zip(places, spreads, strict=True)
    ]
    breaks = _breaks(house, one.id, spreads)
    lines = {
        name: _runs(spreads, places, values)
        for name, values in (("nation", nation), ("periphery", periphery), ("rest", rest))
    }
    return Chart(
        kind="spread",
        title=OVER_YEARS,
        label=_label(one, OVER_YEARS),
        unit=one.unit,
        values={**formats_of(one.decimals), "years": years_between(places[0], places[-1])},
        data={
            "spread": bands,
            "alone": [band for band in bands if segments.count(band["run"]) == 1],
            "within": [
                named
                for at, spread in zip(places, spreads, strict=True)
                for named in within_a_year(at, spread.year, spread.period)
            ],
            "breaks": [{"at": found.year - 0.5} for found in breaks],
            **lines,
        },
        table=Table(
            (
                Text("תקופה", "Period"),
                Text("רשויות עם נתון", "Authorities with a figure"),
                Text("העשירון התחתון", "Lowest tenth"),
                Text("חציון", "Median"),
                Text("העשירון העליון", "Highest tenth"),
                NATION_IS,
                PERIPHERY_MEAN,
                REST_MEAN,
            ),
            [
                (
                    plain(spread.period),
                    number(spread.authorities, 0),
                    *(number(v, one.decimals) for v in (spread.low, spread.middle, spread.high)),
                    *(
                        number(value, one.decimals) if value is not None else say(NONE)
                        for value in (
                            side.get(spread.period_key) for side in (nation, periphery, rest)
                        )
                    ),
                )
                for spread in spreads
            ],
        ),
        keys=[
            ("band", MIDDLE),
            *([("nation", NATION_IS)] if lines["nation"] else []),
            *([("periphery", PERIPHERY_MEAN), ("rest", REST_MEAN)] if lines["periphery"] else []),
            *([("break", BREAK)] if breaks else []),
        ],
        notes=[
            *(
                Markup("{} {}: {}. {}").format(
                    say(BREAK), plain(found.year), say(found.kind), say(found.note)
                )
                for found in breaks
            ),
            *(
                [Markup("{}: {}").format(say(PERIPHERY_MEAN), say(house.periphery_name))]
                if lines["periphery"]
                else []
            ),
        ],
    )


def _places(spreads: Sequence[Spread]) -> list[float]:
    """Where periods stand on the axis; two elections of a year lie apart."""
    years = [spread.year for spread in spreads]
    return [year + (years[:at].count(year) / years.count(year)) for at, year in enumerate(years)]


def _runs(
    spreads: Sequence[Spread], places: Sequence[float], values: Mapping[str, float | None]
) -> list[dict[str, Any]]:
    """Points of a line; those of one segment are joined."""
    return [
        {"at": at, "value": value, "run": spread.segment}
        for at, spread in zip(places, spreads, strict=True)
        if (value := values.get(spread.period_key)) is not None
    ]


def _breaks(house: House, indicator_id: str, spreads: Sequence[Spread]) -> tuple[Break, ...]:
    """The breaks between the first and the last period."""
    rows: list[Row] = [
        {
            "reference_year": spread.year,
            "reference_period": spread.period,
            "value": spread.middle,
            "ci_low": None,
            "ci_high": None,
            "value_status": "observed",
            "comparability": "comparable",
            "series_segment": spread.segment,
            "edition": None,
            "vintage": None,
            "file_name": None,
            "locator": None,
        }
        for spread in spreads
    ]
    return series_of(house, indicator_id, rows).breaks
