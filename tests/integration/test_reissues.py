"""Publishers issue everything again under the old names; people misplace their files."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.integration import workbooks as wb
from tests.integration.house import SAFED, House, Run, copy_house, one, rows

LATEST = "2024-r2026-05-19"


def issue_again(path: Path) -> None:
    """Other bytes, the same content: as when a portal exports its table anew."""
    if path.suffix == ".xlsx":
        load_workbook(path).save(path)
    elif path.suffix == ".csv":
        path.write_bytes(path.read_bytes() + b"\r\n")
    elif path.suffix in (".json", ".geojson"):
        content = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


@pytest.fixture(scope="module")
def reissued(
    mirror_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[House, Run, float]:
    """All issued again, one figure changed under the old stamp, an old issue found late."""
    house = copy_house(mirror_home, tmp_path_factory.mktemp("reissued"))
    for path in house.mirror.rglob("*"):
        issue_again(path)
    newest = house.yearly / wb.NEWEST
    book = wb.open_book(newest)
    sheet = wb.physical(book)
    place = f"{wb.DEPENDENCY}{wb.row_of(sheet, int(SAFED))}"
    before = wb.number(sheet, place)
    sheet[place] = before + 3
    book.save(newest)
    sheet[place] = before - 50
    wb.restamp(book, dt.date(2026, 1, 1))
    book.save(house.yearly / "p_libud_24 found in a drawer.xlsx")
    return house, house.refresh(), before


def test_files_issued_again_under_their_old_names_are_published(
    reissued: tuple[House, Run, float],
) -> None:
    house, run, _ = reissued
    assert run.status == 0, run.text
    assert one(house.home, "select count(*) from marts.source_files") > 35


def test_settlements_are_not_doubled_and_only_what_changed_is_reported(
    reissued: tuple[House, Run, float], mirror_home: Path
) -> None:
    house, run, _ = reissued
    assert run.status == 0, run.text
    count = "select count(*) from marts.settlements"
    assert one(house.home, count) == one(mirror_home, count)
    reported = rows(
        house.home,
        "select settlement_code, indicator_id, difference from marts.revisions"
        " where revision_kind = 'revision' order by difference",
    )
    assert reported == [
        (SAFED, "dependency_ratio", pytest.approx(3)),
        (SAFED, "dependency_ratio", pytest.approx(50)),
    ]


def test_the_latest_of_several_issues_is_the_latest_by_stamp_and_then_by_arrival(
    reissued: tuple[House, Run, float],
) -> None:
    house, run, before = reissued
    assert run.status == 0, run.text
    found = rows(
        house.home,
        "select vintage, value, is_latest_vintage from marts.indicator_values"
        " where settlement_code = ? and indicator_id = 'dependency_ratio'"
        " and reference_year = 2024 order by vintage",
        SAFED,
    )
    assert found == [
        ("2024-r2026-01-01", pytest.approx(before - 50), False),
        (LATEST, pytest.approx(before), False),
        (f"{LATEST}-2", pytest.approx(before + 3), True),
    ]


def test_a_file_that_no_source_reads_is_named_even_if_nothing_else_changed(
    published_house: House,
) -> None:
    (published_house.yearly / "p_libud_25.xlsm").write_bytes(b"PK\x03\x04 of a newer kind")
    run = published_house.refresh()
    assert run.status == 0, run.text
    assert "p_libud_25.xlsm" in run.text, f"dropped in silence:\n{run.text}"


def test_a_folder_that_is_no_source_is_named_even_if_nothing_else_changed(
    published_house: House,
) -> None:
    misspelt = published_house.mirror / "cbs_local_authority"
    misspelt.mkdir()
    shutil.copyfile(published_house.yearly / wb.NEWEST, misspelt / "p_libud_2025.xlsx")
    run = published_house.refresh()
    assert run.status in (0, 2), run.text
    assert "cbs_local_authority" in run.text.replace("cbs_local_authorities", ""), (
        f"dropped in silence:\n{run.text}"
    )


def test_a_link_out_of_the_mirror_is_refused(published_house: House, tmp_path: Path) -> None:
    outside = tmp_path / "p_libud_2023.xlsx"
    shutil.copyfile(published_house.yearly / wb.NEWEST, outside)
    (published_house.yearly / "p_libud_2023.xlsx").symlink_to(outside)
    run = published_house.refresh()
    assert run.status == 2, run.text
    assert "p_libud_2023.xlsx" in run.text and "Traceback" not in run.text
