"""Frozen baselines stay as they were frozen, or it is said which one does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.errors import InputError
from orchestration.baselines.store import (
    HEADER,
    PARTS,
    Baseline,
    frozen_digests,
    next_version,
    read_baselines,
    write_baseline,
)


def baseline(version: int = 1, code: str = "8000", value: float = 4.0) -> Baseline:
    header: dict[str, Any] = dict.fromkeys(HEADER, "x") | {
        "baseline_id": f"local_leapfrog/{code}/{version}",
        "programme_id": "local_leapfrog",
        "settlement_code": code,
        "baseline_version": version,
        "start_year": 2011,
        "frozen_reason": 'לפני התוכנית, "כפי שפורסם"',
    }
    figure = dict.fromkeys(PARTS["values"]) | {"indicator_id": "sei_cluster", "value": value}
    parts = {name: pl.DataFrame(schema=schema) for name, schema in PARTS.items()}
    return Baseline(header, parts | {"values": pl.DataFrame([figure], schema=PARTS["values"])})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two versions of one baseline, and one of the sample."""
    place = tmp_path / "archive" / "baselines"
    write_baseline(place, baseline(1), synthetic=False)
    write_baseline(place, baseline(2, value=5.0), synthetic=False)
    write_baseline(place, baseline(1, code="1031"), synthetic=True)
    return place


def test_what_was_frozen_is_read_back(folder: Path) -> None:
    found = read_baselines(folder, synthetic=False)
    assert found["baselines"]["baseline_version"].to_list() == [1, 2]
    assert found["baselines"]["frozen_reason"].unique().to_list() == ['לפני התוכנית, "כפי שפורסם"']
    assert found["baseline_values"].select("baseline_id", "value").rows() == [
        ("local_leapfrog/8000/1", 4.0),
        ("local_leapfrog/8000/2", 5.0),
    ]


def test_made_up_figures_are_frozen_apart(folder: Path) -> None:
    of_the_sample = read_baselines(folder, synthetic=True)["baselines"]
    assert of_the_sample["settlement_code"].to_list() == ["1031"]
    assert len(frozen_digests(folder, synthetic=True)) == 1


def test_nothing_frozen_is_empty_tables(tmp_path: Path) -> None:
    found = read_baselines(tmp_path / "nowhere", synthetic=False)
    assert all(frame.is_empty() for frame in found.values())
    assert set(found) == {
        "baselines", "baseline_values", "baseline_matches", "baseline_balance"
    }  # fmt: skip


def test_versions_count_up_and_none_is_written_over(folder: Path) -> None:
    assert next_version(folder, "local_leapfrog", "8000", synthetic=False) == 3
    assert next_version(folder, "local_leapfrog", "8000", synthetic=True) == 1
    with pytest.raises(FileExistsError):
        write_baseline(folder, baseline(2), synthetic=False)
    assert len(frozen_digests(folder, synthetic=False)) == 2


def test_the_files_are_for_reading_alone(folder: Path) -> None:
    path = folder / "real" / "local_leapfrog" / "8000" / "1.json"
    assert path.stat().st_mode & 0o777 == 0o400


def alter(path: Path) -> None:
    path.chmod(0o600)
    document = json.loads(path.read_text("utf-8"))
    document["values"]["value"] = [3.0]
    path.write_text(json.dumps(document), "utf-8")


def ledger_of(folder: Path) -> Path:
    return folder / "ledger.jsonl"


def without_line(folder: Path, number: int) -> None:
    lines = ledger_of(folder).read_text("utf-8").splitlines(keepends=True)
    ledger_of(folder).write_text("".join(lines[:number] + lines[number + 1 :]), "utf-8")


SAFED = Path("real") / "local_leapfrog" / "8000"


@pytest.mark.parametrize(
    ("harm", "named", "found"),
    [
        (lambda f: alter(f / SAFED / "1.json"), "1.json", "altered after it was frozen"),
        (lambda f: (f / SAFED / "2.json").unlink(), "2.json", "the ledger has it"),
        (lambda f: without_line(f, 0), "line 1", "altered, added or taken out"),
        (lambda f: without_line(f, 1), "line 2", "altered, added or taken out"),
        (
            lambda f: ledger_of(f).write_text(
                ledger_of(f).read_text("utf-8").replace("frozen_at", "frozen_on", 1), "utf-8"
            ),
            "line 1",
            "altered, added or taken out",
        ),
        (
            lambda f: (f / SAFED / "9.json").write_text("{}", "utf-8"),
            "9.json",
            "the ledger does not have",
        ),
    ],
)
def test_what_was_altered_by_hand_is_named(folder: Path, harm: Any, named: str, found: str) -> None:
    harm(folder)
    for attempt in (
        lambda: read_baselines(folder, synthetic=False),
        lambda: frozen_digests(folder, synthetic=True),
        lambda: write_baseline(folder, baseline(3), synthetic=False),
    ):
        with pytest.raises(InputError) as raised:
            attempt()
        assert named in str(raised.value) and found in str(raised.value)
        assert "from a backup" in raised.value.do


def test_a_line_altered_as_it_stands_is_seen_by_the_next(folder: Path) -> None:
    """A line that stays well formed: its file's sha256 is another, and the chain breaks."""
    text = ledger_of(folder).read_text("utf-8")
    first = json.loads(text.splitlines()[0])
    changed = text.replace(first["frozen_at"], "2001-01-01", 1)
    ledger_of(folder).write_text(changed, "utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_baselines(folder, synthetic=False)
