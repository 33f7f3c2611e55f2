"""The gap between periphery and the rest in one indicator, by every definition of periphery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from markupsafe import Markup

from publication.pages.charts import Table
from publication.publish import SCHEMA
from publication.reading.house import House, Row, rows_of
from publication.reading.words import Text, interval, number, say

WIDTH, HEIGHT = 150, 18
_PADDING = 8
EACH, RESIDENTS = "unweighted", "residents"
HEADINGS = (
    Text("הגדרת הפריפריה", "Definition of periphery"),
    Text("ממוצע הפריפריה", "Periphery, mean"),
    Text("ממוצע ההשוואה", "The rest, mean"),
    Text("הפער ורווח סמך 95%", "Gap and 95% interval"),
    Text("הפער מול אפס", "Gap against zero"),
    Text("מצב הפריפריה", "How the periphery stands"),
    Text("רשויות עם נתון", "Authorities with a figure"),
)


BUILT_ON = {
    "sei_cluster": ("sei_",),
    "peripherality_cluster": ("peripherality_",),
    "social_or_geographic": ("sei_", "peripherality_"),
}
"""What the indicators are called that a definition is made of, by its attribute."""
NO_VERDICT = "too_few"
BY_CONSTRUCTION = Text(
    "מובנה בהגדרה: המדד (או המדד שהוא חלק ממנו) קובע מי בפריפריה, ולכן הפער אינו ממצא.",
    "By construction: the indicator, or the index it is a part of, decides who is periphery;"
    " the gap is no finding.",
)


@dataclass(frozen=True)
class Definition:
    """A definition of periphery. ``attribute``: what of a settlement decides."""

    id: str
    name: Text
    source: str
    attribute: str
    periphery: int
    rest: int


@dataclass(frozen=True)
class Gaps:
    """Rows of periphery_gap by indicator, in the order of time, and the definitions."""

    definitions: Mapping[str, Definition]
    rows: Mapping[str, Sequence[Row]]

    def latest(self, indicator_id: str, period: str | None, weighting: str = EACH) -> list[Row]:
        """The rows of one period that tell a gap, in the order of the definitions."""
        return [
            row
            for row in self.rows.get(indicator_id, [])
            if row["reference_period"] == period
            and row["weighting"] == weighting
            and row["gap"] is not None
        ]


def gaps_of(connection: duckdb.DuckDBPyConnection) -> Gaps:
    """All that is published of the gap."""
    definitions = {
        row["definition_id"]: Definition(
            row["definition_id"],
            Text(row["name_he"], row["name_en"]),
            row["source"],
            row["attribute"],
            row["settlements_periphery"],
            row["settlements_rest"],
        )
        for row in rows_of(connection, "periphery_definitions", by="definition_id")
    }
    rows: dict[str, list[Row]] = {}
    for row in rows_of(
        connection,
        "periphery_gap",
        where=f"definition_id in (select definition_id from {SCHEMA}.periphery_definitions)",
        by="indicator_id, reference_year, period_key, definition_id, weighting",
    ):
        rows.setdefault(row["indicator_id"], []).append(row)
    return Gaps(definitions, rows)


def table_of_gap(
    house: House, gaps: Gaps, indicator_id: str, period: str | None, weighting: str = EACH
) -> Table | None:
    """The gap of one period as a table with a strip in each row; nothing where nobody has it."""
    rows = gaps.latest(indicator_id, period, weighting)
    if not rows:
        return None
    places = house.catalogue[indicator_id].decimals
    ends = [row[name] for row in rows for name in ("gap", "gap_low", "gap_high")]
    reach = max(abs(end) for end in ends if end is not None) or 1.0
    return Table(
        HEADINGS,
        [
            (
                say(gaps.definitions[row["definition_id"]].name),
                number(row["periphery_mean"], places),
                number(row["rest_mean"], places),
                Markup("{} {}").format(
                    _figure(number(row["gap"], places, signed=True), is_told=_is_told(gaps, row)),
                    interval(row["gap_low"], row["gap_high"], places)
                    if row["gap_low"] is not None
                    else "",
                ),
                strip(row["gap"], row["gap_low"], row["gap_high"], reach),
                say(
                    BY_CONSTRUCTION
                    if _is_built_in(gaps, row)
                    else house.say("gap_is", row["gap_is"])
                ),
                say(
                    Text(
                        f"{row['periphery_settlements']} מול {row['rest_settlements']}",
                        f"{row['periphery_settlements']} against {row['rest_settlements']}",
                    )
                ),
            )
            for row in rows
        ],
    )


def _is_built_in(gaps: Gaps, row: Row) -> bool:
    """Whether the definition is made of the very indicator, so that a gap is there by itself."""
    attribute = gaps.definitions[row["definition_id"]].attribute
    return str(row["indicator_id"]).startswith(BUILT_ON.get(attribute, ()))


def _is_told(gaps: Gaps, row: Row) -> bool:
    """Whether something may be concluded from a gap."""
    return row["gap_is"] != NO_VERDICT and not _is_built_in(gaps, row)


def _figure(shown: Markup, *, is_told: bool) -> Markup:
    return Markup("<b>{}</b>").format(shown) if is_told else shown


def missing_definitions(gaps: Gaps, indicator_id: str, period: str | None) -> list[Markup]:
    """Definitions by which no gap can be told, and on what they would rest."""
    told = {row["definition_id"] for row in gaps.latest(indicator_id, period)}
    return [
        Markup("{}: {}").format(
            say(one.name),
            say(Text("לפי הגדרה זו אין אף רשות", "no authority is known by it"))
            if not one.periphery
            else say(Text("אין נתון בשני הצדדים", "no figure on both sides")),
        )
        for one in gaps.definitions.values()
        if one.id not in told
    ]


def strip(gap: float, low: float | None, high: float | None, reach: float) -> Markup:
    """A small plot on the axis from −reach to +reach; what it shows stands beside it in words."""

    def at(value: float) -> str:
        inner = WIDTH / 2 - _PADDING
        return f"{WIDTH / 2 + value / reach * inner:.1f}"

    bar = Markup("")
    if low is not None and high is not None:
        bar = Markup('<path class="reach" d="M{} 9H{}"/>').format(at(low), at(high))
    return Markup(
        '<svg class="gap-strip" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true">'
        '<path class="zero" d="M{2} 1V17"/>{3}<circle cx="{4}" cy="9" r="4.5"/></svg>'
    ).format(WIDTH, HEIGHT, at(0), bar, at(gap))
