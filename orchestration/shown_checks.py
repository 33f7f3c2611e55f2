"""What the Dagster page shows of checks: those of a source, and those of the gate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from expectations.checks import Check, CheckResult
from ingest.intake import Intake
from orchestration.dictionary import DICTIONARY
from orchestration.lineage import Mart
from orchestration.markdown import END_OF_IT, ISOLATE, RIGHT_TO_LEFT, Marked, cell, table
from orchestration.sources import Held

LATE = ("stale", "past_limit")
FRESH, CAME, GATE = "fresh", "came_and_was_read", "gate"
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
            description="The publisher answered, and what was offered could be read. A publisher"
            " that fails leaves its last good edition in use; a file that somebody laid there and"
            " that cannot be read holds the refresh.",
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
    told: Metadata = {
        "checks": len(results),
        "failed": len(failed),
        "blocking": ", ".join(result.check_id for result in failed if result.blocks) or "none",
        "dictionary": dg.MetadataValue.url(f"{DICTIONARY}/mart_quality_results.html"),
    }
    told |= {result.check_id: _told(result) for result in failed}
    return told


def marts_checked(checks: Iterable[Check], marts: Iterable[Mart]) -> dict[str, dg.AssetCheckSpec]:
    """The check of each mart of whose rows the gate says something: whether it found nothing."""
    read = {name for check in checks for name in tables_of(check.sql)}
    return {
        mart.name: dg.AssetCheckSpec(
            GATE,
            asset=["marts", mart.name],
            description="No check of the gate that speaks of these rows has failed. What each of"
            " them is, and what to do: asset audit.",
            # Between the marts and the audit. What SQL makes is read by the estimates before that.
            blocking=mart.estimated,
        )
        for mart in marts
        if mart.name in read
    }


def results_of_marts(
    results: Iterable[CheckResult], checks: Iterable[Check], marts: Iterable[str]
) -> Iterator[dg.AssetCheckResult]:
    """How these checks went, with the first row of each that failed.

    All are told as warnings: whether a failure blocks, the audit decides, which names it.
    """
    read = {check.check_id: tables_of(check.sql) for check in checks}
    failed = [result for result in results if result.outcome == "failed"]
    for name in marts:
        of_it = [result for result in failed if name in read.get(result.check_id, ())]
        yield dg.AssetCheckResult(
            asset_key=["marts", name],
            check_name=GATE,
            passed=not of_it,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={result.check_id: _told(result) for result in of_it},
        )


def _told(result: CheckResult) -> str:
    first = f"; the first: {_as_line(result.rows[0])}" if result.rows else ""
    rows = "1 row" if result.failing == 1 else f"{result.failing:,} rows"
    return f"{_weight(result)}, {rows}: {result.says}{first}"


def _weight(result: CheckResult) -> str:
    return "BLOCKS" if result.blocks else "warning"


def of_check(result: CheckResult) -> Metadata:
    """What a failed check means, what to do, and its first rows.

    The page shows text at once, and Markdown when one asks for it.
    """
    told: Metadata = {"failing rows": result.failing, "what to do": result.do}
    if result.do_he:
        told["מה לעשות"] = f"{RIGHT_TO_LEFT}{result.do_he}{END_OF_IT}"
    if result.rows:
        told["the first"] = _as_line(result.rows[0])
        columns = list(dict.fromkeys(key for row in result.rows for key in row))
        rows = [[row.get(key) for key in columns] for row in result.rows[:10]]
        told["first of them"] = dg.MetadataValue.md(table(columns, rows))
    return told


def _as_line(row: Mapping[str, Any]) -> str:
    """``file: a.xlsx; locator: Sheet!B7; found: …``, each value in its own direction."""
    return "; ".join(
        f"{key}: {ISOLATE}{value}{END_OF_IT}" for key, value in row.items() if value is not None
    )
