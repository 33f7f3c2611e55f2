"""The gate: all suites of Great Expectations over one build, in one step.

Importing the library takes longer than all checks together, so it is imported here only, inside the
function, and the gate may run in a process of its own while the build is still in the making.
"""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from expectations.checks import Check, CheckResult, load_checks
from expectations.disclosure import write_hidden_cells

ROWS_SHOWN = 20

KEYS = ("settlement_code", "indicator_id", "population_group", "period_key", "vintage", "locator")
STATUSES = (
    "observed",
    "low_reliability",
    "suppressed",
    "not_available",
    "not_applicable",
    "modelled",
)


def run_gate(build: Path) -> list[CheckResult]:
    """Run every suite over a build database.

    Args:
        build: the database file; views in it are relative to its folder, which becomes the
            working directory of this process while the gate runs.

    Returns:
        One result for each expectation, the failed ones with their first rows.

    Raises:
        RuntimeError: an expectation could not be evaluated. A gate that cannot see does not open.
    """
    before = Path.cwd()
    os.chdir(build.parent)
    try:
        write_hidden_cells(build)
        return _run(build)
    finally:
        os.chdir(before)


def _run(build: Path) -> list[CheckResult]:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import great_expectations.expectations as gxe

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        source = context.data_sources.add_sql(
            "build",
            connection_string=f"duckdb:///{build.name}",
            kwargs={
                "connect_args": {"read_only": True},
                "isolation_level": "AUTOCOMMIT",
                "skip_autocommit_rollback": True,
            },
        )
        try:
            asset = source.add_table_asset(
                "indicator_values", table_name="indicator_values", schema_name="marts"
            )
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            checks = load_checks()
            suites = {
                "keys": gx.ExpectationSuite(name="keys", expectations=_keys(gxe)),
                "checks": gx.ExpectationSuite(
                    name="checks",
                    expectations=[
                        gxe.UnexpectedRowsExpectation(
                            unexpected_rows_query=_bare(check.sql),
                            severity=check.severity,
                            description=check.says,
                            meta={"check_id": check.check_id},
                        )
                        for check in checks
                    ],
                ),
            }
            results: list[CheckResult] = []
            by_id = {check.check_id: check for check in checks}
            for name, suite in suites.items():
                validated = batch.validate(suite, result_format="BASIC")
                results += [_result(name, result, by_id) for result in validated.results]
        finally:
            # Either engine, left open, would hold the lock on the file.
            source.get_execution_engine().engine.dispose()
            source.get_engine().dispose()
    return _with_rows(build, results, by_id)


def _keys(gxe: Any) -> list[Any]:
    return [
        gxe.ExpectTableRowCountToBeBetween(min_value=1, severity="critical"),
        *(gxe.ExpectColumnValuesToNotBeNull(column=column, severity="critical") for column in KEYS),
        gxe.ExpectColumnValuesToBeInSet(
            column="value_status", value_set=list(STATUSES), severity="critical"
        ),
        gxe.ExpectColumnValueLengthsToBeBetween(
            column="settlement_code", min_value=2, max_value=4, severity="critical"
        ),
        gxe.ExpectColumnValueLengthsToEqual(
            column="snapshot_sha256", value=64, severity="critical"
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="reference_year", min_value=1990, max_value=2100, severity="critical"
        ),
    ]


def _bare(sql: str) -> str:
    """A query without comments, whose braces mean nothing to the library in between."""
    bare = re.sub(r"^--.*$", "", sql, flags=re.MULTILINE).strip()
    bare = bare.replace("{", "{{").replace("}", "}}")
    # The library wants to see its batch named; every check looks at more tables than that one.
    return f"select * from ({bare}) as violations where exists (select 1 from {{batch}})"


def _result(suite: str, result: Any, by_id: dict[str, Check]) -> CheckResult:
    config = result.expectation_config
    if result.exception_info.get("raised_exception") or any(
        isinstance(info, dict) and info.get("raised_exception")
        for info in result.exception_info.values()
    ):
        raise RuntimeError(f"the gate could not evaluate {config.type}: {result.exception_info}")
    check_id = (config.meta or {}).get("check_id")
    if check_id is None:
        column = config.kwargs.get("column")
        check_id = config.type + (f"__{column}" if column else "")
    check = by_id.get(check_id)
    failing = result.result.get("unexpected_count")
    if failing is None:
        observed = result.result.get("observed_value")
        failing = observed if isinstance(observed, int) and check else int(not result.success)
    return CheckResult(
        check_id=check_id,
        suite=suite,
        severity=str(getattr(config.severity, "value", config.severity)),
        outcome="passed" if result.success else "failed",
        failing=0 if result.success else int(failing),
        says=check.says if check else f"{check_id} does not hold in marts.indicator_values",
        says_he=check.says_he if check else f"הכלל {check_id} אינו מתקיים ב-marts.indicator_values",
        do=check.do if check else "this is an error of the build: keep it and report it",
        do_he=check.do_he if check else "זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה",
    )


def violations(build: Any, check: Check) -> list[dict[str, Any]]:
    """All rows of a check over a connection to a build, in the same order at every run.

    The order is the check's own, where its last clause is one, or else that of its columns from the
    left: of a query without order the engine gives whichever rows are ready first.
    """
    ordered = re.search(r"^order by\b", check.sql, flags=re.MULTILINE)
    cursor = build.execute(check.sql if ordered else f"{check.sql}\norder by all")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _with_rows(
    build: Path, results: list[CheckResult], by_id: dict[str, Check]
) -> list[CheckResult]:
    """Fetch the first violations of the failed checks, and count all of them."""
    import duckdb

    complete = []
    with duckdb.connect(str(build), read_only=True) as connection:
        for result in results:
            check = by_id.get(result.check_id)
            if result.outcome == "failed" and check:
                rows = violations(connection, check)
                result = replace(result, failing=len(rows), rows=rows[:ROWS_SHOWN])
            complete.append(result)
    return complete
