"""Data files of waves: what each format becomes, and what is refused."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.survey.table import ROW, read_table
from tests.ingest.survey_files import rows_of
from tests.ingest.workbooks import write_workbook

COLUMNS = ("יישוב", "q1")


def read(path: Path, columns: tuple[str, ...] = COLUMNS, sheet: str | None = None) -> pl.DataFrame:
    return read_table(path, path.name, columns, sheet)


def csv_of(tmp_path: Path, content: bytes, columns: tuple[str, ...] = COLUMNS) -> pl.DataFrame:
    path = tmp_path / "wave.csv"
    path.write_bytes(content)
    return read(path, columns)


def said(path: Path, columns: tuple[str, ...] = COLUMNS, sheet: str | None = None) -> str:
    with pytest.raises(InputError) as raised:
        read(path, columns, sheet)
    assert str(raised.value).startswith(path.name)
    return str(raised.value)


HEADER_WORDS = (
    "row 1: found no column 'q1' among 2; of those declared there are יישוב;"
    " expected each declared column once; correct the name in the declaration"
)
TEXT = "יישוב;q1;הערה\nצפת; 4 ;א\nאופקים;;ב\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1255"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimited_text_of_any_program_reads_alike(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    text = TEXT.replace(";", delimiter).replace("\n", end)
    found = csv_of(tmp_path, text.encode(encoding))
    assert found.columns == [ROW, "יישוב", "q1"]
    assert found.rows() == [(2, "צפת", "4"), (3, "אופקים", "")]
    assert found.schema[ROW] == pl.Int64


def test_columns_are_found_by_name_in_any_order_and_others_are_not_read(tmp_path: Path) -> None:
    found = csv_of(tmp_path, "שם מלא,q1,יישוב\nפלוני,4,צפת\n".encode())
    assert found.rows() == [(2, "צפת", "4")]


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'יישוב,q1\n"צפת\nעיר",1\n\n,\nאופקים,2\n'
    assert csv_of(tmp_path, text.encode()).rows() == [(2, "צפת\nעיר", "1"), (5, "אופקים", "2")]


def test_a_quoted_delimiter_is_part_of_an_answer(tmp_path: Path) -> None:
    assert csv_of(tmp_path, 'יישוב,q1\n"צפת, העיר",1\n'.encode()).rows() == [(2, "צפת, העיר", "1")]


def test_a_header_alone_is_a_wave_without_rows(tmp_path: Path) -> None:
    found = csv_of(tmp_path, "יישוב,q1,one,two\n".encode())
    assert found.is_empty() and found.columns == [ROW, "יישוב", "q1"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "found an empty file"),
        (b"q1", "found 2 bytes"),
        ("יישוב,q2\nצפת,1\n".encode(), HEADER_WORDS),
        (
            "יישוב,q1,q1\nצפת,1,2\n".encode(),
            "row 1: found 2 column 'q1' among 3; of those declared there are יישוב, q1; expected",
        ),
        (
            "יישוב,Q1,x\nצפת,1,2\n".encode(),
            "row 1: found no column 'q1' among 3; of those declared there are יישוב;",
        ),
        ("יישוב,q1\nצפת,1\nאופקים,1,2\n".encode(), "row 3: found 3 cells; expected 2"),
        ("יישוב,q1\nצפת,1\nאופקים\n".encode(), "row 3: found 1 cells; expected 2"),
        ('יישוב,q1\n"צפת,1\nאופקים,2\n'.encode(), "found text that is no table"),
        (b"\xff\xfe" + "יישוב,q1\nצפת,1\n".encode("utf-16-le"), "wave.csv"),
        (b"<!DOCTYPE html><html><body>sign in</body></html>", "found a web page"),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "wave.csv"
    path.write_bytes(content)
    assert words in said(path)


def test_a_file_without_a_header_does_not_tell_its_first_respondent(tmp_path: Path) -> None:
    path = tmp_path / "wave.csv"
    path.write_text("צפת,4,ישראלה ישראלי,123456782\nאופקים,2,פלוני אלמוני,987654324\n", "utf-8")
    message = said(path)
    assert "ישראלה" not in message and "123456782" not in message


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".dta", ".txt", ""])
def test_other_formats_are_refused_by_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"wave{suffix}"
    path.write_bytes(b"x" * 100)
    assert f"a file of kind {suffix or 'unknown'}; expected one of .csv, .xlsx, .sav" in said(path)


# Workbooks


def test_a_whole_number_in_a_workbook_bears_no_decimal_point(tmp_path: Path) -> None:
    grid = [["יישוב", "q1"], [8000, 3.0], ["צפת", 2.5], [" 31 ", None], [None, None], [70, "4"]]
    found = read(write_workbook(tmp_path / "wave.xlsx", {"נתונים": grid}))
    assert found.rows() == [
        (2, "8000", "3"), (3, "צפת", "2.5"), (4, "31", ""), (6, "70", "4"),
    ]  # fmt: skip


def test_one_code_reads_alike_from_text_and_workbook(tmp_path: Path) -> None:
    """Statistics programs write 3.0 where a column has blanks."""
    text = csv_of(tmp_path, "יישוב,q1\n8000,3.0\n".encode())
    book = read(write_workbook(tmp_path / "wave.xlsx", {"a": [["יישוב", "q1"], [8000, 3.0]]}))
    assert text.rows() == book.rows()


def test_the_sheet_is_the_only_one_or_the_declared_one(tmp_path: Path) -> None:
    grid = [["יישוב", "q1"], ["צפת", 1]]
    path = write_workbook(tmp_path / "wave.xlsx", {"הסבר": [["טקסט"]], "נתונים": grid})
    assert read(path, sheet="נתונים").rows() == [(2, "צפת", "1")]
    assert "found the sheets הסבר, נתונים; expected one sheet" in said(path)
    assert "add sheet: to the declaration" in said(path, sheet="Data")
    assert "found no column 'יישוב' among 1" in said(path, sheet="הסבר")


def test_a_title_above_the_header_is_told_as_a_header_without_the_column(tmp_path: Path) -> None:
    grid = [["סקר קהילה"], ["יישוב", "q1"], ["צפת", 1]]
    message = said(write_workbook(tmp_path / "wave.xlsx", {"a": grid}))
    assert "row 1: found no column 'יישוב' among 2; of those declared there are none;" in message
    assert "סקר" not in message


def zip_of(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return buffer.getvalue()


def test_a_damaged_workbook_is_an_error_of_input(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "wave.xlsx", {"a": [["יישוב", "q1"], ["צפת", 1]]})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "a damaged or truncated workbook" in said(path)
    path.write_bytes(b"just text, not a workbook at all")
    assert "expected an Excel workbook" in said(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zip_of(xl__workbook="<no workbook>"), id="no workbook inside"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), id="encrypted, or .xls"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_an_error_of_input(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "wave.xlsx"
    path.write_bytes(content)
    said(path)


def test_a_workbook_whose_sheet_is_broken_is_an_error_of_input(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "wave.xlsx", {"a": [["יישוב", "q1"], ["צפת", 1]]})
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path, "w") as broken:
        for name, content in parts.items():
            # A text that the workbook does not have.
            broken.writestr(
                name, content.replace(b"<v>1</v>", b"<v>77</v>") if name == sheet else content
            )
    assert "a workbook that cannot be read" in said(path)


@pytest.mark.parametrize("content", [b"123456782,Yossi Levi,4\n", b"PK45678,Yossi Levi,4\n"])
def test_text_under_a_workbooks_name_is_refused_and_not_shown(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "wave.xlsx"
    path.write_bytes(content)
    message = said(path)
    assert "found a file that is no workbook; expected an Excel workbook" in message
    assert "45678" not in message and "Yossi" not in message


# SPSS


def sav(tmp_path: Path, frame: pl.DataFrame, **told: object) -> Path:
    path = tmp_path / "wave.sav"
    pyreadstat.write_sav(frame, path, **told)
    return path


def test_an_spss_file_reads_codes_not_labels_and_missing_as_it_was_coded(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "יישוב": [8000.0, 31.0, 70.0, 70.0],
            "q1": [4.0, None, 9.0, 2.5],
            "שם": ["א", "", "ב", "ג"],
        }
    )
    path = sav(
        tmp_path,
        frame,
        variable_value_labels={"q1": {4: "מסכים", 9: "אין תשובה"}},
        missing_ranges={"q1": [{"lo": 8, "hi": 9}]},
    )
    assert read(path, ("יישוב", "q1", "שם")).rows() == [
        (1, "8000", "4", "א"), (2, "31", "", ""), (3, "70", "9", "ב"), (4, "70", "2.5", "ג"),
    ]  # fmt: skip


def test_an_spss_file_says_which_variable_is_not_there(tmp_path: Path) -> None:
    path = sav(tmp_path, pl.DataFrame({"q1": [1.0], "q2": [1.0]}))
    assert "row 1: found no column 'יישוב' among 2; of those declared there are q1;" in said(path)


def test_an_spss_file_that_was_cut_is_an_error_of_input(tmp_path: Path) -> None:
    path = sav(tmp_path, pl.DataFrame({"יישוב": [1.0] * 500, "q1": [1.0] * 500}))
    whole = path.read_bytes()
    path.write_bytes(whole[:-700])
    assert "no readable SPSS file" in said(path)
    path.write_bytes(b"$FL2 and then nothing of use")
    assert "no readable SPSS file" in said(path)


@pytest.mark.parametrize(
    ("found", "other"),
    [
        (b"UTF-8", b"UTF\xd58"),  # the name of the encoding is itself damaged
        ("צפת".encode(), "צפת".encode("cp1255") + b"   "),  # the text is in another one
    ],
)
def test_an_spss_file_in_no_encoding_that_it_names_is_an_error_of_input(
    tmp_path: Path, found: bytes, other: bytes
) -> None:
    path = sav(tmp_path, pl.DataFrame({"יישוב": ["צפת"], "q1": [1.0]}))
    content = path.read_bytes()
    assert content.count(found) == 1
    path.write_bytes(content.replace(found, other))
    assert "no readable SPSS file" in said(path)


# Whatever the cells hold


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12
).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_any_text_reads_from_delimited_text_as_it_was_written(
    tmp_path: Path, cells: list[tuple[str, str]]
) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in pair) for pair in cells]
    found = csv_of(tmp_path, "\n".join(["יישוב,q1", *quoted]).encode())
    expected = [(n, *pair) for n, pair in enumerate(cells, 2) if any(pair)]
    assert found.rows() == expected


def test_two_hundred_thousand_rows_read_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"{8000 + n % 9},{n % 5 + 1},{n},note\n" for n in range(200_000))
    started = time.perf_counter()
    found = csv_of(tmp_path, ("יישוב,q1,id,note\n" + rows).encode())
    assert time.perf_counter() - started < 8
    assert rows_of(found.tail(1), ROW, "q1") == [(200_001, "5")]
