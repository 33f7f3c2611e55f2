"""Where a settlement stands in one indicator: its latest figure, how sure, and against whom."""

from __future__ import annotations

from dataclasses import dataclass

from publication.reading.house import House, Indicator, Row
from publication.reading.words import Text


@dataclass(frozen=True)
class Standing:
    """The latest figure of an indicator, or why there is none.

    ``low`` and ``high``: its 95 % interval, where its error is known. ``nation``: the published
    national figure; ``nation_median``: median of the authorities. ``periphery``: unweighted mean of
    the authorities of the periphery at the same period, beside ``rest``; ``periphery_median``.
    ``peer_median``: of ``peers`` like authorities. Rank 1 and percentile 100 are the most desired.
    ``change`` is within one segment, since ``previous_year``; None where nothing compares.
    ``row``: of settlement_profile, or of data_gaps where the profile has none.
    """

    indicator: Indicator
    value: float | None
    status: str | None
    low: float | None
    high: float | None
    year: int | None
    period: str | None
    is_current: bool
    reliability: Text | None
    gap_reason: str | None
    why_missing: Text | None
    nation: float | None
    nation_median: float | None
    periphery: float | None
    periphery_median: float | None
    rest: float | None
    peer_median: float | None
    peers: int
    rank: int | None
    ranked: int | None
    percentile: float | None
    rank_in_type: int | None
    ranked_in_type: int | None
    previous_year: int | None
    change: float | None
    edition: str | None
    vintage: str | None
    source_id: str | None
    file_name: str | None
    locator: str | None
    row: Row

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def is_uncertain(self) -> bool:
        return self.row.get("reliability") in ("low_as_published", "small_base")


PEOPLE, MANY = "persons", 100_000


def standing_of(
    house: House, indicator: Indicator, row: Row, figure: Row | None, *, is_authority: bool
) -> Standing:
    """A standing.

    Args:
        row: of settlement_profile, or of data_gaps.
        figure: the row of indicator_values that ``row`` tells of, where there is one.
        is_authority: a smaller place is not held against authorities of the periphery.
    """
    value = row.get("value")
    period = row.get("reference_period")
    beside: Row = {}
    if value is not None and is_authority and not _is_size(indicator):
        beside = house.periphery.get((indicator.id, period or ""), {})
    reason = row.get("gap_reason") or row.get("reason")
    reliability = row.get("reliability")
    return Standing(
        indicator=indicator,
        value=value,
        status=row.get("value_status"),
        low=figure["ci_low"] if figure else None,
        high=figure["ci_high"] if figure else None,
        year=row["reference_year"] if value is not None else None,
        period=period,
        is_current=bool(row.get("is_current")),
        reliability=house.say("reliability", reliability) if reliability else None,
        gap_reason=reason,
        why_missing=None if value is not None else house.say("gap_reason", reason),
        nation=row.get("national_value"),
        nation_median=row.get("national_median"),
        periphery=beside.get("periphery_mean"),
        periphery_median=beside.get("periphery_median"),
        rest=beside.get("rest_mean"),
        peer_median=row.get("peer_median"),
        peers=row.get("peers_with_value") or 0,
        rank=row.get("rank_in_nation"),
        ranked=row.get("ranked_in_nation"),
        percentile=row.get("percentile_in_nation"),
        rank_in_type=row.get("rank_in_type"),
        ranked_in_type=row.get("ranked_in_type"),
        previous_year=row.get("previous_year"),
        change=row.get("change_since_previous"),
        edition=row.get("edition"),
        vintage=row.get("vintage"),
        source_id=row.get("source_id"),
        file_name=house.files.get(row.get("snapshot_sha256") or ""),
        locator=row.get("locator"),
        row=row,
    )


def _is_size(indicator: Indicator) -> bool:
    """Whether it says how many people there are: nothing to hold against a mean."""
    return bool(indicator.row["unit"] == PEOPLE and (indicator.row["maximum"] or 0) >= MANY)
