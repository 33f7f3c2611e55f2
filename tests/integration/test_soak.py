"""One night of the soak, so that the benchmark is known to run: ``make soak`` runs thirty."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.soak.nights import run
from tests.integration.house import REAL


@pytest.mark.slow
def test_a_night_with_kills_and_readers(tmp_path: Path) -> None:
    if not REAL.is_dir():
        pytest.skip(f"NOT TESTED: the publishers' files are not at {REAL}")
    counts = run(tmp_path, nights=1, kills=4, readers=2, seed=20261122)
    assert counts["kills"] == 4
    assert counts["FAILED READS"] == 0 and counts["reads"] > 0
    assert counts["looks at the published file"] >= 6
