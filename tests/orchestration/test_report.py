"""What a run says at its end of sources that did not give all."""

from __future__ import annotations

from pathlib import Path

from orchestration.home import Home
from orchestration.record import RunRecord
from orchestration.report import summary


def test_what_stays_in_use_is_told_and_of_what_nothing_is_held(tmp_path: Path) -> None:
    record = RunRecord("run", "live", synthetic=False, requested_by="a", started_at="2026-11-22")
    record.outcome = "unchanged"
    record.unreachable = ["https://a.example/1.csv, one/1.csv: found …"]
    record.goes_on = {"one": "K25", "two": "2024-r2026-05-19", "three": "", "four": ""}
    assert summary(record, Home(tmp_path))[1:] == [
        "not taken: https://a.example/1.csv, one/1.csv: found …",
        "in use stays what is held: one up to K25, two up to 2024-r2026-05-19",
        "nothing is held of: three, four",
    ]
