"""What several test modules share: the publishers' files, and how a failure must read."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from ingest.sample import write_sample

REAL = Path(__file__).parents[3] / "shared" / "real"


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of the publishers' files, beside the checkout and no part of it."""
    if not REAL.is_dir():
        reason = f"the publishers' files are not at {REAL}: nothing real is tested"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    return REAL


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the sample, written once; what is in it is not to be changed."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder
