"""What publishers do next: a new year, a revision, a moved or reworded header. No code changes."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.integration import workbooks as wb
from tests.integration.house import SAFED, House, Run, copy_house, digest, one, rows

NEW_VINTAGE = "2025-r2027-05-20"
OLD_VINTAGE = "2024-r2026-05-19"
REVISED_VINTAGE = "2024-r2026-08-01"
ADDED_PEOPLE = 1234


@pytest.fixture(scope="module")
def after(mirror_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[House, Run, float]:
    """The published home, refreshed once more with a new year and a revision in its mirror.

    The revision takes the old file's name, as on a publisher's site, and comes with one blank row
    above its title, other spaces and typographic quotes in its headers.
    """
    house = copy_house(mirror_home, tmp_path_factory.mktemp("editions"))
    newest = house.yearly / wb.NEWEST

    book = wb.edition_of(newest, house.yearly / "p_libud_25.xlsx", 2025)
    sheet = wb.physical(book)
    # The indices are not issued yearly, and elections are held when they are held.
    wb.keep_as_it_was(book, "EU", "EV", "EW", "FA", "FB", "FC", "GR", "GS", "GT")
    safed = wb.row_of(sheet, int(SAFED))
    sheet[f"{wb.POPULATION}{safed}"] = wb.number(sheet, f"{wb.POPULATION}{safed}") + ADDED_PEOPLE
    book.save(house.yearly / "p_libud_25.xlsx")

    book = wb.open_book(newest)
    wb.restamp(book, dt.date(2026, 8, 1))
    sheet = wb.physical(book)
    before = wb.number(sheet, f"{wb.DEPENDENCY}{safed}")
    sheet[f"{wb.DEPENDENCY}{safed}"] = before + 7
    sheet[f"{wb.DEPENDENCY}4"] = "יחס תלות   (ל-1,000  תושבים\nבלתי תלויים) "
    sheet[f"{wb.POPULATION}4"] = "סה״כ  אוכלוסייה  בסוף השנה "
    sheet.insert_rows(1)
    book.save(newest)
    return house, house.refresh(), before


def test_a_new_year_and_a_revision_are_published(after: tuple[House, Run, float]) -> None:
    house, run, _ = after
    assert run.status == 0, run.text
    vintages = rows(
        house.home,
        "select vintage from marts.source_files where source_id = 'cbs_local_authorities'"
        " order by vintage",
    )
    assert [vintage for (vintage,) in vintages] == [
        "2015-r2017-07-30",
        "2021-r2023-06-07",
        OLD_VINTAGE,
        REVISED_VINTAGE,
        NEW_VINTAGE,
    ]
    assert NEW_VINTAGE in run.out and REVISED_VINTAGE in run.out


def test_the_new_year_has_its_figures_in_its_own_periods(after: tuple[House, Run, float]) -> None:
    house, run, _ = after
    assert run.status == 0, run.text
    value = (
        "select value from marts.indicator_values where settlement_code = ? and vintage = ?"
        " and indicator_id = ? and reference_year = ? and population_group = 'all'"
    )
    before = one(house.home, value, SAFED, OLD_VINTAGE, "population_total", 2024)
    assert (
        one(house.home, value, SAFED, NEW_VINTAGE, "population_total", 2025)
        == before + ADDED_PEOPLE
    )
    wage = "wage_employees_ils_per_month"
    assert one(house.home, value, SAFED, NEW_VINTAGE, wage, 2024) == one(
        house.home, value, SAFED, OLD_VINTAGE, wage, 2023
    )
    assert one(house.home, value, SAFED, NEW_VINTAGE, "sei_cluster", 2021) is not None


def test_the_new_year_holds_every_indicator_that_the_old_one_held(
    after: tuple[House, Run, float],
) -> None:
    house, run, _ = after
    assert run.status == 0, run.text
    counted = dict(
        rows(
            house.home,
            "select vintage, count(distinct indicator_id) from marts.indicator_values"
            " where source_id = 'cbs_local_authorities' and value is not null group by vintage",
        )
    )
    assert counted[NEW_VINTAGE] == counted[OLD_VINTAGE] == counted[REVISED_VINTAGE]


def test_the_marts_stand_on_the_new_year(after: tuple[House, Run, float]) -> None:
    house, run, _ = after
    assert run.status == 0, run.text
    standing = "select population_year from marts.settlements where settlement_code = ?"
    assert one(house.home, standing, SAFED) == 2025
    latest = "select latest_vintage from marts.sources where source_id = 'cbs_local_authorities'"
    assert one(house.home, latest) == NEW_VINTAGE
    last = "select last_year from marts.indicators where indicator_id = 'population_total'"
    assert one(house.home, last) == 2025


def test_both_vintages_of_a_revised_figure_are_there_and_the_new_one_is_latest(
    after: tuple[House, Run, float],
) -> None:
    house, run, before = after
    assert run.status == 0, run.text
    found = rows(
        house.home,
        "select vintage, value, is_latest_vintage from marts.indicator_values"
        " where settlement_code = ? and indicator_id = 'dependency_ratio'"
        " and reference_year = 2024 order by vintage",
        SAFED,
    )
    assert found == [
        (OLD_VINTAGE, pytest.approx(before), False),
        (REVISED_VINTAGE, pytest.approx(before + 7), True),
    ]


def test_the_revision_and_nothing_else_is_reported(after: tuple[House, Run, float]) -> None:
    house, run, before = after
    assert run.status == 0, run.text
    reported = rows(
        house.home,
        "select settlement_code, indicator_id, value_before, value_after from marts.revisions"
        " where revision_kind = 'revision' and vintage_before = ? and vintage_after = ?",
        OLD_VINTAGE,
        REVISED_VINTAGE,
    )
    assert reported == [
        (SAFED, "dependency_ratio", pytest.approx(before), pytest.approx(before + 7))
    ]


def test_places_in_a_file_whose_rows_moved_are_places_in_that_file(
    after: tuple[House, Run, float],
) -> None:
    house, run, _ = after
    assert run.status == 0, run.text
    places = rows(
        house.home,
        "select regexp_extract(locator, '(\\d+)$', 1)::integer from marts.indicator_values"
        " where settlement_code = ? and indicator_id = 'dependency_ratio'"
        " and reference_year = 2024 order by vintage",
        SAFED,
    )
    (old,), (new,) = places
    assert new == old + 1


def test_the_replaced_file_is_still_in_the_archive(after: tuple[House, Run, float]) -> None:
    house, _, _ = after
    files = rows(
        house.home,
        "select sha256, file_name from marts.source_files where source_id = 'cbs_local_authorities'"
        " and edition = '2024'",
    )
    assert len(files) == 2
    for sha256, name in files:
        assert digest(house.home / "archive" / "cbs_local_authorities" / sha256 / name) == sha256


def test_files_that_left_the_mirror_after_publication_stay_in_the_warehouse(
    after: tuple[House, Run, float],
) -> None:
    house, _, _ = after
    (house.yearly / "2015.xls").unlink()
    run = house.refresh()
    assert run.status == 0, run.text
    held = "select count(*) from marts.source_files where vintage = '2015-r2017-07-30'"
    assert one(house.home, held) == 1


def test_the_sample_in_a_mirror_of_its_own_home_is_not_taken_for_missing(
    sample_home: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    shutil.copytree(sample_home / "sample", tmp_path / "mirror")
    run = House(tmp_path / "home", tmp_path / "mirror").refresh()
    # Whether it is published or refused: the files are there, and nobody may be told otherwise.
    assert "no file for cbs_authority_codes" not in run.text
    if run.status == 0:
        assert rows(tmp_path / "home", "select distinct synthetic from marts.sources") == [(True,)]


def test_files_that_say_they_are_synthetic_are_never_published_as_real(
    after: tuple[House, Run, float],
) -> None:
    house, *_ = after
    marked = "select count(*) from marts.indicator_values where not synthetic"
    assert one(house.home, marked) == 0
