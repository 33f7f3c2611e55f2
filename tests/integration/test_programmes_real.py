"""Programmes over the publishers' own files: what the initiatives state, and nothing more.

The figures of Safed were read by hand in the yearly workbooks and in the table of the index.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.house import SAFED, one, rows

pytestmark = pytest.mark.real

FROM_3_TO_6 = "safed_cluster_3_to_6"


def evidence(home: Path, indicator_id: str) -> list[tuple[Any, ...]]:
    return rows(
        home,
        "select reference_year, edition, round(value, 3) from marts.target_evidence"
        " where target_key = ? and indicator_id = ? order by reference_year",
        FROM_3_TO_6,
        indicator_id,
    )


def test_safed_from_3_to_6_is_a_row_of_which_nothing_can_be_said(real_home: Path) -> None:
    told = rows(
        real_home,
        "select settlement_code, indicator_id, baseline_value, baseline_year, baseline_frozen_on,"
        " goal_value, due_date, status, reason, synthetic from marts.targets",
    )
    assert told == [
        (SAFED, "sei_cluster", 3, None, None, 6, None, "cannot_be_said", "no_baseline", False)
    ]


def test_no_change_is_told_of_a_baseline_that_nobody_froze(real_home: Path) -> None:
    told = rows(
        real_home,
        "select change_is, change_from_baseline, distance_share, path_value, projected_value"
        " from marts.targets",
    )
    assert told == [("no_baseline", None, None, None, None)]


def test_the_real_clusters_stand_under_it_edition_by_edition(real_home: Path) -> None:
    assert evidence(real_home, "sei_cluster") == [
        (2008, "2014", 4),
        (2013, "2015", 2),
        (2015, "2018", 2),
        (2017, "2020", 2),
        (2019, "sei-2019", 2),
        (2021, "2024", 2),
    ]


def test_index_and_rank_stand_beside_the_cluster_in_every_edition(real_home: Path) -> None:
    assert evidence(real_home, "sei_index") == [
        (2008, "2014", -0.465),
        (2013, "2015", -1.011),
        (2015, "2018", -1.079),
        (2017, "2020", -1.181),
        (2019, "sei-2019", -1.221),
        (2021, "2024", -1.351),
    ]
    ranks = [(year, rank) for year, _, rank in evidence(real_home, "sei_rank")]
    assert ranks == [(2008, 91), (2013, 37), (2015, 34), (2017, 29), (2019, 23), (2021, 20)]


def test_the_variables_of_the_index_stand_beside_it_where_they_were_published(
    real_home: Path,
) -> None:
    under = rows(
        real_home,
        "select evidence_kind, edition, count(distinct indicator_id) from marts.target_evidence"
        " where reference_year = 2019 group by all order by all",
    )
    assert under == [
        ("same_measure", "sei-2019", 2),
        ("target", "sei-2019", 1),
        ("variable", "sei-2019", 14),
    ]
    assert evidence(real_home, "sei_median_age_years") == [(2019, "sei-2019", 23)]


def test_values_of_different_editions_are_marked_as_not_to_be_compared(real_home: Path) -> None:
    marked = rows(
        real_home,
        "select distinct comparability from marts.target_evidence"
        " where evidence_kind in ('target', 'same_measure')",
    )
    assert marked == [("relative_to_edition",)]


def test_the_settlements_that_the_initiatives_name_and_no_others(real_home: Path) -> None:
    named = rows(real_home, "select programme_id, settlement_code, wave from marts.programmes")
    assert sorted(named, key=str) == sorted(
        [
            ("local_leapfrog", "8000", "pilot"),
            ("settlement_at_centre", "1034", "first"),
            ("settlement_at_centre", "7100", "first"),
            ("settlement_at_centre", "9200", "second"),
            ("settlement_at_centre", "0502", "second"),
            ("settlement_at_centre", "1061", "second"),
            ("settlement_at_centre", "0031", "second"),
            ("settlement_at_centre", "1031", "second"),
            ("community_partnerships", "1031", "model"),
            ("community_partnerships", "9700", "model"),
            ("community_partnerships", "6600", "model"),
            ("community_partnerships", "6400", "model"),
            ("thriving_community", None, None),
        ],
        key=str,
    )


def test_the_ten_and_sixteen_settlements_are_a_number_without_names(real_home: Path) -> None:
    said = rows(
        real_home,
        "select settlements_said, settlements_said_next, settlements_named, phase_now is not null"
        " from marts.programmes where programme_id = 'thriving_community'",
    )
    assert [row[:3] for row in said] == [(10, 16, 0)]


def test_a_cluster_has_the_members_that_somebody_names_and_no_others(real_home: Path) -> None:
    members = rows(
        real_home,
        "select cluster_id, settlement_code, stated_in, member_from_year from"
        " marts.authority_clusters order by cluster_id, settlement_code",
    )
    unnamed = [row for row in members if row[1] is None]
    assert ("partnerships_cluster", None, "initiative description", None) in unnamed
    assert {cluster for cluster, *_ in members} == {"partnerships_cluster", "western_galilee"}
    # Whoever lists the members of the cluster says neither since when nor that they are in a pilot.
    for _, code, stated_in, from_year in members:
        assert from_year is None
        assert code is None or stated_in not in ("", "initiative description")


@pytest.mark.parametrize(
    "mart",
    ["investments", "needs_responses", "bodies", "practices", "programme_entries", "milestones"],
)
def test_nothing_is_invented_of_what_nobody_handed_in(real_home: Path, mart: str) -> None:
    assert one(real_home, f"select count(*) from marts.{mart}") == 0


def test_what_was_not_handed_in_is_said_so_and_is_no_gap(real_home: Path) -> None:
    assert rows(real_home, "select distinct representation from marts.governance") == [
        ("no_directorate_reported",)
    ]
    assert rows(real_home, "select distinct plan_check from marts.work_plans") == [
        ("no_plan_reported",)
    ]
    reporting = rows(
        real_home,
        "select distinct measure, amount is null from marts.municipal_types"
        " where settlements_reporting = 0",
    )
    assert all(is_null for _, is_null in reporting)
    known = rows(
        real_home,
        "select distinct measure from marts.municipal_types where settlements_reporting > 0",
    )
    assert known == []


def test_each_settlement_of_a_programme_stands_once_with_the_first_of_its_years(
    real_home: Path,
) -> None:
    """The Western Galilee cluster lists itself since 2008, Safed is named since 2011; the other
    programmes are named without a year."""
    members = rows(
        real_home,
        "select programme_id, settlement_code, began_year, start_from from marts.programme_members",
    )
    assert len(members) == len({(programme, code) for programme, code, *_ in members})
    starts = {(programme, code): start for programme, code, *start in members}
    assert starts["local_leapfrog", SAFED] == [2011, "programme"]
    assert starts["local_leapfrog", "7600"] == [2008, "cluster"]
    assert {
        tuple(start) for (programme, _), start in starts.items() if programme != "local_leapfrog"
    } == {(None, None)}
