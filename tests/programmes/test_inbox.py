"""What ``check-inbox`` and a refresh see in an inbox, and how it is told."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path

import pytest

from ingest.fetch.forms import fetch_inbox_forms
from ingest.programmes.checked import Checked, Entry, Fault
from ingest.source import Bilingual, load_sources
from orchestration.home import Home
from orchestration.inbox import check_inbox, report_lines
from tests.programmes.sound import FOLDER, sound, typed

PHONE = "052-5550199"
TEXT = Bilingual(he="מה", en="what")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One sound form in a folder, two files in none, and what is to be overlooked."""
    inbox = tmp_path / "inbox"
    (inbox / FOLDER).mkdir(parents=True)
    sound("needs", inbox / FOLDER / "צרכים.xlsx")
    sound("roles", inbox / "תפקידים.xlsx")
    for name in (f"דוח {PHONE}.xlsx", ".DS_Store", "~$תפקידים.xlsx", "README.txt"):
        (inbox / name).write_bytes(b"")
    for path in inbox.rglob("*.xlsx"):
        os.utime(path, (0, 0))
    return Home(tmp_path)


def test_a_form_with_altered_bytes_is_told_and_stops_nothing(home: Home) -> None:
    """Its container is whole, and what is in it cannot be unpacked."""
    path = home.folder / "inbox" / FOLDER / "צרכים.xlsx"
    altered = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as parts:
        for part in parts.infolist():
            begin = part.header_offset + 30 + len(part.filename.encode())
            altered[begin : begin + 40] = b"\xff" * 40
    path.write_bytes(altered)
    os.utime(path, (0, 0))
    with zipfile.ZipFile(path) as parts, pytest.raises(zlib.error):
        parts.read("xl/workbook.xml")
    source = load_sources()["settlement_programmes"]
    found, _, _ = fetch_inbox_forms(
        source, home.folder / "inbox", load_sources(), synthetic=True, settle_seconds=0
    )
    assert [file.name for file in found] == ["צרכים.xlsx"]
    *_, form = check_inbox(home, None, None)
    assert form.refused and [fault.kind for fault in form.faults] == ["damaged"]


def test_a_file_in_the_inbox_itself_is_told(home: Home) -> None:
    personal, loose, form = check_inbox(home, None, None)
    assert (loose.folder, loose.name, loose.refused) == ("inbox", "תפקידים.xlsx", True)
    (fault,) = loose.faults
    assert fault.kind == "folder_none" and "„8000 צפת”" in fault.do.he
    assert '"inbox/8000 צפת/"' in fault.do.en
    assert (personal.name, personal.faults[0].kind) == ("…", "file_name_personal")
    assert (form.name, form.faults) == ("צרכים.xlsx", [])
    text = "\n".join(report_lines([personal, loose, form], None))
    assert "inbox/תפקידים.xlsx: 0 שורות תקינות, שגיאה אחת" in text
    assert "הקובץ · file (" in text and PHONE not in text


def test_it_is_of_no_settlement_that_is_asked_for(home: Home) -> None:
    assert [file.name for file in check_inbox(home, "8000", None)] == ["צרכים.xlsx"]


def test_a_refresh_reports_it_and_names_nothing_personal(home: Home) -> None:
    sources = load_sources()
    source = sources["settlement_programmes"]
    inbox = home.folder / "inbox"
    found, others, left = fetch_inbox_forms(source, inbox, sources, synthetic=False)
    assert [file.path.name for file in found] == ["צרכים.xlsx"]
    assert others == [inbox / "תפקידים.xlsx"]
    assert left == ["…: a file or folder whose name holds personal data; rename it"]


def test_an_inbox_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    sources = load_sources()
    source = sources["settlement_programmes"]
    assert check_inbox(Home(tmp_path), None, None) == []
    assert fetch_inbox_forms(source, tmp_path / "inbox", sources, synthetic=False) == ([], [], [])


def test_a_file_is_summed_up_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "inbox" / FOLDER).mkdir(parents=True)
    typed("needs", {"F5": "כ-200", "C6": None, "I7": "03/04/2026"})(
        tmp_path / "inbox" / FOLDER / "צרכים.xlsx"
    )
    lines = report_lines(check_inbox(Home(tmp_path), None, None), None)
    assert lines[0] == (
        f"{FOLDER}/צרכים.xlsx: שורה תקינה אחת, 2 שגיאות, הערה אחת · 1 row holds, 2 faults, 1 notice"
    )


@pytest.mark.parametrize(
    ("rows", "faults", "notices", "summary"),
    [
        (0, 0, 0, "0 שורות תקינות, 0 שגיאות, 0 הערות · 0 rows hold, 0 faults, 0 notices"),
        (1, 1, 1, "שורה תקינה אחת, שגיאה אחת, הערה אחת · 1 row holds, 1 fault, 1 notice"),
        (3, 2, 4, "3 שורות תקינות, 2 שגיאות, 4 הערות · 3 rows hold, 2 faults, 4 notices"),
    ],
)
def test_one_is_said_as_one(rows: int, faults: int, notices: int, summary: str) -> None:
    file = Checked("8000", "a.csv", entries=[Entry("needs", "", 2, "", "8000", {})] * rows)
    file.faults += [Fault("number_span", "row", "", TEXT, TEXT)] * faults
    file.faults += [Fault("macros", "notice", "", TEXT, TEXT)] * notices
    assert report_lines([file], None)[0] == f"8000/a.csv: {summary}"
