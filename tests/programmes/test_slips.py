"""Slips of people who fill a form for the first time: each is told where it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked
from ingest.programmes.form import load_forms, sheets
from ingest.programmes.layout import write_form
from tests.programmes.office import saved_as
from tests.programmes.sound import (
    FOLDER,
    SAFED,
    Make,
    Values,
    as_csv,
    edited,
    grid,
    typed,
    with_cells,
)


def _check(make: Make, folder: Path, of: str = FOLDER, name: str = "a.xlsx") -> Checked:
    path = folder / name
    make(path)
    return check_file(path, name, of)


def _kinds(checked: Checked) -> list[str]:
    return [fault.kind for fault in checked.faults]


@pytest.mark.parametrize("cells", [{"B4": "דיור ומחסה"}, {"F4": 7}, {"K4": "נמדד בסקר"}])
def test_a_row_typed_over_the_example_is_told(cells: Values, tmp_path: Path) -> None:
    checked = _check(typed("needs", cells), tmp_path)
    assert [entry.row for entry in checked.entries] == [5, 6, 7]
    (fault,) = checked.faults
    assert (fault.kind, fault.weight, fault.place) == ("example_filled", "notice", "A4")
    assert "„דוגמה”" in fault.what.he and "סמל היישוב ושמו במקום" in fault.do.he
    assert "in place of" in fault.do.en


@pytest.mark.parametrize("cells", [{}, {"F4": None}, {"B4": "Food", "I4": "1/1/2026"}])
def test_the_example_as_it_was_is_silent(cells: Values, tmp_path: Path) -> None:
    assert _check(typed("needs", cells), tmp_path).faults == []


def test_a_single_row_typed_over_the_example_is_not_lost_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [grid("needs")[0], ["דוגמה", *grid("needs")[1][1:]]]
    as_csv(rows, "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert _kinds(checked) == ["example_filled", "nothing_filled"]
    assert not checked.entries


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_examples_that_another_program_saved_are_silent(kind: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{form_id}.xlsx" for form_id in load_forms()]
    for path in paths:
        write_form(load_forms()[path.stem], path, SAFED, {}, prepared=2)
    for path in saved_as(paths, kind, tmp_path / "saved"):
        assert _kinds(check_file(path, path.name, FOLDER)) == ["nothing_filled"], path.name


@pytest.mark.parametrize("folder", ["נתוני רווחה", "טבריה"])
@pytest.mark.parametrize("cell", ["8000 צפת", "צפת"])
def test_a_folder_that_is_not_of_its_rows_is_told_once(
    folder: str, cell: str, tmp_path: Path
) -> None:
    rows = with_cells({(row, 1): cell for row in (2, 3, 4)} | {(3, 6): "כ-200"})
    checked = _check(as_csv(rows, "utf-8"), tmp_path, folder, "a.csv")
    assert _kinds(checked) == ["number_approximate", "folder_other"]
    assert checked.refused and not checked.entries and not checked.sheet_ids
    fault = checked.faults[-1]
    assert (fault.weight, fault.found) == ("file", cell)
    assert f"({folder})" in fault.what.he and f"ל„{cell}”" in fault.do.he
    assert f'"{cell}"' in fault.do.en


def test_made_up_rows_are_no_name_of_a_folder(tmp_path: Path) -> None:
    rows = with_cells({(row, 1): "8000 צפת · סינתטי" for row in (2, 3, 4)})
    fault = _check(as_csv(rows, "utf-8"), tmp_path, "טפסים", "a.csv").faults[-1]
    assert "ל„8000 צפת”" in fault.do.he


def test_rows_of_several_settlements_are_told_one_by_one(tmp_path: Path) -> None:
    rows = with_cells({(2, 1): "8000 צפת", (3, 1): "6700 טבריה", (4, 1): "8000 צפת"})
    checked = _check(as_csv(rows, "utf-8"), tmp_path, "טפסים", "a.csv")
    assert _kinds(checked) == ["settlement_other"] * 3
    checked = _check(as_csv(rows, "utf-8"), tmp_path, "צפת", "a.csv")
    assert _kinds(checked) == ["settlement_other"] and len(checked.entries) == 2


@pytest.mark.parametrize("cell", ["צפת וטבריה", "טבריה וצפת", "8000 צפת וטבריה"])
def test_two_settlements_joined_by_and_are_two(cell: str, tmp_path: Path) -> None:
    for folder in (FOLDER, "צפת"):
        checked = _check(typed("needs", {"A6": cell}), tmp_path, folder)
        assert _kinds(checked) == ["settlement_two"], folder
        assert [entry.row for entry in checked.entries] == [5, 7]


def test_a_name_of_two_words_joined_by_and_is_one_settlement(tmp_path: Path) -> None:
    rows = with_cells({(row, 1): "נאות גולן ורמות" for row in (2, 3, 4)})
    checked = _check(as_csv(rows, "utf-8"), tmp_path, "נאות גולן ורמות", "a.csv")
    assert checked.faults == [] and len(checked.entries) == 3


def test_a_changed_hebrew_header_is_told_though_the_english_one_is_right(tmp_path: Path) -> None:
    (fault,) = _check(typed("needs", {"B2": "סוג צרכים *"}), tmp_path).faults
    assert (fault.kind, fault.weight, fault.place) == ("column_missing", "sheet", "B2")
    assert "„סוג הצורך”" in fault.what.he and "„סוג צרכים *” דומה לה" in fault.do.he


def test_a_changed_header_of_a_column_that_may_be_empty_is_a_notice(tmp_path: Path) -> None:
    checked = _check(typed("needs", {"H2": "הגוף שמדווח"}), tmp_path)
    (fault,) = checked.faults
    assert (fault.kind, fault.weight, fault.place) == ("column_unknown", "notice", "H2")
    assert "„הגוף שמדווח”" in fault.what.he and "„גוף מדווח”" in fault.do.he
    assert '"הגוף שמדווח"' in fault.what.en
    assert len(checked.entries) == 3
    assert "reported_by" not in checked.entries[0].cells


def test_a_header_with_personal_data_is_not_named(tmp_path: Path) -> None:
    (fault,) = _check(typed("needs", {"L2": "052-5550199", "L6": "כן"}), tmp_path).faults
    assert fault.kind == "column_unknown" and "5550199" not in repr(fault)
    assert fault.what.he.startswith("העמודה אינה")


def test_english_headers_below_others_are_still_read(tmp_path: Path) -> None:
    def clear(sheet: Any) -> None:
        for cell in sheet[2]:
            cell.value = None

    checked = _check(edited("needs", clear), tmp_path)
    assert checked.faults == [] and len(checked.entries) == 3


@pytest.mark.parametrize(
    ("sheet_id", "values"),
    [
        ("roles", {"G6": "חצי"}),
        ("roles", {"H2": "עוד", "H6": "משהו"}),
        ("practices", {"K2": "עוד", "K6": "משהו"}),
    ],
)
def test_nobody_is_sent_to_a_column_that_the_sheet_has_not(
    sheet_id: str, values: Values, tmp_path: Path
) -> None:
    assert "note" not in {column.column_id for column in sheets()[sheet_id].columns}
    (fault,) = _check(typed(sheet_id, values), tmp_path).faults
    assert "הערה" not in fault.do.he and "Note" not in fault.do.en
    (noted,) = _check(typed("needs", {"F6": "חצי"}), tmp_path).faults
    assert "„הערה”" in noted.do.he and '"Note"' in noted.do.en


@pytest.mark.parametrize("written", ["65", "65%", 65])
def test_a_percentage_may_bear_its_sign(written: object, tmp_path: Path) -> None:
    checked = _check(typed("roles", {"G6": written}), tmp_path)
    assert checked.faults == [] and checked.entries[1].cells["post_pct"].text == "65"
