"""What is deleted in time, and what never: ``thriving gc``.

For ever stay the archive with its ledger and its baselines, the live version and the one before it.
What a reader holds open stays until the next time.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from orchestration.home import Home
from orchestration.record import now
from orchestration.settings import Retention
from publication.publish import drop_version, live, versions
from publication.readers import reader_of

if TYPE_CHECKING:
    import dagster as dg

RECORDS_AT_LEAST = 30
"""So many records of runs stay whatever their age: the results of their checks are published."""
VERSIONS_AT_LEAST = 2


@dataclass(frozen=True)
class Old:
    """One thing that is too old; ``held`` says who still has it open, and then it stays."""

    kind: Literal["version", "build", "log", "record", "Dagster run", "leftover"]
    name: str
    bytes: int
    why: str
    path: Path | None = None
    held: str = ""


def find_old(home: Home, keep: Retention, at: str, *, idle: bool) -> list[Old]:
    """What may go from a home, without what Dagster keeps.

    Args:
        at: the time now (ISO, UTC).
        idle: no refresh is at work, so that what one leaves behind is nobody's.
    """
    moment = dt.datetime.fromisoformat(at)
    return [
        *_old_versions(home, keep, moment),
        *_old_builds(home, keep, moment),
        *_old_files(home.logs, "*.jsonl", "log", keep.log_days, moment),
        *_old_files(home.runs, "*.json", "record", keep.run_days, moment, RECORDS_AT_LEAST),
        *(_leftovers(home) if idle else ()),
    ]


def drop(home: Home, old: Old) -> None:
    """Delete one thing."""
    if old.kind == "version":
        drop_version(home.published, old.name)
    elif old.path is not None and old.path.is_dir():
        shutil.rmtree(old.path)
    elif old.path is not None:
        old.path.unlink(missing_ok=True)


def old_runs(instance: dg.DagsterInstance, keep: Retention, at: str) -> list[str]:
    """Runs of Dagster that ended long ago; their files and events go with them."""
    import dagster as dg
    from dagster._core.storage.dagster_run import FINISHED_STATUSES

    before = dt.datetime.fromisoformat(at) - dt.timedelta(days=keep.run_days)
    ended = dg.RunsFilter(statuses=FINISHED_STATUSES, created_before=before)
    return [record.dagster_run.run_id for record in instance.get_run_records(ended)]


def collect(home: Home, keep: Retention, *, idle: bool, dry_run: bool) -> list[Old]:
    """Delete what is too old, Dagster's runs among it; or only say what would be.

    Returns:
        What went, or would go, and what stays only because somebody has it open.
    """
    import dagster as dg

    at = now()
    found = find_old(home, keep, at, idle=idle)
    with dg.DagsterInstance.get() as instance:
        of_dagster = old_runs(instance, keep, at)
        found += [Old("Dagster run", run_id, 0, _days(keep.run_days)) for run_id in of_dagster]
        if not dry_run:
            for run_id in of_dagster:
                instance.delete_run(run_id)
    if not dry_run:
        for old in found:
            if not old.held:
                drop(home, old)
    return found


def report(found: list[Old], *, dry_run: bool) -> list[str]:
    """What went, thing by thing, and how many bytes."""
    gone = [old for old in found if not old.held]
    would = "would delete" if dry_run else "deleted"
    lines = [
        f"{would} {old.kind} {old.name}: {old.bytes:,} bytes, {old.why}"
        for old in gone
        if old.kind != "Dagster run"
    ]
    if runs := sum(old.kind == "Dagster run" for old in gone):
        lines.append(f"{would} {runs} runs from Dagster's log")
    lines += [f"stays, open in {old.held}: {old.kind} {old.name}" for old in found if old.held]
    total = sum(old.bytes for old in gone)
    lines.append(f"{would} {len(gone)} things, {total:,} bytes; the archive is kept for ever")
    return lines


def _old_versions(home: Home, keep: Retention, moment: dt.datetime) -> Iterator[Old]:
    current = (live(home.published) or {}).get("run_id")
    kept = versions(home.published)
    before_live = [about["run_id"] for about in kept if current and about["run_id"] < current]
    spared = {current, *before_live[:1], *(about["run_id"] for about in kept[:VERSIONS_AT_LEAST])}
    for position, about in enumerate(kept):
        age = moment - _moment(about["published_at"])
        many = position >= keep.versions
        if about["run_id"] in spared or not (many or age.days > keep.version_days):
            continue
        folder = home.published / "versions" / about["run_id"]
        why = f"not among the newest {keep.versions}" if many else _days(keep.version_days)
        held = reader_of(folder / "warehouse.duckdb")
        yield Old("version", about["run_id"], _size(folder), why, folder, held)


def _old_builds(home: Home, keep: Retention, moment: dt.datetime) -> Iterator[Old]:
    kept = sorted(home.build.glob("2*.duckdb"), reverse=True)
    for position, path in enumerate(kept):
        many = position >= keep.builds
        if position and (many or _age(path, moment).days > keep.build_days):
            why = f"not among the newest {keep.builds}" if many else _days(keep.build_days)
            yield Old("build", path.stem, _size(path), why, path, reader_of(path))


def _old_files(
    folder: Path,
    pattern: str,
    kind: Literal["log", "record"],
    days: int,
    moment: dt.datetime,
    at_least: int = 0,
) -> Iterator[Old]:
    for path in sorted(folder.glob(pattern), reverse=True)[at_least:]:
        if _age(path, moment).days > days:
            yield Old(kind, path.stem, _size(path), _days(days), path)


def _leftovers(home: Home) -> Iterator[Old]:
    """What killed runs left: downloads that were cut short, a build in the making, its spill."""
    made = [*home.build.glob("building.duckdb*"), home.build / "tmp"]
    made += [*home.runs.glob(".*.part"), *(home.published / "versions").glob(".*.part")]
    for path in [*made, *(home.folder / "incoming").rglob("*.part")]:
        if path.exists():
            yield Old("leftover", path.name, _size(path), "of a run that was killed", path)


def _days(days: int) -> str:
    return f"older than {days} days"


def _moment(text: str) -> dt.datetime:
    told = dt.datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=dt.UTC)


def _age(path: Path, moment: dt.datetime) -> dt.timedelta:
    return moment - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [part for part in path.rglob("*") if part.is_file()]
    return sum(file.stat().st_size for file in files)
