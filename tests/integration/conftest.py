"""Homes filled once for all tests of the whole road."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration import house
from tests.integration.house import House


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.sample_home(tmp_path_factory)


@pytest.fixture(scope="session")
def mirror_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.mirror_home(tmp_path_factory)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not house.REAL.is_dir():
        pytest.skip(f"NOT TESTED: the publishers' files are not at {house.REAL}")
    return house.real_home(tmp_path_factory)


@pytest.fixture
def sample_copy(sample_home: Path, tmp_path: Path) -> Path:
    """For commands that write into a home, be it only beside what is published."""
    return shutil.copytree(sample_home, tmp_path / "home")


@pytest.fixture
def published_house(mirror_home: Path, tmp_path: Path) -> House:
    return house.copy_house(mirror_home, tmp_path)
