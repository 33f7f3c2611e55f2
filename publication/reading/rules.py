"""What may be said of a figure: whether it is ranked, whether a change is one, and why not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from publication.reading.house import Row
from publication.reading.words import SPAN, Text

LEAST_RANKED = 10
"""Among fewer a rank says little, and a quarter nothing."""
LEAST_PEERS = 4
"""Of fewer like authorities no median is shown."""
MOST = 0.5
"""Where an interval covers more of the field than this, a place in it cannot be told."""
QUARTER = 25.0
"""Percent of those that are ranked, on either end."""
Z = 1.96
FLAGGED = ("low_as_published",)
UNCERTAIN = (*FLAGGED, "small_base")
"""Reliability of figures that are marked as uncertain wherever they stand."""
ERROR_NOT_PUBLISHED = "error_not_published"
"""Of samples: among few cities a place would be told that chance may have given."""
LOW = "low_reliability"


@dataclass(frozen=True)
class Rank:
    """``rank`` and ``percentile`` are None where they say nothing; ``why`` says why then.

    ``quarter``: ``low``, ``middle`` or ``high``; ``no_quarter`` says why there is none although
    there is a rank.
    """

    rank: int | None
    percentile: float | None
    rank_in_type: int | None
    why: Text | None
    quarter: str | None
    no_quarter: Text | None


@dataclass(frozen=True)
class Change:
    """``value`` is None where no change is told; ``note`` says why, or how sure it is.

    ``low`` and ``high``: the 95 % interval of the change, where the errors of both are known.
    """

    value: float | None
    low: float | None
    high: float | None
    note: Text | None

    @property
    def is_within_error(self) -> bool:
        return self.low is not None and self.high is not None and self.low <= 0 <= self.high


def years_of(period: str | None) -> tuple[int, int] | None:
    """First and last year of a period of several years, in whatever order it is written.

    A school year (2024/25, 2024-25) follows on the one before and is none of them.
    """
    found = SPAN.search(period or "")
    if found is None:
        return None
    first, last = sorted((int(found[1]), int(found[2])))
    return (first, last) if last > first else None


def overlap(before: str | None, after: str | None) -> bool:
    """Whether two periods share years; then most of both figures is the same."""
    spans = years_of(before), years_of(after)
    if spans[0] is None or spans[1] is None:
        return False
    return spans[0][1] >= spans[1][0] and spans[1][1] >= spans[0][0]


def rank_of(
    row: Row,
    *,
    low: float | None,
    high: float | None,
    field: Sequence[float],
    direction: str | None,
    is_authority: bool,
) -> Rank:
    """Whether a figure is ranked, and in which quarter it stands.

    Args:
        row: of settlement_profile.
        low, high: the figure's 95 % interval, where it is known.
        field: figures of all that are ranked with it, sorted; needed beside an interval.
    """
    rank, ranked = row.get("rank_in_nation"), row.get("ranked_in_nation") or 0
    if row.get("value") is None or rank is None:
        return Rank(None, None, None, None, None, None)
    if not row.get("is_current"):
        return Rank(None, None, None, OLD, None, None)
    if ranked < LEAST_RANKED:
        return Rank(None, None, None, _few(ranked, is_authority=is_authority), None, None)
    in_type = row.get("rank_in_type")
    if (row.get("ranked_in_type") or 0) < LEAST_RANKED:
        in_type = None
    percentile = row.get("percentile_in_nation")
    no_quarter = None
    if direction == "none" or percentile is None:
        quarter = None
    elif row.get("reliability") in UNCERTAIN:
        quarter, no_quarter = None, UNSURE
    elif row.get("reliability") == ERROR_NOT_PUBLISHED:
        quarter, no_quarter = None, NOT_TOLD
    elif low is not None and high is not None and (wide := _covers(low, high, field)) is not None:
        quarter, no_quarter = None, wide
    elif percentile <= QUARTER:
        quarter = "low"
    else:
        quarter = "high" if percentile >= 100 - QUARTER else "middle"
    return Rank(rank, percentile, in_type, None, quarter, no_quarter)


def _covers(low: float, high: float, field: Sequence[float]) -> Text | None:
    """That an interval covers most of the field, or nothing where it does not."""
    inside = bisect_right(field, high) - bisect_left(field, low)
    if not field or inside <= MOST * len(field):
        return None
    return Text(
        f"רווח הסמך מקיף {inside} מתוך {len(field)} המדורגים: לא נאמר באיזה רבע",
        f"its interval holds {inside} of the {len(field)} ranked: no quarter is told",
    )


def _few(ranked: int, *, is_authority: bool) -> Text:
    if ranked == 1:
        return ALONE
    he, en = ("רשויות", "authorities") if is_authority else ("יישובים", "places")
    return Text(
        f"רק ל-{ranked} {he} יש נתון: לא מדורג", f"only {ranked} {en} have the figure: not ranked"
    )


def change_of(row: Row, figure: Row | None, before: Row | None) -> Change:
    """Whether a change is told, and how sure it is.

    Args:
        row: of settlement_profile; figure, before: rows of indicator_values that it compares.
    """
    change = row.get("change_since_previous")
    if change is None:
        return Change(None, None, None, None)
    if before is not None and overlap(before["reference_period"], row.get("reference_period")):
        return Change(None, None, None, OVERLAP)
    marked = [one for one in (figure, before) if one is not None and one["value_status"] == LOW]
    if row.get("reliability") in FLAGGED or marked:
        return Change(None, None, None, FLAGGED_CHANGE)
    errors = [one["standard_error"] if one is not None else None for one in (figure, before)]
    if errors[0] is not None and errors[1] is not None:
        half = Z * sqrt(errors[0] ** 2 + errors[1] ** 2)
        low, high = change - half, change + half
        return Change(change, low, high, WITHIN if low <= 0 <= high else BEYOND)
    if any(error is not None for error in errors) or row.get("reliability") == ERROR_NOT_PUBLISHED:
        return Change(change, None, None, NO_ERROR)
    return Change(change, None, None, None)


OLD = Text(
    "נתון ישן: אינו מדורג ואינו נספר עם העדכניים",
    "an older figure: neither ranked nor counted with those of the latest period",
)
ALONE = Text("אין נתון ליישוב אחר: לא מדורג", "no other settlement has the figure: not ranked")
UNSURE = Text("הנתון אינו ודאי: לא נאמר באיזה רבע", "the figure is uncertain: no quarter is told")
NOT_TOLD = Text(
    "טעות הדגימה לא פורסמה: לא נאמר באיזה רבע",
    "the sampling error is not published: no quarter is told",
)
OVERLAP = Text(
    "התקופות חופפות בשנים (ממוצע רב-שנתי): לא נאמר שינוי",
    "the periods share years (a mean of several years): no change is told",
)
FLAGGED_CHANGE = Text(
    "אחד משני הנתונים מסומן כלא ודאי: לא נאמר שינוי",
    "one of the two figures is marked as uncertain: no change is told",
)
WITHIN = Text(
    "בתוך טעות הדגימה: אין לומר שהשתנה", "within the sampling error: it cannot be said to differ"
)
BEYOND = Text("גדול מטעות הדגימה", "more than the sampling error")
NO_ERROR = Text(
    "טעות הדגימה לא פורסמה: אין לדעת אם השינוי גדול ממנה",
    "the sampling error is not published: whether the change exceeds it is not known",
)
