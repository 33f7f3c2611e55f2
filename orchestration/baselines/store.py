"""Frozen baselines: written once under the archive, and never again.

``<home>/archive/baselines/<real|synthetic>/<programme>/<settlement>/<version>.json`` holds what was
frozen, read-only. ``archive/baselines/ledger.jsonl`` has a line for each, with the sha256 of the
file and of the line before, so that neither can be altered by hand without being seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from estimation.evaluation.comparison import BALANCE, MATCHES
from ingest.archive import PRIVATE, digest
from ingest.errors import InputError

HEADER: dict[str, type[pl.DataType]] = {
    "baseline_id": pl.String,
    "programme_id": pl.String,
    "settlement_code": pl.String,
    "baseline_version": pl.Int32,
    "frozen_at": pl.String,
    "frozen_by": pl.String,
    "frozen_reason": pl.String,
    "start_year": pl.Int32,
    "start_from": pl.String,
    "frozen_run_id": pl.String,
}
VALUES: dict[str, type[pl.DataType]] = {
    "indicator_id": pl.String,
    "population_group": pl.String,
    "reference_year": pl.Int32,
    "period_key": pl.String,
    "value": pl.Float64,
    "standard_error": pl.Float64,
    "value_status": pl.String,
    "series_segment": pl.Int32,
    "edition": pl.String,
    "vintage": pl.String,
    "source_id": pl.String,
    "snapshot_sha256": pl.String,
    "locator": pl.String,
    "indicator_version": pl.Int32,
}
PARTS = {"values": VALUES, "matches": MATCHES, "balance": BALANCE}
TABLES = {
    "values": "baseline_values",
    "matches": "baseline_matches",
    "balance": "baseline_balance",
}
"""Names in schema ``raw`` of a build; the headers are ``baselines``."""


@dataclass(frozen=True)
class Baseline:
    """One frozen point of reference. ``header`` by ``HEADER``; the frames by ``PARTS``."""

    header: dict[str, Any]
    parts: dict[str, pl.DataFrame]


def read_baselines(folder: Path, *, synthetic: bool) -> dict[str, pl.DataFrame]:
    """All frozen baselines of one kind as the tables ``baselines`` and ``TABLES``, empty or not.

    Args:
        folder: ``archive/baselines`` of a home; it need not exist.

    Raises:
        InputError: a file, or a line of the ledger, is not what was frozen.
    """
    headers: list[dict[str, Any]] = []
    parts: dict[str, list[pl.DataFrame]] = {
        name: [pl.DataFrame(schema={"baseline_id": pl.String, **schema})]
        for name, schema in PARTS.items()
    }
    for relative, sha256 in frozen_digests(folder, synthetic=synthetic):
        document = json.loads((folder / relative).read_text("utf-8"))
        header = document["header"]
        headers.append(header | {"baseline_sha256": sha256})
        for name, schema in PARTS.items():
            frame = pl.DataFrame(document[name], schema=schema)
            named = pl.lit(header["baseline_id"]).alias("baseline_id")
            parts[name].append(frame.select(named, pl.all()))
    schema = {**HEADER, "baseline_sha256": pl.String}
    found = {"baselines": pl.DataFrame(headers, schema=schema).sort("baseline_id")}
    return found | {TABLES[name]: pl.concat(frames) for name, frames in parts.items()}


def frozen_digests(folder: Path, *, synthetic: bool) -> list[tuple[str, str]]:
    """File and sha256 of each frozen baseline of one kind.

    Raises:
        InputError: as ``read_baselines``.
    """
    lines = _verified(folder)
    return [line for line in lines if Path(line[0]).parts[0] == _kind(synthetic)]


def next_version(folder: Path, programme: str, settlement: str, *, synthetic: bool) -> int:
    """The number of the next freezing."""
    place = folder / _kind(synthetic) / programme / settlement
    return 1 + max((int(path.stem) for path in place.glob("*.json")), default=0)


def write_baseline(folder: Path, baseline: Baseline, *, synthetic: bool) -> Path:
    """Write one baseline and its line of the ledger.

    Raises:
        InputError: the ledger or a file of before is not what was frozen.
        FileExistsError: that version is there.
    """
    lines = [*_verified(folder)]
    header = baseline.header
    relative = Path(
        _kind(synthetic),
        header["programme_id"],
        header["settlement_code"],
        f"{header['baseline_version']}.json",
    )
    path = folder / relative
    folder.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"header": header} | {
        name: baseline.parts[name].to_dict(as_series=False) for name in PARTS
    }
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    partial.chmod(0o400)
    if path.exists():
        raise FileExistsError(path)
    partial.replace(path)
    ledger = folder / "ledger.jsonl"
    before = ledger.read_text("utf-8").splitlines()[-1] if lines else ""
    line = {
        "file": relative.as_posix(),
        "sha256": digest(path),
        "frozen_at": header["frozen_at"],
        "after": _sha256(before),
    }
    with ledger.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return path


def _verified(folder: Path) -> Iterator[tuple[str, str]]:
    """File and sha256 of each line of the ledger, in order, each as it was when it was frozen."""
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_text("utf-8").splitlines() if ledger.exists() else []
    before, listed = "", set()
    for number, text in enumerate(lines, start=1):
        line = _line(text)
        if line is None or line["after"] != _sha256(before):
            raise _altered(
                str(ledger), f"line {number}", "a line that was altered, added or taken out"
            )
        path = folder / line["file"]
        if not path.exists():
            raise _altered(str(path), "", "no file, though the ledger has it")
        if digest(path) != line["sha256"]:
            raise _altered(str(path), "", "a file that was altered after it was frozen")
        before = text
        listed.add(path)
        yield line["file"], line["sha256"]
    # A run that was killed between file and ledger leaves a file that nothing was told from.
    for path in sorted(folder.glob("*/*/*/*.json")) if folder.exists() else []:
        if path not in listed:
            raise _altered(str(path), "", "a file that the ledger does not have", lacks_line=True)


def _line(text: str) -> dict[str, str] | None:
    try:
        line = json.loads(text)
    except json.JSONDecodeError:
        return None
    keys = ("file", "sha256", "frozen_at", "after")
    return line if isinstance(line, dict) and all(key in line for key in keys) else None


def _altered(subject: str, place: str, found: str, *, lacks_line: bool = False) -> InputError:
    restore = "put it back as it was, from a backup of the archive"
    after = "; then a new version can be frozen, if that is what is wanted"
    return InputError(
        subject,
        place=place,
        found=found,
        expected="frozen baselines as they were frozen; nothing was changed",
        do="if lines of ledger.jsonl are gone, put it back from a backup and delete nothing; if a"
        " freezing was broken off just now, take this one file out of the folder"
        if lacks_line
        else restore + after,
    )


def _kind(synthetic: bool) -> str:
    return "synthetic" if synthetic else "real"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
