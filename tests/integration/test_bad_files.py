"""Files that cannot be read: every one is named, and what is published stays as it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingest.errors import InputError
from ingest.source import SOURCES_FOLDER, load_source
from tests.integration import workbooks as wb
from tests.integration.house import House, Run, copy_house, one, published_bytes, thriving

CORNERS = {
    "2000.xlsx": '<c r="{}">',
    "2001.xlsx": "<c r='{}'>",
    "2002.xlsx": '<c r = "{}">',
    "2003.xlsx": '<x:c r="{}">',
}
EXPECTED = {
    "2010.xlsx": ("an empty file", "data"),
    "2011.xlsx": ("a web page", "publisher's data file"),
    "2012.xlsx": ("truncated", "whole"),
    "2013.xlsx": ("unpack to 200,000,011", "zip bomb"),
    "2018.xlsx": ("sheets ", "one that matches"),
    "2019.xlsx": ("no column header that matches", "settlement's code"),
    "p_libud_25.xlsx": ("an edition of 2024 in the text, 2025", "same year"),
    "2020.xlsx": ("a header and no row with figures", "rows of data"),
}


@pytest.fixture(scope="module")
def refused(
    mirror_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[House, Run, dict[str, str]]:
    """A published home whose mirror received all at once what a bad day brings."""
    house = copy_house(mirror_home, tmp_path_factory.mktemp("bad"))
    yearly, newest = house.yearly, house.yearly / wb.NEWEST
    before = published_bytes(house.home)
    for name, cell in CORNERS.items():
        wb.write_far_corner(yearly / name, cell)
    wb.write_far_corner(yearly / "2004.xlsx", member="sheets/s1")
    wb.write_empty(yearly / "2010.xlsx")
    wb.write_web_page(yearly / "2011.xlsx")
    wb.write_truncated(newest, yearly / "2012.xlsx")
    wb.write_bomb(yearly / "2013.xlsx")

    book: Workbook = wb.edition_of(newest, yearly / "2018.xlsx", 2018)
    wb.physical(book).title = "אוכלוסייה ועוד"
    book.save(yearly / "2018.xlsx")

    book = wb.edition_of(newest, yearly / "2019.xlsx", 2019)
    wb.physical(book).delete_cols(2)
    book.save(yearly / "2019.xlsx")

    book = wb.edition_of(newest, yearly / "2020.xlsx", 2020)
    wb.physical(book).delete_rows(wb.HEADER_ROWS + 1, 100)
    book.save(yearly / "2020.xlsx")

    (yearly / "p_libud_25.xlsx").write_bytes(newest.read_bytes() + b"\0")
    return house, house.refresh(), before


def complaint_about(run: Run, name: str) -> str:
    lines = [
        line
        for line in run.text.splitlines()
        if f"cbs_local_authorities/{name}" in line and "expected" in line
    ]
    assert lines, f"nothing is said of {name}:\n{run.text}"
    return lines[0]


def test_bad_files_are_refused_and_what_is_published_stays_to_the_byte(
    refused: tuple[House, Run, dict[str, str]],
) -> None:
    house, run, before = refused
    assert run.status == 2, run.text
    assert "the published warehouse is as it was" in run.out
    assert published_bytes(house.home) == before
    assert "Traceback" not in run.text


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_is_named_with_what_was_found_expected_and_to_be_done(
    refused: tuple[House, Run, dict[str, str]], name: str
) -> None:
    said = complaint_about(refused[1], name)
    for words in EXPECTED[name]:
        assert words in said
    assert "found" in said and "expected" in said
    # What to do stands behind the last semicolon.
    assert len(said.split("; ")[-1].split()) > 3


@pytest.mark.parametrize("name", [*CORNERS, "2004.xlsx"])
def test_two_cells_a_sheet_apart_are_refused_however_they_are_written(
    refused: tuple[House, Run, dict[str, str]], name: str
) -> None:
    said = complaint_about(refused[1], name)
    assert "1,048,576 rows × 16,384 columns" in said or "exhausts memory" in said


def test_the_summary_counts_every_bad_file(refused: tuple[House, Run, dict[str, str]]) -> None:
    _, run, _ = refused
    bad = len(EXPECTED) + len(CORNERS) + 1
    assert f"{bad} input error" in run.out


def test_status_remembers_what_was_refused(refused: tuple[House, Run, dict[str, str]]) -> None:
    house, _, _ = refused
    run = thriving(house.home, "status")
    assert run.status == 0
    assert "refused" in run.out and "2010.xlsx" in run.out


@pytest.mark.slow  # a refresh of its own
def test_after_the_bad_files_are_taken_away_a_good_one_is_published(
    refused: tuple[House, Run, dict[str, str]],
) -> None:
    house, _, before = refused
    for name in [*EXPECTED, *CORNERS, "2004.xlsx"]:
        (house.yearly / name).unlink()
    book = wb.open_book(house.yearly / wb.NEWEST)
    wb.restamp(book, dt.date(2026, 9, 1))
    book.save(house.yearly / wb.NEWEST)
    run = house.refresh()
    assert run.status == 0, run.text
    assert published_bytes(house.home) != before
    held = "select count(*) from marts.source_files where vintage = '2024-r2026-09-01'"
    assert one(house.home, held) == 1


def test_a_misspelt_key_of_a_declaration_is_named(tmp_path: Path) -> None:
    text = (SOURCES_FOLDER / "cbs_localities.yml").read_text("utf-8")
    path = tmp_path / "cbs_localities.yml"
    path.write_text(text.replace("licence:", "license:"), "utf-8")
    with pytest.raises(InputError) as raised:
        load_source(path)
    assert "cbs_localities.yml" in str(raised.value)
    assert "license: Extra inputs" in str(raised.value)
    assert "licence: Field required" in str(raised.value)
    assert "correct the key" in str(raised.value)


@pytest.mark.parametrize("text", ["", "- a list", "source_id: [", "source_id: other\n"])
def test_a_declaration_that_is_none_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cbs_localities.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"cbs_localities\.yml"):
        load_source(path)
