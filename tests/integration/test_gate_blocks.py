"""Files that can be read and must not be believed: the gate says which, where and what to do."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.integration import workbooks as wb
from tests.integration.house import SAFED, House, Run, copy_house, one, published_bytes, thriving

SAID = {
    "headers_lost": (wb.PHYSICAL.strip(), "dependency_ratio", "יחס תלות"),
    "rows_unresolved": ("9876", "row "),
    "rows_duplicated": ("2 rows", "2710"),
    "values_in_range": ("155", "matriculation_eligibility_pct", "0 to 100"),
}


@pytest.fixture(scope="module")
def blocked(
    mirror_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[House, Run, dict[str, str], bytes]:
    """A published home whose newest workbook was replaced by one with four faults."""
    house = copy_house(mirror_home, tmp_path_factory.mktemp("gate"))
    newest = house.yearly / wb.NEWEST
    good = newest.read_bytes()
    before = published_bytes(house.home)
    book = wb.open_book(newest)
    wb.restamp(book, dt.date(2026, 8, 1))
    sheet = wb.physical(book)
    sheet[f"{wb.DEPENDENCY}4"] = "מידת ההישענות של הצעירים והוותיקים על האחרים"
    safed = wb.row_of(sheet, int(SAFED))
    sheet[f"{wb.MATRICULATION}{safed}"] = 155
    stranger = wb.row_of(sheet, 9200)
    sheet[f"{wb.CODE}{stranger}"], sheet[f"{wb.NAME}{stranger}"] = 9876, "קריית שום מקום"
    wb.repeat_row(sheet, wb.row_of(sheet, 2710))
    # Another name than that of the good one, so that nothing else is at fault.
    newest.unlink()
    book.save(house.yearly / "p_libud_24.rev-2026-08-01.xlsx")
    return house, house.refresh(), before, good


def block_of(run: Run, check: str) -> str:
    """What is said of one failed check, with its rows."""
    lines = run.out.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith(f"BLOCKS {check}:")]
    assert starts, f"{check} does not block:\n{run.out}"
    end = starts[0] + 1
    while end < len(lines) and lines[end].startswith("    "):
        end += 1
    return "\n".join(lines[starts[0] : end])


def test_a_blocked_refresh_leaves_with_1_and_the_published_bytes_alone(
    blocked: tuple[House, Run, dict[str, str], bytes],
) -> None:
    house, run, before, _ = blocked
    assert run.status == 1, run.text
    assert "BLOCKED" in run.out and "the published warehouse is as it was" in run.out
    assert published_bytes(house.home) == before
    assert "Traceback" not in run.text


@pytest.mark.parametrize("check", SAID)
def test_a_fault_is_named_with_file_place_finding_expectation_and_advice(
    blocked: tuple[House, Run, dict[str, str], bytes], check: str
) -> None:
    said = block_of(blocked[1], check)
    assert "p_libud_24.rev-2026-08-01.xlsx" in said
    for words in (*SAID[check], "found", "expected", "what to do: "):
        assert words in said


def test_a_lost_header_points_at_the_one_that_came_in_its_place(
    blocked: tuple[House, Run, dict[str, str], bytes],
) -> None:
    """Among a hundred columns, and three hundred in the real file, who would find it?"""
    assert f"{wb.DEPENDENCY} " in block_of(blocked[1], "headers_lost")


def test_only_the_faults_made_here_block(
    blocked: tuple[House, Run, dict[str, str], bytes],
) -> None:
    run = blocked[1]
    blocks = [line.split()[1].rstrip(":") for line in run.out.splitlines() if "BLOCKS" in line]
    # A lost header takes its figures with it, and a stranger is a large share of a small table.
    assert set(blocks) <= {*SAID, "drift_coverage", "drift_rows", "quarantine_share"}


def test_the_build_of_a_blocked_run_is_kept_for_inspection(
    blocked: tuple[House, Run, dict[str, str], bytes],
) -> None:
    house, run, _, _ = blocked
    kept = run.out.split("build kept at ")[1].splitlines()[0]
    assert Path(kept).exists()
    again = thriving(house.home, "check", "--json")
    assert again.status == 1, again.text
    failed = {result["check_id"] for result in json.loads(again.out) if result["failing"]}
    assert failed >= set(SAID)


@pytest.mark.slow  # a refresh of its own
def test_a_blocked_run_is_tried_again_and_not_taken_for_unchanged(
    blocked: tuple[House, Run, dict[str, str], bytes],
) -> None:
    house, _, before, _ = blocked
    run = house.refresh()
    assert run.status == 1, run.text
    assert published_bytes(house.home) == before


@pytest.mark.slow  # a refresh of its own
def test_the_corrected_file_is_published_and_the_faulty_one_leaves_no_trace(
    blocked: tuple[House, Run, dict[str, str], bytes],
) -> None:
    house, _, _, good = blocked
    faulty = house.yearly / "p_libud_24.rev-2026-08-01.xlsx"
    faulty.unlink()
    corrected = house.yearly / "p_libud_24.rev-2026-08-02.xlsx"
    corrected.write_bytes(good)
    book = wb.open_book(corrected)
    wb.restamp(book, dt.date(2026, 8, 2))
    book.save(corrected)
    run = house.refresh()
    assert run.status == 0, run.text
    held = "select count(*) from marts.source_files where file_name = ?"
    assert one(house.home, held, corrected.name) == 1
    assert one(house.home, held, faulty.name) == 0
    strays = "select count(*) from marts.indicator_values where value = 155"
    assert one(house.home, strays) == 0
    remembered = (
        "select count(*) from marts.quality_results where outcome = 'failed'"
        " and check_id = 'headers_lost' and run_outcome = 'blocked'"
    )
    assert one(house.home, remembered) >= 1


def test_rollback_without_an_earlier_version_says_so(sample_copy: Path) -> None:
    run = thriving(sample_copy, "rollback")
    assert run.status == 2, run.text
    assert "no earlier version" in run.err
