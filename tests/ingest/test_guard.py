"""Files that are none: each is refused by name before, or while, it is parsed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.archive import digest
from ingest.errors import InputError
from ingest.parse import guard
from ingest.parse.file import parse_file
from ingest.parse.raw import Understood
from ingest.source import load_sources
from tests.ingest.workbooks import Rows, assert_says, write_package, write_workbook

LOCALITIES = load_sources()["cbs_localities"]
NAME = "bycode2030.xlsx"
AGAIN = "fetch the file again from its publisher"
GRID: Rows = [
    ["שם יישוב", "סמל יישוב", "סך הכל אוכלוסייה 2030", "מחוז"],
    *([f"יישוב {i}", 1000 + i, 50 + i, 6] for i in range(300)),
]
CELL = '<c r="{}"><v>1</v></c>'


def parse(path: Path) -> Understood:
    return parse_file(LOCALITIES, path, path.name, "0" * 64, path.parent / "home")


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as raised:
        parse(path)
    assert not (path.parent / "home").exists(), "a refused file leaves nothing in the cache"
    return raised.value


def put(tmp_path: Path, content: bytes, name: str = NAME) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(tmp_path: Path) -> bytes:
    return write_workbook(tmp_path / "whole.xlsx", {"קובץ יישובים": GRID}).read_bytes()


def test_the_workbook_that_the_others_spoil_is_itself_accepted(tmp_path: Path) -> None:
    understood = parse(put(tmp_path, workbook(tmp_path)))
    assert (understood.edition, understood.rows) == ("bycode-2030", 300)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    error = refused(put(tmp_path, b""))
    assert_says(error, file=NAME, found="an empty file", expected="data", do=AGAIN)


@pytest.mark.parametrize(
    "start",
    [b"<!DOCTYPE html>", b"<html lang='he'>", b"\n\n  <HTML>", b"\xef\xbb\xbf<!doctype html>"],
)
def test_a_web_page_under_a_workbooks_name_is_refused(tmp_path: Path, start: bytes) -> None:
    page = start + "<body>הדף לא נמצא</body>".encode() * 20
    error = refused(put(tmp_path, page))
    found = f"a web page of {len(page)} bytes"
    assert_says(error, file=NAME, found=found, expected="the publisher's data file", do=AGAIN)


def test_too_few_bytes_are_refused_with_how_many_there_should_be(tmp_path: Path) -> None:
    error = refused(put(tmp_path, b"PK\x03\x04" + b"x" * 50))
    expected = f"at least {LOCALITIES.min_bytes} bytes"
    assert LOCALITIES.min_bytes > 54
    assert_says(error, file=NAME, found="54 bytes", expected=expected, do=AGAIN)


def test_json_under_a_workbooks_name_is_refused_with_its_first_bytes(tmp_path: Path) -> None:
    error = refused(put(tmp_path, b'{"success": true, "result": {}}' * 20))
    expected = "an Excel workbook (.xlsx or .xls)"
    assert_says(error, file=NAME, found="{\"succes'", expected=expected, do=AGAIN)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    whole = workbook(tmp_path)
    error = refused(put(tmp_path, whole[: int(len(whole) * share)]))
    found = "a damaged or truncated workbook"
    assert_says(error, file=NAME, found=found, expected="a whole one", do=AGAIN)


def test_a_workbook_damaged_anywhere_is_refused_or_read_and_never_crashes(tmp_path: Path) -> None:
    """One byte in 150 wrong, each in turn: whatever is thrown must be an InputError."""
    whole = workbook(tmp_path)
    outcomes = set()
    for at in range(0, len(whole), len(whole) // 150):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0x5A
        path = put(tmp_path, bytes(spoilt))
        try:
            parse_file(LOCALITIES, path, NAME, digest(path), tmp_path / "home")
            outcomes.add("read")
        except InputError as error:
            assert error.subject == NAME
            outcomes.add("refused")
    assert "refused" in outcomes


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("readme.txt", "לא חוברת" * 100)
    error = refused(put(tmp_path, buffer.getvalue()))
    assert_says(error, file=NAME, found="a zip without xl/workbook.xml", expected="a workbook")


def bomb(tmp_path: Path, part: str, size: int) -> Path:
    path = put(tmp_path, workbook(tmp_path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open(part, "w") as to:
        for _ in range(size // 1_000_000):
            to.write(bytes(1_000_000))
    return path


@pytest.mark.parametrize("part", ["xl/worksheets/sheet9.xml", "xl/media/image1.png"])
def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path, part: str) -> None:
    path = bomb(tmp_path, part, 40_000_000)
    assert path.stat().st_size < 100_000
    error = refused(path)
    assert_says(
        error, file=NAME, found="bytes that unpack to 40,", expected="at most 150", do="zip bomb"
    )


def test_a_zip_bomb_that_packs_badly_is_refused_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MAX_UNPACKED_BYTES", 5_000)
    error = refused(put(tmp_path, workbook(tmp_path)))
    assert_says(
        error, file=NAME, found="parts that unpack to", expected="5,000 bytes", do="zip bomb"
    )


def test_a_package_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, workbook(tmp_path))
    with zipfile.ZipFile(path, "a") as package:
        for number in range(guard.MAX_ENTRIES):
            package.writestr(f"xl/media/{number}", b"")
    error = refused(path)
    assert_says(error, file=NAME, found="parts", expected="at most 5000 parts", do="zip bomb")


@pytest.mark.parametrize("far", ["XFD1048576", "A20000001", "XFD2000"])
def test_cells_far_apart_are_refused_before_a_reader_allots_what_lies_between(
    tmp_path: Path, far: str
) -> None:
    path = tmp_path / NAME
    write_package(path, f"<row>{CELL.format('A1')}</row><row>{CELL.format(far)}</row>")
    error = refused(path)
    assert_says(
        error,
        file=NAME,
        place="xl/worksheets/sheet1.xml",
        found="cells spread over",
        expected="at most 20,000,000 cells",
        do="delete the stray cell",
    )


def test_the_extent_of_the_whole_sheet_is_told_in_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / NAME
    write_package(path, f"<row>{CELL.format('A1')}</row><row>{CELL.format('XFD1048576')}</row>")
    assert "1,048,576 rows × 16,384 columns" in refused(path).found


@pytest.mark.parametrize("garbage", [bytes(5000), bytes(range(256)) * 40, b"\xff" * 5000])
def test_the_signature_of_the_old_format_before_garbage_is_refused(
    tmp_path: Path, garbage: bytes
) -> None:
    path = put(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + garbage, "bycode2030.xls")
    assert_says(
        refused(path),
        file="bycode2030.xls",
        found="a workbook that cannot be read",
        expected="a whole Excel workbook",
        do="open it in a spreadsheet program",
    )


def test_a_name_that_no_table_is_declared_for_is_refused(tmp_path: Path) -> None:
    source = load_sources()["cbs_socio_economic_index"]
    path = put(tmp_path, workbook(tmp_path), "sei_2030_other.xlsx")
    with pytest.raises(InputError) as raised:
        parse_file(source, path, path.name, "0" * 64, tmp_path / "home")
    assert_says(
        raised.value,
        file="sei_2030_other.xlsx",
        found="a file that no table of the declaration is for",
        expected="*t01* or *t07* or *t12*",
        do="cbs_socio_economic_index.yml",
    )


def test_a_file_is_parsed_once_for_its_bytes(tmp_path: Path) -> None:
    path = put(tmp_path, workbook(tmp_path))
    first = parse(path)
    path.write_bytes(b"")  # were it read again, it would be refused
    assert parse(path) == first
