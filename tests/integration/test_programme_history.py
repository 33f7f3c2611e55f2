"""What settlements hand in again, corrected, broken or not at all; and what is kept of before."""

from __future__ import annotations

import json

import pytest

from tests.integration import programme_homes as homes
from tests.integration.house import one, rows
from tests.integration.programme_forms import FILLED_IN_BY
from tests.integration.programme_history import current, goals_on, history, open_faults, versions
from tests.integration.survey_homes import Ended

MATRICULATION, DROPOUT = "העלאת הזכאות לבגרות", "צמצום הנשירה"
MINIMUM_WAGE, BALANCE = "פחות משתכרים עד שכר מינימום", "מעקב: מאזן הגירה פנימית"
TRUST = "העלאת האמון בין תושבים"


@pytest.fixture(scope="session")
def began(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return homes.began(tmp_path_factory)


@pytest.fixture(scope="session")
def went_on(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return homes.went_on(tmp_path_factory)


def test_a_later_edition_changes_adds_and_ends_targets(began: Ended, went_on: Ended) -> None:
    assert versions(began, "0031", "targets", MATRICULATION, "goal_value") == [
        (1, "64", True, None)
    ]
    assert versions(went_on, "0031", "targets", MATRICULATION, "goal_value") == [
        (1, "64", False, "changed"),
        (2, "68", True, None),
    ]
    assert versions(went_on, "0031", "targets", DROPOUT, "goal_value") == [
        (1, "2", False, "removed")
    ]
    assert versions(went_on, "0031", "targets", TRUST, "goal_value") == [(1, "50", True, None)]
    assert versions(went_on, "0031", "targets", MINIMUM_WAGE, "goal_value") == [
        (1, "36", True, None)
    ]


def test_a_version_ends_when_the_next_begins_and_names_its_file(went_on: Ended) -> None:
    (first, second) = rows(
        went_on.house.home,
        "select recorded_from, recorded_to, file_name, requested_by from marts.programme_entries"
        " where settlement_code = '0031' and sheet_id = 'targets' and entry->>'target' = ?"
        " order by version_no",
        MATRICULATION,
    )
    assert first[0] < first[1] == second[0] and second[1] is None
    assert first[2].endswith("- 2025.xlsx") and second[2].endswith("- 2026.xlsx")
    assert first[3] and second[3]


def test_the_plan_of_any_day_can_be_read(went_on: Ended) -> None:
    [[before, after]] = rows(
        went_on.house.home,
        "select min(recorded_from), max(recorded_from) from marts.programme_entries"
        " where settlement_code = '0031' and sheet_id = 'targets'",
    )
    assert goals_on(went_on, before) == {
        MATRICULATION: "64",
        DROPOUT: "2",
        MINIMUM_WAGE: "36",
        BALANCE: None,
    }
    assert goals_on(went_on, after) == {
        MATRICULATION: "68",
        TRUST: "50",
        MINIMUM_WAGE: "36",
        BALANCE: None,
    }


def test_rows_of_a_mended_file_enter_and_their_faults_are_closed(
    began: Ended, went_on: Ended
) -> None:
    of_yirka = "settlement_code = '0502' and sheet_id = 'needs'"
    assert [fault[3] for fault in open_faults(began, of_yirka)] == [True] * 6
    assert [fault[3] for fault in open_faults(went_on, of_yirka)] == [False] * 6
    people = {
        json.loads(entry)["need_kind"]: json.loads(entry)["people"]
        for sheet_id, _, entry in current(went_on.house.home, "0502")
        if sheet_id == "needs"
    }
    assert people == {
        "food": "70",
        "mobility": "45",
        "other": "25",
        "employment": "110",
        "accessibility": "30",
        "loneliness": "55",
    }


def test_rows_that_a_mended_file_repeats_are_the_version_of_before(
    began: Ended, went_on: Ended
) -> None:
    food = "select recorded_from, version_no from marts.programme_entries where entry_key like ?"
    key = "food · older%"
    of_yirka = f"{food} and settlement_code = '0502'"
    assert rows(went_on.house.home, of_yirka, key) == rows(began.house.home, of_yirka, key)


def test_a_broken_row_keeps_what_held_and_the_others_are_taken(went_on: Ended) -> None:
    assert open_faults(went_on, "settlement_code = '1034'") == [
        ("number_words", "row", "השקעות!H6", True),
        ("year_unreadable", "row", "השקעות!D7", True),
    ]
    of_money = ("1034", "investments")
    assert versions(went_on, *of_money, "פורום מעסיקים", "planned_ils") == [
        (1, "60000", True, None)
    ]
    assert versions(went_on, *of_money, "עמותה ב'", "planned_ils") == [(1, "180000", True, None)]
    changed = [
        version
        for version in versions(went_on, *of_money, "הרשות המקומית", "spent_ils")
        if version[1] != "30000"
    ]
    assert changed == [(1, "165000", False, "changed"), (2, "170000", True, None)]


def test_nothing_ends_while_a_row_cannot_be_told_apart(went_on: Ended) -> None:
    of_money = ("1034", "investments")
    assert versions(went_on, *of_money, "משרד החינוך", "planned_ils") == [(1, "350000", True, None)]
    assert (1, "30000", True, None) in versions(went_on, *of_money, "posts", "planned_ils")


def test_who_filled_a_form_stands_with_what_is_new_in_it(went_on: Ended) -> None:
    filled = rows(
        went_on.house.home,
        "select distinct version_no, entry->>'body' from marts.programme_entries"
        " where filled_by = ? order by all",
        FILLED_IN_BY,
    )
    assert filled == [(1, "עמותה ב'"), (2, "הרשות המקומית")]


@pytest.mark.parametrize(
    ("code", "kind", "unlike"), [("8000", "password", {"roles"}), ("1031", "damaged", set())]
)
def test_a_file_that_nobody_can_read_is_listed_and_leaves_all_as_it_was(
    began: Ended, went_on: Ended, code: str, kind: str, unlike: set[str]
) -> None:
    listed = f"settlement_code = '{code}' and keeps_out = 'file'"
    assert open_faults(went_on, listed) == [(kind, "file", "file", True)]
    before, after = (
        [row for row in history(ended, code) if row[0] not in unlike] for ended in (began, went_on)
    )
    assert before == after and before


def test_the_refresh_says_what_it_could_not_take(went_on: Ended) -> None:
    assert went_on.run.status == 0 and "published" in went_on.run.out
    assert "warning form_rows_refused" in went_on.run.out
    for words in ("protected by a password", "the settlement is not known"):
        assert words in went_on.run.out


def test_a_form_of_an_unknown_settlement_is_listed_and_blocks_nothing(went_on: Ended) -> None:
    assert open_faults(went_on, "file_name like '99999%'") == [
        ("folder_unknown", "file", "folder", True)
    ]
    entered = "select count(*) from marts.programme_entries where file_name like '99999%'"
    assert one(went_on.house.home, entered) == 0


def test_a_row_of_another_settlement_stays_out(went_on: Ended) -> None:
    assert open_faults(went_on, "sheet_id = 'evaluation_waves'") == [
        ("settlement_other", "row", "גלי הערכה!A5", True)
    ]


def test_a_real_form_is_left_where_made_up_figures_are_refreshed(went_on: Ended) -> None:
    left = "left in the inbox: 1034 קריית מלאכי/יומן למידה.xlsx is real, and this refresh is of"
    assert f"{left} synthetic data" in went_on.run.out
    assert all(row[0] != "learning_log" for row in history(went_on, "1034"))
    files = "select count(*) from marts.source_files where file_name like '1034%יומן למידה%'"
    assert one(went_on.house.home, files) == 0
