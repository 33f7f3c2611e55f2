"""``thriving template`` and ``thriving check-inbox`` as people call them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from ingest.programmes.form import load_forms
from tests.integration.house import published_bytes, thriving, warehouse
from tests.integration.programme_forms import (
    LOG,
    NEEDS,
    ROLES,
    folder_of,
    handed_in,
    lay,
    mended_needs,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Nothing is published in it: forms are checked by themselves."""
    return tmp_path / "home"


@pytest.fixture
def faulty(home: Path) -> Path:
    """One form of Yirka with faults, one of Safed without."""
    lay(home, "0502", NEEDS, "needs_responses", handed_in("0502", "needs_responses"))
    lay(home, "8000", ROLES, "roles", handed_in("8000", "roles"))
    return home


def test_an_inbox_in_which_all_holds_leaves_with_nought(home: Path) -> None:
    lay(home, "0502", NEEDS, "needs_responses", mended_needs())
    run = thriving(home, "check-inbox")
    assert run.status == 0, run.text
    summary = "6 שורות תקינות, 0 שגיאות, 0 הערות · 6 rows hold, 0 faults, 0 notices"
    assert f"{folder_of('0502')}/{NEEDS}: {summary}" in run.out


def test_an_empty_inbox_is_said_to_be_empty(home: Path) -> None:
    run = thriving(home, "check-inbox")
    assert run.status == 0, run.text
    assert run.out.strip() == "no form in the inbox · אין טפסים בתיבה"


def test_each_fault_is_told_with_its_cell_in_hebrew_and_in_english(faulty: Path) -> None:
    run = thriving(faulty, "check-inbox")
    assert run.status == 2, run.text
    lines = [line.strip() for line in run.out.splitlines()]
    of_needs = "4 שורות תקינות, 6 שגיאות, 0 הערות · 4 rows hold, 6 faults, 0 notices"
    of_roles = "3 שורות תקינות, 0 שגיאות, 0 הערות · 3 rows hold, 0 faults, 0 notices"
    assert f"{folder_of('0502')}/{NEEDS}: {of_needs}" in lines
    assert f"{folder_of('8000')}/{ROLES}: {of_roles}" in lines
    at = lines.index("צרכים!I8 · מתאריך (the row is not taken in · השורה לא תיקלט)")
    assert "12/31/2026" in lines[at + 1] and "החודש כתוב לפני היום" in lines[at + 1]
    assert "12/31/2026" in lines[at + 2] and "the month stands before the day" in lines[at + 2]
    assert "050-0000000" not in run.text


def test_the_same_for_a_program(faulty: Path) -> None:
    run = thriving(faulty, "check-inbox", "--json")
    assert run.status == 2, run.text
    files = {file["folder"]: file for file in json.loads(run.out)}
    needs = files[folder_of("0502")]
    assert (needs["rows"], needs["sheets"], needs["synthetic"]) == (4, ["needs", "responses"], True)
    places = {fault["place"]: fault["kind"] for fault in needs["faults"]}
    assert places == {
        "B7": "choice_unknown",
        "I8": "date_month_first",
        "K9": "personal_phone",
        "B10": "key_twice",
        "B11": "key_twice",
        "B12": "total_row",
    }
    for fault in needs["faults"]:
        assert fault["weight"] == "row" and fault["sheet"] == "צרכים"
        for part in ("what_he", "what_en", "do_he", "do_en"):
            assert fault[part]


@pytest.mark.parametrize("named", ["0502", "502", "ירכא", "0502 ירכא"])
def test_one_settlement_is_checked_by_its_code_or_name(faulty: Path, named: str) -> None:
    run = thriving(faulty, "check-inbox", "--settlement", named)
    assert run.status == 2, run.text
    assert f"{folder_of('0502')}/{NEEDS}:" in run.out and folder_of("8000") not in run.out


def test_for_a_program_sound_forms_have_no_faults(faulty: Path) -> None:
    run = thriving(faulty, "check-inbox", "--settlement", "8000", "--json")
    assert run.status == 0, run.text
    [roles] = json.loads(run.out)
    assert (roles["folder"], roles["name"], roles["rows"]) == (folder_of("8000"), ROLES, 3)
    assert (roles["sheets"], roles["synthetic"], roles["faults"]) == (["roles"], True, [])


def test_one_settlement_without_faults_leaves_with_nought(faulty: Path) -> None:
    assert thriving(faulty, "check-inbox", "--settlement", "8000").status == 0


def test_a_settlement_without_a_folder_is_refused_with_those_there_are(faulty: Path) -> None:
    run = thriving(faulty, "check-inbox", "--settlement", "7100")
    assert run.status == 2 and run.out == "", run.text
    assert "no folder of that settlement" in run.err and folder_of("0502") in run.err
    assert "Traceback" not in run.text


def test_copies_bear_marks_and_comments_at_the_faulty_cells(faulty: Path, tmp_path: Path) -> None:
    into = tmp_path / "marked"
    original = (faulty / "inbox" / folder_of("0502") / NEEDS).read_bytes()
    run = thriving(faulty, "check-inbox", "--annotate", str(into))
    assert run.status == 2 and str(into) in run.out, run.text
    [copy] = into.rglob("*.xlsx")
    assert copy.parent.name == folder_of("0502")
    sheet = openpyxl.load_workbook(copy)["צרכים"]
    commented = {cell.coordinate for line in sheet.iter_rows() for cell in line if cell.comment}
    assert commented >= {"B7", "I8", "K9", "B10", "B11", "B12"}
    assert "B5" not in commented
    assert "בחרו מהרשימה" in sheet["B7"].comment.text
    assert (faulty / "inbox" / folder_of("0502") / NEEDS).read_bytes() == original


@pytest.mark.parametrize("inside", [".", "0502 ירכא", "marked"])
def test_copies_may_not_lie_in_the_inbox(faulty: Path, inside: str) -> None:
    before = sorted((faulty / "inbox").rglob("*"))
    run = thriving(faulty, "check-inbox", "--annotate", str(faulty / "inbox" / inside))
    assert run.status == 2 and "copies in the inbox would be taken in as forms" in run.err
    assert sorted((faulty / "inbox").rglob("*")) == before


def test_a_form_that_is_open_in_an_office_program_is_not_taken_for_two(faulty: Path) -> None:
    (faulty / "inbox" / folder_of("8000") / f"~${LOG}").write_bytes(b"lock")
    run = thriving(faulty, "check-inbox", "--settlement", "8000", "--json")
    assert run.status == 0 and len(json.loads(run.out)) == 1, run.text


def test_templates_of_a_settlement_hold_its_rows_and_the_files_check_sound(
    sample_home: Path, home: Path
) -> None:
    into = home / "inbox" / folder_of("1031")
    before = published_bytes(sample_home)
    run = thriving(sample_home, "template", "all", "--settlement", "שדרות", "--to", str(into))
    assert run.status == 0 and run.out.strip() == str(into), run.text
    assert len(list(into.iterdir())) == len(load_forms()) == 12
    checked = thriving(home, "check-inbox", "--json")
    assert checked.status == 0, checked.text
    # By hand: three periods, three parts and a model; six needs and eight responses; and so on.
    held = {file["name"].split("(")[1]: file["rows"] for file in json.loads(checked.out)}
    assert held["programme).xlsx"] == 7 and held["needs_responses).xlsx"] == 14
    assert held["governing_body).xlsx"] == 13 and held["investments).xlsx"] == 5
    assert published_bytes(sample_home) == before


def test_a_template_is_not_written_over_what_people_filled(
    sample_home: Path, tmp_path: Path
) -> None:
    arguments = ["template", "roles", "--settlement", "8000", "--to", str(tmp_path)]
    assert thriving(sample_home, *arguments).status == 0
    assert thriving(sample_home, *arguments).status == 0, "the same file is no other"
    [path] = tmp_path.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    book["תפקידים"]["B8"] = "מתכלל"
    book.save(path)
    filled = path.read_bytes()
    run = thriving(sample_home, *arguments)
    assert run.status == 2 and "may have been filled" in run.err, run.text
    assert path.read_bytes() == filled and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("form", "settlement", "named"),
    [
        ("no_such_form", "8000", "needs_responses"),
        ("roles", "9876", "not known"),
        ("roles", "צפת, שדרות", "one settlement"),
        ("roles", "8000 שדרות", "more than one"),
        ("roles", "אופקי", "0031 אופקים"),
    ],
)
def test_a_template_of_nothing_known_is_refused_with_what_is(
    sample_home: Path, tmp_path: Path, form: str, settlement: str, named: str
) -> None:
    into = tmp_path / "forms"
    run = thriving(sample_home, "template", form, "--settlement", settlement, "--to", str(into))
    assert run.status == 2 and named in run.err, run.text
    assert "Traceback" not in run.text and not list(tmp_path.rglob("*.xlsx"))


def test_before_anything_is_published_a_template_asks_for_code_and_name(tmp_path: Path) -> None:
    home, into = tmp_path / "home", tmp_path / "forms"
    run = thriving(home, "template", "roles", "--settlement", "8000", "--to", str(into))
    assert run.status == 2 and "nothing is published yet" in run.err, run.text
    run = thriving(home, "template", "roles", "--settlement", "8000 צפת", "--to", str(into))
    assert run.status == 0 and Path(run.out.strip()).exists(), run.text
    assert not warehouse(home).exists()
