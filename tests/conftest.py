"""Published homes that all tests share; each is made once in a run. Never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration import house


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
