"""The annotated copy: marked where something is wrong, and still a form that can be handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]

from ingest.programmes.annotate import RED, YELLOW, annotate
from ingest.programmes.check import check_file
from tests.programmes.broken import FILES
from tests.programmes.sound import FOLDER, Make, as_csv, as_ods, edited, of_bytes, typed, with_cells


def _annotated(make: Make, name: str, folder: Path) -> tuple[Path, Any]:
    path = folder / name
    make(path)
    copy = annotate(path, check_file(path, name, FOLDER), folder / "out")
    return copy, load_workbook(copy)


def _colour(cell: Any) -> str | None:
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type else None


def test_cells_are_marked_and_told_in_both_languages(tmp_path: Path) -> None:
    values = {"F6": "כ-200", "I7": "03/04/2026"}
    copy, book = _annotated(typed("needs", values), "צרכים.xlsx", tmp_path)
    sheet = book["צרכים"]
    assert copy == tmp_path / "out" / "צרכים - הערות.xlsx"
    assert (_colour(sheet["F6"]), _colour(sheet["I7"])) == (RED, YELLOW)
    hebrew, _, english = sheet["F6"].comment.text.partition("\n\n")
    assert "אומדן" in hebrew and "בספרות בלבד" in hebrew
    assert "an estimate" in english and "digits alone" in english
    assert [c.coordinate for row in sheet.iter_rows() for c in row if c.comment] == ["F6", "I7"]
    assert sheet.sheet_view.rightToLeft
    assert sheet["F6"].value == "כ-200"


def test_lists_and_hidden_rows_are_kept(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[6].hidden = True

    path = tmp_path / "a.xlsx"
    edited("needs", hide)(path)
    before = len(load_workbook(path)["צרכים"].data_validations.dataValidation)
    _, book = _annotated(edited("needs", hide), "a.xlsx", tmp_path)
    assert book["צרכים"].row_dimensions[6].hidden
    assert len(book["צרכים"].data_validations.dataValidation) == before > 0
    assert book["_lists"].sheet_state != "visible"


def test_a_comment_of_before_stays_below_ours(tmp_path: Path) -> None:
    def noted(sheet: Any) -> None:
        sheet["F6"] = -1
        sheet["F6"].comment = Comment("לברר עם האגף", "רכזת")

    copy, book = _annotated(edited("needs", noted), "a.xlsx", tmp_path)
    text = book["צרכים"]["F6"].comment.text
    assert "מספר שלם" in text and text.endswith("לברר עם האגף")
    again = annotate(copy, check_file(copy, copy.name, FOLDER), tmp_path / "again")
    assert load_workbook(again)["צרכים"]["F6"].comment.text == text


def test_the_mended_copy_is_read_and_no_longer_red(tmp_path: Path) -> None:
    copy, book = _annotated(typed("needs", {"F6": "כ-200", "A6": None}), "a.xlsx", tmp_path)
    book["צרכים"]["F6"], book["צרכים"]["A6"] = 200, "8000 צפת"
    book.save(copy)
    checked = check_file(copy, copy.name, FOLDER)
    assert checked.faults == [] and [entry.row for entry in checked.entries] == [5, 6, 7]
    assert checked.entries[1].cells["people"].text == "200"
    clean = load_workbook(annotate(copy, checked, tmp_path / "clean"))["צרכים"]
    assert (_colour(clean["F6"]), clean["F6"].comment) == (None, None)


def test_faults_of_a_sheet_and_file_stand_in_its_first_cell(tmp_path: Path) -> None:
    _, book = _annotated(FILES["כותרת שונתה.xlsx"], "a.xlsx", tmp_path)
    assert "סוג הצורך" in book["צרכים"]["A1"].comment.text
    assert _colour(book["צרכים"]["A1"]) == RED
    _, book = _annotated(FILES["סימון מעורב.xlsx"], "b.xlsx", tmp_path)
    assert "סינתטי" in book.worksheets[0]["A1"].comment.text


def test_what_is_wrong_on_other_sheets_stands_there(tmp_path: Path) -> None:
    _, book = _annotated(FILES["מולא בידי אדם.xlsx"], "a.xlsx", tmp_path)
    assert "מספר טלפון" in book["הוראות"]["B7"].comment.text
    assert _colour(book["הוראות"]["B7"]) == RED
    _, book = _annotated(FILES["עמודה נוספת.xlsx"], "b.xlsx", tmp_path)
    assert _colour(book["צרכים"]["L2"]) == YELLOW


def test_a_merged_cell_is_marked_where_it_begins(tmp_path: Path) -> None:
    _, book = _annotated(FILES["תאים ממוזגים.xlsx"], "a.xlsx", tmp_path)
    comment = book["צרכים"]["B6"].comment.text
    assert comment.count("unmerge") == 1  # the same is not said for both rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1255"])
def test_a_csv_becomes_a_workbook_that_can_be_handed_in(encoding: str, tmp_path: Path) -> None:
    broken = with_cells({(3, 6): "כ-200", (4, 11): "=HYPERLINK(1)"})
    copy, book = _annotated(as_csv(broken, encoding, ";"), "needs.csv", tmp_path)
    sheet = book.worksheets[0]
    assert copy.name == "needs - הערות.xlsx" and sheet.sheet_view.rightToLeft
    assert _colour(sheet["F3"]) == RED and sheet["K4"].data_type == "s"
    sheet["F3"] = 200
    book.save(copy)
    checked = check_file(copy, copy.name, FOLDER)
    assert checked.faults == [] and [entry.row for entry in checked.entries] == [2, 3, 4]
    assert checked.entries[2].cells["note"].text == "=HYPERLINK(1)"


def test_an_ods_becomes_a_workbook_that_says_the_same(tmp_path: Path) -> None:
    rows = with_cells({(2, 7): "x", (3, 7): "x", (4, 5): "?"}, "roles")
    make = as_ods(rows, percents={(2, 7): 0.65, (3, 7): 1.5}, hidden_row=3)
    copy, book = _annotated(make, "roles.ods", tmp_path)
    assert _colour(book.worksheets[0]["E4"]) == RED
    before = check_file(tmp_path / "roles.ods", "roles.ods", FOLDER)
    after = check_file(copy, copy.name, FOLDER)
    assert [(f.kind, f.place) for f in after.faults] == [(f.kind, f.place) for f in before.faults]
    assert [entry.cells for entry in after.entries] == [entry.cells for entry in before.entries]
    assert after.entries[0].cells["post_pct"].text == "65"


@pytest.mark.parametrize("name", ["סיסמה.xlsx", "קטוע.xlsx", "סיכום.pdf", "utf16.csv", "ריק.xlsx"])
def test_what_cannot_be_opened_has_its_fault_in_an_empty_sheet(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    FILES[name](path)
    checked = check_file(path, name, FOLDER)
    book = load_workbook(annotate(path, checked, tmp_path))
    assert checked.faults[0].what.he in book.worksheets[0]["A1"].comment.text


def test_control_characters_do_not_stop_the_copy(tmp_path: Path) -> None:
    content = "יישוב,סוג הצורך\r\n8000,\x07מזון\r\n".encode()
    _, book = _annotated(of_bytes(content), "a.csv", tmp_path)
    assert book.worksheets[0]["B2"].value == "מזון"
