"""Where a settlement stands in one indicator: its latest figure, how sure, and against whom."""

from __future__ import annotations

from dataclasses import dataclass

from publication.reading.house import House, Indicator, Row
from publication.reading.rules import LEAST_PEERS, UNCERTAIN, Change, Rank, change_of, rank_of
from publication.reading.words import Text


@dataclass(frozen=True)
class Standing:
    """The latest figure of an indicator, or why there is none.

    ``low`` and ``high``: its 95 % interval, where its error is known. ``nation``: the published
    national figure; ``nation_median``: median of the authorities. ``periphery``: unweighted mean of
    the authorities of the periphery at the same period, beside ``rest``; ``periphery_median``.
    ``peer_median``: of the ``peers`` of ``peers_of`` like authorities that have the figure; None
    where those are too few. Rank 1 and percentile 100 are the most desired; ``standing`` says why
    there is none, and in which quarter it is. ``change`` is within one segment, since
    ``previous_year``; None where nothing compares or nothing may be told, of which
    ``told_change`` says why. ``row``: of settlement_profile, or of data_gaps where the profile has
    none: as published, whatever may be said of it.
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
    peers_of: int
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
    standing: Rank
    told_change: Change
    row: Row

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def is_known_now(self) -> bool:
        """Whether the figure is of the latest period; an older one is shown, and not counted."""
        return self.is_known and self.is_current

    @property
    def is_uncertain(self) -> bool:
        return self.row.get("reliability") in UNCERTAIN

    @property
    def quarter(self) -> str | None:
        """``low``, ``middle`` or ``high`` among those ranked; None where that is not told."""
        return self.standing.quarter


PEOPLE, MANY = "persons", 100_000


def standing_of(
    house: House,
    indicator: Indicator,
    row: Row,
    figure: Row | None,
    before: Row | None,
    *,
    is_authority: bool,
    peers_of: int,
) -> Standing:
    """A standing.

    Args:
        row: of settlement_profile, or of data_gaps.
        figure: the row of indicator_values that ``row`` tells of, where there is one.
        before: the row of the figure that its change is since.
        peers_of: how many like authorities it has.
        is_authority: a smaller place is not held against authorities of the periphery.
    """
    value = row.get("value")
    period = row.get("reference_period")
    beside: Row = {}
    if value is not None and is_authority and not _is_size(indicator):
        beside = house.periphery.get((indicator.id, period or ""), {})
    reason = row.get("gap_reason") or row.get("reason")
    reliability = row.get("reliability")
    low, high = (figure["ci_low"], figure["ci_high"]) if figure else (None, None)
    rank = rank_of(
        row,
        low=low,
        high=high,
        field=house.fields.get((indicator.id, period or "", is_authority), ()),
        direction=indicator.direction,
        is_authority=is_authority,
    )
    change = change_of(row, figure, before)
    peers = row.get("peers_with_value") or 0
    return Standing(
        indicator=indicator,
        value=value,
        status=row.get("value_status"),
        low=low,
        high=high,
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
        peer_median=row.get("peer_median") if peers >= LEAST_PEERS else None,
        peers=peers,
        peers_of=peers_of,
        rank=rank.rank,
        ranked=row.get("ranked_in_nation"),
        percentile=rank.percentile,
        rank_in_type=rank.rank_in_type,
        ranked_in_type=row.get("ranked_in_type"),
        previous_year=row.get("previous_year"),
        change=change.value,
        edition=row.get("edition"),
        vintage=row.get("vintage"),
        source_id=row.get("source_id"),
        file_name=house.files.get(row.get("snapshot_sha256") or ""),
        locator=row.get("locator"),
        standing=rank,
        told_change=change,
        row=row,
    )


def _is_size(indicator: Indicator) -> bool:
    """Whether it says how many people there are: nothing to hold against a mean."""
    return bool(indicator.row["unit"] == PEOPLE and (indicator.row["maximum"] or 0) >= MANY)
