"""What the Dagster page shows of checks: those of a source, and those of the gate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from expectations.checks import Check, CheckResult
from ingest.intake import Intake
from orchestration.dictionary import DICTIONARY
from orchestration.markdown import Marked, cell, table
from orchestration.sources import Held

LATE = ("stale", "past_limit")
FRESH, CAME = "fresh", "came_and_was_read"
_READS = re.compile(r"\bfrom marts\.(\w+)")
Metadata = dict[str, Any]


def specs_of_source(source_id: str) -> list[dg.AssetCheckSpec]:
    """What is checked of each source, each night; neither check blocks anything by itself."""
    asset = ["raw", source_id]
    return [
        dg.AssetCheckSpec(
            FRESH,
            asset=asset,
            description="The newest edition is not older than its declaration lets it be.",
        ),
        dg.AssetCheckSpec(
            CAME,
            asset=asset,
            description="The publisher answered, and what was offered could be read. Where not, the"
            " last good edition stays in use.",
        ),
    ]


def results_of_source(
    held: Held, freshness: str, intake: Intake, *, asked: bool
) -> list[dg.AssetCheckResult]:
    """How they went.

    Args:
        freshness: the words of it.
        asked: whether this run asked the source for anything.
    """
    wrong = went_wrong(intake)
    how = {"what went wrong": "; ".join(wrong) or "nothing"}
    return [
        dg.AssetCheckResult(
            check_name=FRESH,
            passed=held.freshness not in LATE,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"freshness": freshness},
        ),
        dg.AssetCheckResult(
            check_name=CAME,
            passed=not wrong,
            severity=dg.AssetCheckSeverity.WARN,
            metadata=how if asked else {"not asked": "this run asked other sources alone"},
        ),
    ]


def went_wrong(intake: Intake) -> list[str]:
    """What did not come or could not be read, in words."""
    return [*map(str, intake.failures), *map(str, intake.unreachable)]


def tables_of(sql: str) -> set[str]:
    """The marts of whose rows a check speaks; those it merely looks names up in are joined."""
    return set(_READS.findall(sql))


def to_check(check_id: str) -> Marked:
    """A link to the latest result of a check of the gate."""
    return Marked(f"[{cell(check_id)}](/assets/audit?view=checks&checkDetail={check_id})")


def of_audit(results: Sequence[CheckResult]) -> Metadata:
    """How the gate went, with what failed, the blocking first."""
    failed = sorted(
        (result for result in results if result.outcome == "failed"),
        key=lambda result: (not result.blocks, result.check_id),
    )
    rows = [
        (
            to_check(result.check_id) if result.suite == "checks" else result.check_id,
            "blocks" if result.blocks else "warning",
            result.failing,
            Marked(cell(result.says, 200)),
        )
        for result in failed
    ]
    told: Metadata = {
        "checks": len(results),
        "failed": len(failed),
        "blocking": ", ".join(result.check_id for result in failed if result.blocks) or "none",
        "dictionary": dg.MetadataValue.url(f"{DICTIONARY}/mart_quality_results.html"),
    }
    if rows:
        head = ("check", "weight", "failing rows", "what it says")
        told["failed checks"] = dg.MetadataValue.md(table(head, rows))
    return told


def of_failed(
    results: Iterable[CheckResult], checks: Iterable[Check], marts: Iterable[str]
) -> dict[str, Metadata]:
    """What the gate found wrong with each mart of whose rows a failed check speaks."""
    read = {check.check_id: tables_of(check.sql) for check in checks}
    found: dict[str, Metadata] = {}
    for name in marts:
        failed = [
            (
                to_check(result.check_id),
                "blocks" if result.blocks else "warning",
                result.failing,
                Marked(cell(result.says, 200)),
                Marked(cell(_as_line(result.rows[0]), 200) if result.rows else ""),
            )
            for result in results
            if result.outcome == "failed" and name in read.get(result.check_id, ())
        ]
        if failed:
            head = ("check", "weight", "failing rows", "what it says", "the first")
            found[name] = {"failed checks": dg.MetadataValue.md(table(head, failed))}
    return found


def of_check(result: CheckResult) -> Metadata:
    """What a failed check means, what to do, and its first rows.

    The page shows text at once, and Markdown when one asks for it.
    """
    told: Metadata = {"failing rows": result.failing, "what to do": result.do}
    if result.do_he:
        told["מה לעשות"] = result.do_he
    if result.rows:
        told["the first"] = _as_line(result.rows[0])
        columns = list(dict.fromkeys(key for row in result.rows for key in row))
        rows = [[row.get(key) for key in columns] for row in result.rows[:10]]
        told["first of them"] = dg.MetadataValue.md(table(columns, rows))
    return told


def _as_line(row: Mapping[str, Any]) -> str:
    """``file: a.xlsx; locator: Sheet!B7; found: …``."""
    return "; ".join(f"{key}: {value}" for key, value in row.items() if value is not None)
