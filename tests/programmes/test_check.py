"""A file as a whole: which rows enter, whose they are, and that nothing handed in raises."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from ingest.programmes.annotate import annotate
from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked
from ingest.programmes.choices import fold
from ingest.programmes.form import SETTLEMENT, load_forms, sheets
from ingest.programmes.layout import write_form
from tests.programmes.office import saved_as
from tests.programmes.sound import (
    FOLDER,
    SAFED,
    as_csv,
    as_ods,
    edited,
    grid,
    rewrite,
    sound,
    typed,
    with_cells,
)


def _kinds(checked: Checked) -> list[str]:
    return [fault.kind for fault in checked.faults]


def _examples(form_id: str) -> dict[str, list[dict[str, object]]]:
    """The example row of each sheet, dates as the forms keep them."""
    rows: dict[str, list[dict[str, object]]] = {}
    for sheet in load_forms()[form_id].sheets:
        row: dict[str, object] = {}
        for column in sheet.columns:
            day_first = column.example.split("/")
            is_date = column.type == "date" and column.example
            row[column.column_id] = "-".join(reversed(day_first)) if is_date else column.example
        rows[sheet.sheet_id] = [row]
    return rows


@pytest.mark.parametrize("form_id", load_forms())
def test_the_example_of_every_form_would_hold(form_id: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(load_forms()[form_id], path, SAFED, _examples(form_id))
    checked = check_file(path, path.name, FOLDER)
    assert checked.faults == []
    assert checked.sheet_ids == tuple(sheet.sheet_id for sheet in load_forms()[form_id].sheets)
    for entry in checked.entries:
        sheet = sheets()[entry.sheet_id]
        filled = {c.column_id for c in sheet.columns if c.example}
        assert set(entry.cells) == filled
        assert (entry.row, entry.settlement, entry.sheet) == (5, FOLDER, sheet.title.he)
        parts = [entry.cells[c].text if c in entry.cells else "" for c in sheet.key]
        assert entry.key == " · ".join(fold(part) for part in parts)


@pytest.mark.parametrize("form_id", load_forms())
def test_a_template_with_nothing_filled_says_so(form_id: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(load_forms()[form_id], path, SAFED, {})
    checked = check_file(path, path.name, FOLDER)
    assert (_kinds(checked), checked.sheet_ids) == (["nothing_filled"], ())
    assert not checked.refused


def test_no_header_means_two_columns_of_a_sheet() -> None:
    for sheet in sheets().values():
        headers = [fold(text) for c in (SETTLEMENT, *sheet.columns) for text in {c.he, c.en}]
        assert len(headers) == len(set(headers)), sheet.sheet_id


def test_readings_know_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    as_csv(grid("needs"), "utf-8")(path)
    first = check_file(path, path.name, FOLDER).entries[0]
    assert (first.sheet, first.row) == ("", 2)
    assert (first.cells["people"].place, first.cells["people"].value) == ("F2", 120.0)
    assert first.cells["people"].text == "120" and first.cells["note"].value is None


@pytest.mark.parametrize("folder", ["8000", "צפת", "8000 צפת", "8000 צפת · סינתטי"])
@pytest.mark.parametrize("cell", ["8000", "צפת", "8000 צפת"])
def test_ways_to_name_the_settlement(folder: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    as_csv(with_cells({(row, 1): cell for row in (2, 3, 4)}), "utf-8")(path)
    checked = check_file(path, path.name, folder)
    assert [entry.settlement for entry in checked.entries] == [cell] * 3
    assert not checked.synthetic


def test_a_folder_of_two_settlements_is_refused(tmp_path: Path) -> None:
    checked = check_file(tmp_path / "none.csv", "none.csv", "8000, 6700")
    assert _kinds(checked) == ["folder_unreadable"] and checked.refused


def test_synthetic_rows_mark_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    marked = {(row, 1): "8000 צפת · סינתטי" for row in (2, 3, 4)}
    as_csv(with_cells(marked), "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert checked.synthetic and len(checked.entries) == 3
    as_csv(with_cells(dict(list(marked.items())[:2])), "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert _kinds(checked) == ["mixed_synthetic"]
    assert checked.refused and not checked.entries and not checked.sheet_ids


def test_who_filled_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sound("needs", path)
    book = load_workbook(path)
    rows = book["הוראות"].iter_rows(max_col=1)
    label = next(row[0] for row in rows if str(row[0].value).startswith("מולא בידי"))
    label.offset(column=1).value = " אגף  הרווחה"
    book.save(path)
    assert check_file(path, path.name, FOLDER).filled_by == "אגף הרווחה"


def test_the_same_thing_in_two_sheets_is_refused_in_both(tmp_path: Path) -> None:
    def copy_sheet(sheet: Any) -> None:
        sheet.parent.copy_worksheet(sheet).title = "צרכים 2"

    path = tmp_path / "a.xlsx"
    edited("needs", copy_sheet)(path)
    checked = check_file(path, path.name, FOLDER)
    assert _kinds(checked) == ["key_twice"] * 6 and not checked.entries
    assert {fault.sheet for fault in checked.faults} == {"צרכים", "צרכים 2"}
    assert checked.sheet_ids == ("needs",)


def test_a_row_tells_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    typed("needs", {"A6": "6700", "C6": None, "F6": -1, "K6": "052-5550199"})(path)
    checked = check_file(path, path.name, FOLDER)
    assert sorted(_kinds(checked)) == [
        "count_not_whole", "personal_phone", "required_empty", "settlement_other",
    ]  # fmt: skip
    assert {(fault.row, fault.sheet_id) for fault in checked.faults} == {(6, "needs")}


def test_the_settlement_alone_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    empty = [FOLDER, *[""] * 10]
    as_csv([*grid("needs"), empty, empty, ["", *[" "] * 10]], "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert len(checked.entries) == 3 and checked.faults == []


def test_totals_alone_replace_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    as_csv([grid("investments")[0], ["סה״כ", *[""] * 6, "750000", "", ""]], "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert (_kinds(checked), checked.sheet_ids) == (["total_row"], ())


def test_examples_and_repeated_headers_are_skipped(tmp_path: Path) -> None:
    headers, *rows = grid("needs")
    english = [SETTLEMENT.en, *(column.en for column in sheets()["needs"].columns)]
    example = ["דוגמה: לא למלא", "מזון", *[""] * 9]
    other = ["Example", "Food", *[""] * 9]
    path = tmp_path / "a.csv"
    as_csv([["כותרת"], headers, english, example, *rows, headers, other], "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert [entry.row for entry in checked.entries] == [5, 6, 7] and checked.faults == []


def test_english_headers_alone_and_stars_and_case(tmp_path: Path) -> None:
    headers = [SETTLEMENT.en, *(column.en for column in sheets()["needs"].columns)]
    path = tmp_path / "a.csv"
    as_csv([[f"{header.upper()} *" for header in headers], *grid("needs")[1:]], "utf-8")(path)
    assert len(check_file(path, path.name, FOLDER).entries) == 3


def test_a_header_far_down_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    as_csv([*[["הערות"]] * 20, *grid("needs")], "utf-8")(path)
    assert _kinds(check_file(path, path.name, FOLDER)) == ["no_form"]


def test_every_sheet_is_told_apart_by_its_headers(tmp_path: Path) -> None:
    for form in load_forms().values():
        for sheet in form.sheets:
            row = _examples(form.form_id)[sheet.sheet_id][0]
            path = tmp_path / f"{sheet.sheet_id}.csv"
            headers = [SETTLEMENT.he, *(column.he for column in sheet.columns)]
            as_csv([headers, ["8000", *map(str, row.values())]], "utf-8")(path)
            assert check_file(path, path.name, FOLDER).sheet_ids == (sheet.sheet_id,)


@pytest.mark.parametrize("sheet_id", ["learning_log", "milestones"])
def test_the_name_of_a_sheet_breaks_a_tie(sheet_id: str, tmp_path: Path) -> None:
    """The headers of two sheets side by side: each is met whole, and both are of seven columns."""
    book = Workbook()
    book.active.title = sheets()[sheet_id].title.he
    columns = {
        column.he: column.example or "1/1/2026"
        for name in ("learning_log", "milestones")
        for column in sheets()[name].columns
    }
    book.active.append(["יישוב", *columns])
    book.active.append(["8000", *columns.values()])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert {fault.sheet_id for fault in check_file(path, path.name, FOLDER).faults} == {sheet_id}


def test_a_renamed_header_does_not_make_it_a_smaller_form(tmp_path: Path) -> None:
    """All that a membership needs stands in a sheet of evaluation waves, too."""
    sheet = sheets()["evaluation_waves"]
    headers = ["יישוב", *(column.he for column in sheet.columns)]
    headers[headers.index("סוג")] = "סוג המחקר"
    row = ["8000", *(column.example for column in sheet.columns)]
    path = tmp_path / "a.csv"
    as_csv([headers, row], "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert [(f.kind, f.sheet_id) for f in checked.faults] == [
        ("column_missing", "evaluation_waves")
    ]


@pytest.mark.parametrize("value", [525550199, 525550199.0, 123456782, "0525550199"])
def test_personal_data_that_became_numbers_are_found(value: object, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    typed("needs", {"K6": value, "L2": "קשר", "L5": value})(path)
    checked = check_file(path, path.name, FOLDER)
    assert [entry.row for entry in checked.entries] == [7]
    assert str(value)[:9] not in repr(checked)


def test_personal_data_in_the_name_of_a_sheet_are_not_told(tmp_path: Path) -> None:
    def rename(sheet: Any) -> None:
        sheet.title = "דני 052-5550199"
        sheet["F6"] = -1

    path = tmp_path / "a.xlsx"
    edited("needs", rename)(path)
    checked = check_file(path, path.name, FOLDER)
    assert [fault.sheet for fault in checked.faults] == ["#2"]
    assert all("5550199" not in repr(entry) for entry in checked.entries)


def test_personal_data_beside_an_empty_row_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [[*row, ""] for row in grid("needs")]
    as_csv([*rows, [*[""] * 11, "052-5550199"]], "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    assert [(f.kind, f.place) for f in checked.faults if f.weight == "row"] == [
        ("personal_phone", "L5")
    ]
    assert len(checked.entries) == 3


def test_five_thousand_rows_are_checked_in_three_seconds(tmp_path: Path) -> None:
    rows = [
        {"body": f"גוף {n}", "sector": "government", "year": 2025, "kind": "money", "pooled": "yes",
         "planned_ils": 1000 + n, "note": f"הערה על ההשקעה בשכונה ועל השותפים {n}"}
        for n in range(5000)
    ]  # fmt: skip
    path = tmp_path / "a.xlsx"
    write_form(load_forms()["investments"], path, SAFED, {"investments": rows})
    start = time.process_time()
    checked = check_file(path, path.name, FOLDER)
    assert time.process_time() - start < 3
    assert len(checked.entries) == 5000 and checked.faults == []


def test_a_stray_cell_in_the_last_row_costs_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    typed("needs", {"K1048576": " "})(path)
    start = time.process_time()
    checked = check_file(path, path.name, FOLDER)
    annotate(path, checked, tmp_path)
    assert time.process_time() - start < 4
    assert len(checked.entries) == 3 and checked.faults == []


def _spoilt(content: bytes, at: float, by: bytes) -> bytes:
    place = int(at * len(content))
    return content[:place] + by + content[place + len(by) :]


@settings(max_examples=40, deadline=None)
@given(at=st.floats(0, 1), by=st.binary(min_size=1, max_size=40), cut=st.booleans())
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_spoilt_files_never_raise(
    suffix: str, at: float, by: bytes, cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("spoilt") / f"a{suffix}"
    if suffix == ".csv":
        as_csv(grid("roles"), "utf-8")(path)
    else:
        sound("roles", path)
    content = path.read_bytes()
    path.write_bytes(content[: int(at * len(content))] if cut else _spoilt(content, at, by))
    checked = check_file(path, path.name, FOLDER)
    assert checked.refused or checked.entries or checked.faults


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(st.text(max_size=20), max_size=12), max_size=8))
def test_any_text_in_any_cell_never_raises(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("texts") / "a.csv"
    text = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    as_csv([*grid("needs"), *text], "utf-8")(path)
    checked = check_file(path, path.name, FOLDER)
    if not checked.refused and not any(f.weight == "sheet" for f in checked.faults):
        assert {2, 3, 4} <= {entry.row for entry in checked.entries}


def _mistakes(sheet: Any) -> None:
    sheet["G5"], sheet["G5"].number_format = 0.65, "0%"
    sheet["C6"] = "צפון\nודרום"
    sheet.merge_cells("D6:E6")
    sheet.row_dimensions[7].hidden = True
    sheet["A8"], sheet["B8"], sheet["E8"] = "8000", "מתכלל", "פנוי"
    sheet["C8"], sheet["G8"] = "רובע א", "=30+20"
    sheet["A9"], sheet["B9"], sheet["E9"] = "8000", "מתכלל", "פנוי"
    sheet["C9"], sheet["G9"] = "רובע ב", "=1/0"
    sheet["F8"] = "03/04/2026"
    hidden = sheet.parent.copy_worksheet(sheet)
    hidden.title, hidden.sheet_state = "ישן", "hidden"


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_saves_what_is_read_alike(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    edited("roles", _mistakes)(path)
    (saved,) = saved_as([path], kind, tmp_path / "saved")
    checked = check_file(saved, saved.name, FOLDER)
    assert sorted((f.kind, f.sheet, f.place) for f in checked.faults) == [
        ("cell_error", "תפקידים", "G9"),
        ("date_day_first", "תפקידים", "F8"),
        ("formula_value", "תפקידים", "G8"),
        ("merged_cells", "תפקידים", "D6"),
        ("row_hidden", "תפקידים", "A7"),
        ("sheet_hidden", "ישן", ""),
    ]
    read = {entry.row: entry.cells for entry in checked.entries}
    assert {row: cells["post_pct"].text for row, cells in read.items()} == {5: "65", 8: "50"}


@pytest.mark.parametrize(
    ("tag", "repeated"),
    [
        ("<table:table-cell ", '<table:table-cell table:number-columns-repeated="900000" '),
        ("<table:table-row>", '<table:table-row table:number-rows-repeated="900000">'),
    ],
)
def test_an_ods_that_repeats_a_cell_beyond_reason(tag: str, repeated: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    as_ods(grid("roles"))(path)
    rewrite(path, lambda _, content: content.replace(tag, repeated, 1))
    assert _kinds(check_file(path, path.name, FOLDER)) == ["too_large"]
