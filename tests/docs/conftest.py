"""Published homes that the documents are tried on; each is made once in a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration import house


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.sample_home(tmp_path_factory)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not house.REAL.is_dir():
        pytest.skip(f"NOT TESTED: the publishers' files are not at {house.REAL}")
    return house.real_home(tmp_path_factory)
