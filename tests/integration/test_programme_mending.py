"""What settlements put right after a fault, and what they hand in as they got it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.integration import programme_homes as homes
from tests.integration.house import one, rows
from tests.integration.programme_history import current, history, open_faults, versions
from tests.integration.survey_homes import Ended

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def went_on(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return homes.went_on(tmp_path_factory)


@pytest.fixture(scope="session")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return homes.mended(tmp_path_factory)


def test_a_row_that_a_sound_file_leaves_out_ends(mended: Ended) -> None:
    of_money = ("1034", "investments")
    assert versions(mended, *of_money, "posts", "planned_ils") == [(1, "30000", False, "removed")]
    assert open_faults(mended, "settlement_code = '1034' and is_open") == []
    # 180 + 60 + 350 + 120 thousand, and 180 of the new row.
    planned = "select sum(planned_ils) from marts.investments where settlement_code = '1034'"
    assert one(mended.house.home, planned) == 890_000


@pytest.mark.parametrize(("code", "kind"), [("8000", "password"), ("1031", "damaged")])
def test_the_fault_of_a_file_that_nobody_can_read_is_closed_when_it_is_taken_away(
    mended: Ended, code: str, kind: str
) -> None:
    listed = f"settlement_code = '{code}' and keeps_out = 'file'"
    assert open_faults(mended, listed) == [(kind, "file", "file", False)]


def test_the_fault_of_an_unknown_settlement_is_closed_when_its_file_is_gone(
    mended: Ended,
) -> None:
    assert open_faults(mended, "file_name like '99999%' and is_open") == []


def test_a_file_that_lay_with_another_settlement_enters_when_it_is_moved(mended: Ended) -> None:
    waves = [row for row in current(mended.house.home, "1031") if row[0] == "evaluation_waves"]
    assert [json.loads(entry)["wave"] for *_, entry in waves] == ["נחת בתיקייה אחרת"]


def test_what_was_handed_in_before_holds_again_when_it_is_handed_in_again(
    went_on: Ended, mended: Ended
) -> None:
    two = [(1, "filled", False, "changed"), (2, "vacant", True, None)]
    assert versions(went_on, "8000", "roles", "data_lead", "status") == two
    assert versions(mended, "8000", "roles", "data_lead", "status")[-1] == (3, "filled", True, None)


def test_templates_handed_back_as_they_were_written_change_nothing(
    went_on: Ended, mended: Ended
) -> None:
    assert history(mended, "0031") == history(went_on, "0031") != []
    assert open_faults(mended, "settlement_code = '0031' and keeps_out <> 'notice'") == []


def test_a_new_home_knows_of_a_settlement_what_its_templates_say(
    sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    returned = homes.returned(tmp_path_factory).house.home
    entries = (
        "select sheet_id, entry_key, entry from marts.programme_entries"
        " where settlement_code = '1031' and is_current order by all"
    )
    before, after = rows(sample_home, entries), rows(returned, entries)
    by_sheet = Counter(sheet_id for sheet_id, *_ in before)
    assert after == before
    assert by_sheet["needs"] == 6 and by_sheet["responses"] == 8 and len(by_sheet) == 18
    for mart, columns in {
        "needs_responses": "need_kind, coverage, people, capacity, bodies_named",
        "duplicate_responses": "body, other_body, capacity, overlap_from, overlap_to",
        "investment_totals": "summed_by, key, planned_ils, spent_ils, pooled_pct",
        "work_plan": "plan, activity, target, target_link",
        "milestones": "milestone, due_date, timeliness",
    }.items():
        sql = f"select {columns} from marts.{mart} where settlement_code = '1031' order by all"
        assert rows(returned, sql) == rows(sample_home, sql) != []
