"""The published sample, and what is carried away of two of its settlements, for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from publication.export.run import export
from tests.integration import house
from tests.integration.house import OFAKIM, SAFED, warehouse

FORMATS = ("xlsx", "csv", "parquet", "html")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of the sample. Never changed."""
    return warehouse(house.sample_home(tmp_path_factory))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of the publishers' files. Never changed."""
    if not house.REAL.is_dir():
        pytest.skip(f"NOT TESTED: the publishers' files are not at {house.REAL}")
    return warehouse(house.real_home(tmp_path_factory))


@pytest.fixture(scope="session")
def exported(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of Safed and Ofakim by code. Never changed."""
    into = tmp_path_factory.mktemp("exported")
    folders = export(sample, [SAFED, OFAKIM], None, False, into, FORMATS, lambda *_: None)
    return {folder.name[:4]: folder for folder in folders}
