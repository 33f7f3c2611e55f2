"""An election that nobody here has seen: its year from the file's name, or a block that says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration.house import SAFED, House, Run, copy_house, published_bytes, rows

SOURCE = "cec_knesset_elections"


def _next_election(house: House, name: str) -> None:
    folder = house.mirror / SOURCE
    known = (folder / "k25_expc.utf8bom.csv").read_bytes()
    # Other bytes: a file that is known already would be read under its first name.
    (folder / name).write_bytes(known.replace("סמל ועדה".encode(), "סמל  ועדה".encode()))


@pytest.fixture(scope="module")
def after(mirror_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[House, Run]:
    """An election that names its year is new, and so is a known file under another name."""
    house = copy_house(mirror_home, tmp_path_factory.mktemp("elections"))
    _next_election(house, "k26_2026_expc.csv")
    shutil.copyfile(house.yearly / "p_libud_2021.xlsx", house.yearly / "p_libud_25.xlsx")
    return house, house.refresh()


def test_an_election_whose_year_is_in_the_files_name_comes_through(
    after: tuple[House, Run],
) -> None:
    house, run = after
    assert run.status == 0, run.text
    found = rows(
        house.home,
        "select reference_year, vintage, value_status from marts.indicator_values"
        " where settlement_code = ? and indicator_id = 'turnout_knesset_pct'"
        " and period_key = 'knesset-26'",
        SAFED,
    )
    assert found == [(2026, "K26", "observed")]


def test_a_known_file_under_another_name_is_read_once_and_said(after: tuple[House, Run]) -> None:
    _, run = after
    assert run.status == 0, run.text
    assert "p_libud_25.xlsx holds the very bytes of p_libud_2021.xlsx" in run.text


@pytest.mark.slow  # a refresh of its own; the check is among those that can fail
def test_an_election_of_no_known_year_blocks_and_says_what_to_do(published_house: House) -> None:
    _next_election(published_house, "k26_expc.csv")
    before = published_bytes(published_house.home)
    run = published_house.refresh()
    assert run.status == 1, run.text
    assert published_bytes(published_house.home) == before
    for said in (
        "BLOCKS reference_year_known",
        "k26_expc.csv",
        "Knesset 26",
        "seeds/elections.csv",
    ):
        assert said in run.text
