"""What the Dagster page shows of the checks of the gate, and of what went wrong with a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from expectations.checks import Check, CheckResult
from ingest.intake import Intake
from orchestration.page.dictionary import DICTIONARY
from orchestration.page.markdown import (
    END_OF_IT,
    ISOLATE,
    RIGHT_TO_LEFT,
    Marked,
    both_languages,
    cell,
    table,
)

LATE = ("stale", "past_limit")
AUDIT = ("audit",)
WEIGHTS = {
    "critical": "Critical: a failure holds back publication. · חמור: כישלון עוצר את הפרסום.",
    "warning": "A warning: a failure is told, and holds back nothing. · אזהרה: כישלון מדווח בלבד.",
}
_READS = re.compile(r"\bfrom marts\.(\w+)")
Metadata = dict[str, Any]


def went_wrong(intake: Intake) -> list[str]:
    """What did not come or could not be read, in words."""
    return [*map(str, intake.failures), *map(str, intake.unreachable)]


def key_of(check: Check) -> tuple[str, ...]:
    """The asset on which a check stands: the mart of whose rows it speaks first, else the audit."""
    read = _READS.search(check.sql)
    return ("marts", read[1]) if read else AUDIT


def tables_of(sql: str) -> set[str]:
    """The marts of whose rows a check speaks; those it merely looks names up in are joined."""
    return set(_READS.findall(sql))


def to_check(check: Check) -> Marked:
    """A link to the latest result of a check of the gate."""
    at = "/".join(key_of(check))
    return Marked(
        f"[{cell(check.check_id)}](/assets/{at}?view=checks&checkDetail={check.check_id})"
    )


def specs_of(checks: Iterable[Check]) -> list[dg.AssetCheckSpec]:
    """The checks of the gate. What holds back publication is the audit, which comes after all."""
    return [
        dg.AssetCheckSpec(
            check.check_id,
            asset=key_of(check),
            description=f"{WEIGHTS[check.severity]}\n\n"
            + both_languages(f"{check.says}\n{check.says_he}"),
            blocking=check.severity == "critical" and key_of(check) == AUDIT,
        )
        for check in checks
    ]


def results_of(
    results: Iterable[CheckResult], checks: Iterable[Check]
) -> Iterator[dg.AssetCheckResult]:
    """How some checks of the gate went."""
    keys = {check.check_id: key_of(check) for check in checks}
    for result in results:
        if result.suite == "checks" and result.check_id in keys:
            yield dg.AssetCheckResult(
                asset_key=keys[result.check_id],
                check_name=result.check_id,
                passed=result.outcome == "passed",
                severity=dg.AssetCheckSeverity.ERROR
                if result.severity == "critical"
                else dg.AssetCheckSeverity.WARN,
                metadata=of_check(result),
            )


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
