"""What is live and how the last runs ended, in the words of the records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ingest.errors import InputError
from orchestration.alerts.state import undelivered
from orchestration.freshness import Aged, ages
from orchestration.home import Home
from orchestration.lock import is_free
from orchestration.record import load_records
from publication.publish import live, versions

RUNS_SHOWN = 8


def status_of(home: Home) -> dict[str, Any]:
    """Live version, age of each source, kept versions and the last runs, as plain data."""
    current = live(home.published)
    trouble, aged = "", list[Aged]()
    try:
        aged = ages(home, dt.datetime.now(dt.UTC).date())
    except InputError as error:
        trouble = str(error)
    idle = is_free(home.lock)
    records = load_records(home.runs, RUNS_SHOWN)
    return {
        "home": str(home.folder),
        "live": current,
        "trouble": trouble,
        "sources": [(one.source_id, one.now, one.age_days, one.vintages) for one in aged],
        "versions": [about["run_id"] for about in versions(home.published)],
        "runs": [
            {
                "run_id": record.run_id,
                "outcome": "interrupted"
                if record.outcome == "running" and (idle or record is not records[0])
                else record.outcome,
                "origin": record.origin,
                "started_at": record.started_at,
                "seconds": record.seconds.get("whole"),
                "refused": record.failures,
                "unreachable": record.unreachable,
                "critical": [check["check_id"] for check in record.failed_checks("critical")],
                "warnings": [check["check_id"] for check in record.failed_checks("warning")],
            }
            for record in records
        ],
        "alerts_not_delivered": undelivered(home),
    }


def status_lines(found: dict[str, Any]) -> list[str]:
    """The same for people."""
    current = found["live"]
    if current is None:
        lines = [f"nothing is published in {found['home']}; run: thriving refresh"]
    else:
        mark = "  SYNTHETIC DATA · נתונים סינתטיים" if current["synthetic"] else ""
        lines = [
            f"live: run {current['run_id']}, published {current['published_at']},"
            f" from {current['origin']}{mark}"
        ]
        lines += (
            [f"THE PUBLISHED FILE IS DAMAGED: {trouble}"] if (trouble := found["trouble"]) else []
        )
        for source_id, freshness, age, vintages in found["sources"]:
            old = f"{age} days after its year" if age is not None else "no calendar year"
            lines.append(f"  {source_id:32} {freshness:13} {old:26} {vintages}")
        lines.append("versions kept: " + ", ".join(found["versions"]))
    lines.append("last runs:")
    for run in found["runs"]:
        seconds = f"{run['seconds']:.0f} s" if run["seconds"] is not None else "unfinished"
        lines.append(f"  {run['run_id']}  {run['outcome']:9} {seconds:>10}  from {run['origin']}")
        lines += [f"      blocked by {check}" for check in run["critical"]]
        lines += [f"      refused {failure}" for failure in run["refused"]]
        lines += [f"      unreachable {failure}" for failure in run["unreachable"]]
    lines += [f"an alert is not delivered: {alert}" for alert in found["alerts_not_delivered"]]
    return lines
