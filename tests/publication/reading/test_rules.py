"""What may be said of a figure: no rank among few, no change of what overlaps or is unsure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publication.reading import rules
from publication.reading.facts import facts_of
from publication.reading.rules import change_of, overlap, rank_of, years_of
from tests.integration.house import rows, warehouse

FIELD = [float(value) for value in range(1, 21)]


def ranked(
    *, low: float | None = None, high: float | None = None, direction: str = "up", **more: Any
) -> rules.Rank:
    row = {
        "value": 1.0,
        "is_current": True,
        "rank_in_nation": 2,
        "ranked_in_nation": 20,
        "percentile_in_nation": 94.7,
        "rank_in_type": 1,
        "ranked_in_type": 12,
        "reliability": "full_count",
        **more,
    }
    return rank_of(row, low=low, high=high, field=FIELD, direction=direction, is_authority=True)


def test_a_rank_among_few_is_none() -> None:
    few = ranked(ranked_in_nation=9)
    assert (few.rank, few.percentile, few.rank_in_type, few.quarter) == (None, None, None, None)
    assert few.why is not None and few.why.en == "only 9 authorities have the figure: not ranked"
    assert ranked(ranked_in_nation=10).quarter == "high"
    assert ranked(ranked_in_type=9).rank_in_type is None
    assert ranked(ranked_in_type=10).rank_in_type == 1
    assert ranked(ranked_in_nation=1).why == rules.ALONE


def test_an_older_figure_is_not_ranked() -> None:
    old = ranked(is_current=False)
    assert (old.rank, old.quarter, old.why) == (None, None, rules.OLD)


@pytest.mark.parametrize("reliability", ["low_as_published", "small_base"])
def test_an_uncertain_figure_is_in_no_quarter(reliability: str) -> None:
    unsure = ranked(reliability=reliability)
    assert (unsure.rank, unsure.quarter, unsure.no_quarter) == (2, None, rules.UNSURE)


def test_a_sample_without_a_published_error_is_in_no_quarter() -> None:
    told = ranked(reliability="error_not_published")
    assert (told.rank, told.quarter, told.no_quarter) == (2, None, rules.NOT_TOLD)


def test_an_interval_over_most_of_the_field_tells_no_quarter() -> None:
    wide = ranked(low=3.5, high=14.5)
    assert wide.quarter is None
    assert wide.no_quarter is not None and "11 of the 20 ranked" in wide.no_quarter.en
    assert ranked(low=4.5, high=14.5).quarter == "high"


@pytest.mark.parametrize(
    ("percentile", "quarter"), [(0.0, "low"), (25.0, "low"), (25.1, "middle"), (75.0, "high")]
)
def test_quarters_end_where_they_always_did(percentile: float, quarter: str) -> None:
    assert ranked(percentile_in_nation=percentile).quarter == quarter
    assert ranked(percentile_in_nation=percentile, direction="none").quarter is None


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2024-2020", (2020, 2024)),
        ("2017 - 2021", (2017, 2021)),
        ("ממוצע 2020–2021", (2020, 2021)),
        ("2021", None),
        ("2024-25", None),
        ('תשפ"ה 2024/25', None),
        ("30/10/18", None),
        (None, None),
    ],
)
def test_the_years_of_a_period(period: str | None, years: tuple[int, int] | None) -> None:
    assert years_of(period) == years


def test_means_of_several_years_overlap_where_they_share_a_year() -> None:
    assert overlap("2013 - 2017", "2014 - 2018")
    assert overlap("2021-2017", "2025-2021")
    assert not overlap("2019-2015", "2024-2020")
    assert not overlap("2020", "2021")


def figure(period: str, error: float | None, status: str = "observed") -> dict[str, Any]:
    return {"reference_period": period, "standard_error": error, "value_status": status}


def changed(before: dict[str, Any], after: dict[str, Any], **more: Any) -> rules.Change:
    row = {
        "change_since_previous": 3.0,
        "reference_period": after["reference_period"],
        "reliability": "sampling_error_known",
        **more,
    }
    return change_of(row, after, before)


def test_a_change_between_samples_has_the_interval_of_both_errors() -> None:
    told = changed(figure("2022", 3.0), figure("2024", 4.0))
    assert told.value == 3.0
    assert told.low == pytest.approx(3 - 1.96 * 5)
    assert told.high == pytest.approx(3 + 1.96 * 5)
    assert told.is_within_error and told.note == rules.WITHIN
    assert changed(figure("2022", 0.3), figure("2024", 0.4)).note == rules.BEYOND


def test_a_change_of_what_is_unsure_or_overlaps_is_not_told() -> None:
    low = figure("2022", 3.0, "low_reliability")
    assert changed(low, figure("2024", 4.0)).note == rules.FLAGGED_CHANGE
    marked = changed(figure("2022", None), figure("2024", None), reliability="low_as_published")
    assert (marked.value, marked.note) == (None, rules.FLAGGED_CHANGE)
    shared = changed(figure("2021-2017", None), figure("2024-2020", None))
    assert (shared.value, shared.note) == (None, rules.OVERLAP)


def test_a_change_without_a_published_error_says_so() -> None:
    told = changed(figure("2022", None), figure("2024", None), reliability="error_not_published")
    assert (told.value, told.note) == (3.0, rules.NO_ERROR)
    sure = changed(figure("2022", None), figure("2024", None), reliability="full_count")
    assert (sure.value, sure.note) == (3.0, None)


def test_of_no_settlement_more_is_said_than_the_rules_allow(sample_home: Path) -> None:
    codes = [
        code
        for (code,) in rows(
            sample_home, "select settlement_code from marts.settlements where is_authority"
        )
    ]
    withheld = 0
    for facts in facts_of(warehouse(sample_home), codes):
        for one in facts.standings.values():
            if one.rank is not None:
                assert one.is_current and (one.ranked or 0) >= 10
            elif one.row.get("rank_in_nation") is not None:
                assert one.standing.why is not None
                withheld += 1
            if one.quarter is not None:
                assert one.rank is not None and not one.is_uncertain
            if one.row.get("change_since_previous") is not None and one.change is None:
                assert one.told_change.note is not None
            if one.peer_median is not None:
                assert one.peers_of >= one.peers >= 4
    assert withheld
