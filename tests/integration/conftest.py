"""Homes that a test may change: copies of those that all share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration import house
from tests.integration.house import House


@pytest.fixture
def sample_copy(sample_home: Path, tmp_path: Path) -> Path:
    """For commands that write into a home, be it only beside what is published."""
    return shutil.copytree(sample_home, tmp_path / "home")


@pytest.fixture
def published_house(mirror_home: Path, tmp_path: Path) -> House:
    return house.copy_house(mirror_home, tmp_path)
