"""Personal data that slipped into forms stays in the inbox and in the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration import programme_homes as homes
from tests.integration.house import rows, thriving
from tests.integration.programme_forms import IN_FOLDER, PERSONAL
from tests.integration.survey_homes import Ended


@pytest.fixture(scope="module")
def went_on(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return homes.went_on(tmp_path_factory)


@pytest.fixture(scope="module")
def places(went_on: Ended) -> dict[str, list[str]]:
    """Where each piece of personal data stands, and a text that must be found."""
    return homes.places_of(went_on.house.home, went_on.run, (*PERSONAL, "בלי פרטים"))


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_nowhere_but_where_it_was_laid(
    places: dict[str, list[str]], text: str
) -> None:
    assert places[text] == []


def test_the_search_finds_what_entered(places: dict[str, list[str]]) -> None:
    """Else it would prove nothing."""
    found = places["בלי פרטים"]
    assert any(place.endswith("programme_entries.parquet") for place in found)
    assert any(place.endswith("warehouse.duckdb") for place in found)
    assert any(place.startswith("raw/settlement_programmes") for place in found)


def test_each_place_is_named_by_its_kind(went_on: Ended) -> None:
    named = rows(
        went_on.house.home,
        "select locator, fault_kind, keeps_out from marts.programme_faults"
        " where settlement_code = '7100' and fault_kind like 'personal%' order by locator",
    )
    assert named == [
        ("הוראות!B7", "personal_phone", "sheet"),
        ("יומן למידה!C6", "personal_mail", "row"),
        ("יומן למידה!E9", "personal_phone", "row"),
        ("יומן למידה!F5", "personal_phone", "row"),
        ("יומן למידה!G7", "personal_id", "row"),
        ("יומן למידה!H8", "personal_address", "row"),
        ("יומן למידה!L11", "personal_phone", "row"),
    ]


def test_rows_without_personal_data_enter(went_on: Ended) -> None:
    entered = rows(
        went_on.house.home,
        "select sheet_id, coalesce(entry->>'title', entry->>'milestone'), filled_by"
        " from marts.programme_entries where settlement_code = '7100'"
        " and sheet_id in ('learning_log', 'milestones') order by sheet_id",
    )
    assert entered == [("learning_log", "בלי פרטים", None), ("milestones", "תרגיל", None)]


def test_a_file_with_personal_data_in_its_name_is_left_and_not_named(went_on: Ended) -> None:
    line = "left in the inbox: …: a file or folder whose name holds personal data; rename it"
    assert went_on.run.out.count(line) == 2  # the file, and a folder


def test_check_inbox_echoes_none_of_it(went_on: Ended, tmp_path: Path) -> None:
    marked = str(tmp_path / "marked")
    run = thriving(
        went_on.house.home, "check-inbox", "--settlement", "אשקלון", "--annotate", marked
    )
    assert run.status == 2, run.text
    assert [text for text in PERSONAL if text in run.text] == []


def test_check_inbox_does_not_echo_the_name_of_a_folder(went_on: Ended) -> None:
    run = thriving(went_on.house.home, "check-inbox")
    assert run.status == 2, run.text
    assert IN_FOLDER not in run.text
