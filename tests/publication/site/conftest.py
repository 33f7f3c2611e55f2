"""A site of a few settlements, made once: of the sample, with names in it that would do harm."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from publication.site.build import build_site
from tests.integration import house
from tests.integration.house import OFAKIM, SAFED

COUNCIL, EVIL_PLACE = "5531", "0026"
PAGES = (EVIL_PLACE, OFAKIM, COUNCIL, SAFED)
EVIL_INDICATOR = "turnout_knesset_pct"
EVIL = "</script><script>document.title = 'taken'</script>\u202e\"'`&<b>"


def evil_copy(home: Path, to: Path) -> Path:
    """The published file of a home with harmful texts in names and in what was not understood."""
    published = to / "published"
    published.mkdir(parents=True)
    shutil.copyfile(house.warehouse(home), published / "warehouse.duckdb")
    shutil.copyfile(home / "published" / "current.json", published / "current.json")
    shutil.copytree(home / "published" / "parquet", published / "parquet")
    with duckdb.connect(str(published / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.settlements set name_he = name_he || ?, name_en = name_en || ?"
            " where settlement_code = ?",
            [EVIL, EVIL, EVIL_PLACE],
        )
        connection.execute(
            "update marts.indicators set name_he = name_he || ?, definition = ?"
            " where indicator_id = ?",
            [EVIL, EVIL, EVIL_INDICATOR],
        )
        connection.execute("update marts.quarantine set found = ?, suggestion = ?", [EVIL, EVIL])
    return published / "warehouse.duckdb"


@pytest.fixture(scope="session")
def evil_warehouse(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> Path:
    home = house.made_once(
        "evil", tmp_path_factory, lambda folder: _ignore(evil_copy(sample_home, folder))
    )
    return house.warehouse(home)


def _ignore(_: object) -> None:
    return None


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, evil_warehouse: Path) -> Path:
    return house.made_once(
        "site",
        tmp_path_factory,
        lambda folder: build_site(evil_warehouse, folder, lambda done, of: None, PAGES),
    )
