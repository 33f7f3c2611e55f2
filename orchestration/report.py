"""What a run says at its end, in a few lines that a person reads in the morning."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from orchestration.home import Home
from orchestration.record import RunRecord

ROWS_SHOWN = 8
SYNTHETIC = "SYNTHETIC DATA · נתונים סינתטיים: these figures say nothing of any place"
PLACES = ("file", "locator", "settlement_code", "indicator_id", "period", "vintage")


def summary(record: RunRecord, home: Home) -> list[str]:
    """The lines about one run: outcome first, then what it rests on, then what to look at."""
    lines = [_headline(record, home)]
    if record.synthetic:
        lines.append(SYNTHETIC)
    counts = record.counts
    if counts:
        lines.append(
            f"sources {counts.get('sources', 0)}, files {counts.get('files', 0)},"
            f" rows {counts.get('rows', 0):,}, cells {counts.get('cells', 0):,},"
            f" quarantined {counts.get('quarantined', 0):,}"
        )
        if "figures" in counts:
            lines.append(
                f"{counts['indicators']} indicators, {counts['figures']:,} figures,"
                f" {counts['settlements']:,} settlements; revisions found"
                f" {counts['revisions']:,}, restatements {counts['restatements']:,}"
            )
    if record.editions:
        lines.append("editions:")
        lines += [
            f"  {source}: {', '.join(vintages)}"
            for source, vintages in sorted(record.editions.items())
        ]
    lines += [f"revision: {revision}" for revision in record.revisions]
    if record.checks:
        passed = sum(1 for check in record.checks if check["outcome"] == "passed")
        lines.append(
            f"checks: {passed} passed, {len(record.failed_checks('warning'))} warnings,"
            f" {len(record.failed_checks('critical'))} critical failures"
        )
    for severity in ("critical", "warning"):
        for check in record.failed_checks(severity):
            lines += failed_check(check)
    lines += [f"refused: {failure}" for failure in record.failures]
    if record.outcome == "failed" or not record.failures:
        lines += [f"error: {error}" for error in record.errors if record.outcome != "blocked"]
    lines += [f"not taken: {failure}" for failure in record.unreachable]
    if held := [f"{source} up to {newest}" for source, newest in record.goes_on.items() if newest]:
        lines.append(f"in use stays what is held: {', '.join(held)}")
    if without := [source for source, newest in record.goes_on.items() if not newest]:
        lines.append(f"nothing is held of: {', '.join(without)}")
    lines += [f"no source reads this file: {file}" for file in record.unmatched]
    lines += [f"read once: {repetition}" for repetition in record.repeated]
    lines += [f"left in the inbox: {wave}" for wave in record.left]
    if record.seconds:
        spent = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in record.seconds.items())
        lines.append(f"seconds: {spent}")
    if record.outcome == "published":
        command = _command()
        lines.append(f'query it: {command} sql "from settlements limit 5"; {command} status')
    return lines


def failed_check(check: dict[str, Any]) -> list[str]:
    """A failed check: what it means, its first rows with file and cell, what to do."""
    label = "BLOCKS" if check["severity"] == "critical" else "warning"
    lines = [f"{label} {check['check_id']}: {check['says']} ({check['failing']} rows)"]
    for row in check["rows"][:ROWS_SHOWN]:
        place = " ".join(str(row[key]) for key in PLACES if row.get(key) not in (None, ""))
        if "found" in row:
            lines.append(f"    {place}: found {row['found']}; expected {row.get('expected')}")
        else:
            lines.append(f"    {place or row}")
    if check["failing"] > ROWS_SHOWN:
        lines.append(f"    and {check['failing'] - min(ROWS_SHOWN, len(check['rows']))} more")
    lines.append(f"    what to do: {check['do']}")
    return lines


def _headline(record: RunRecord, home: Home) -> str:
    live = home.warehouse
    kept = home.build / f"{record.run_id}.duckdb"
    untouched = "; the published warehouse is as it was"
    return {
        "published": f"published {live} (run {record.run_id}, from {record.origin})",
        "unchanged": f"nothing changed since the last publication: {live} stands",
        "blocked": f"BLOCKED by the gate{untouched}; build kept at {_if_there(kept)}",
        "refused": f"REFUSED: {len(record.failures) or 1} input error(s){untouched}",
        "failed": f"FAILED{untouched}; see {home.runs / (record.run_id + '.json')}",
    }.get(record.outcome, record.outcome)


def _if_there(path: Path) -> str:
    return str(path) if path.exists() else "(none)"


def _command() -> str:
    """How the person who reads this can call the command: by name if it is on the path."""
    here = Path(sys.argv[0])
    if shutil.which("thriving") or here.name != "thriving":
        return "thriving"
    return os.path.relpath(here)
