"""A check that cannot fail is none: each is shown a build that it must refuse."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.checks import load_checks
from expectations.gate import violations
from expectations.worker import GateProcess
from tests.expectations.violations import VIOLATIONS

Connection = duckdb.DuckDBPyConnection
CHECKS = {check.check_id: check for check in load_checks()}


def violations_of(build: Connection, check_id: str) -> list[dict[str, Any]]:
    return violations(build, CHECKS[check_id])


def test_every_check_has_a_violation_here() -> None:
    assert set(VIOLATIONS) == set(CHECKS)


@pytest.mark.parametrize(
    "check_id", [check_id for check_id, check in CHECKS.items() if check.severity == "critical"]
)
def test_a_sound_build_passes_a_critical_check(build: Connection, check_id: str) -> None:
    assert violations_of(build, check_id) == []


@pytest.mark.parametrize("check_id", VIOLATIONS)
def test_a_damaged_build_fails_the_check_and_the_row_says_all(
    build: Connection, check_id: str
) -> None:
    before = violations_of(build, check_id)
    for statement in VIOLATIONS[check_id]:
        build.execute(statement)
    after = [row for row in violations_of(build, check_id) if row not in before]
    assert after, f"{check_id} cannot fail"
    for row in after:
        assert row["found"] is not None and row["expected"] is not None, row
        # Where: a file, a place, a source, or an indicator of which settlements are missing.
        assert any(row.get(key) for key in ("file", "locator", "source_id", "indicator_id")), row
        assert None not in (row.get("file", ""), row.get("locator", "")), row


@pytest.mark.parametrize(
    ("what", "check_id", "statement"),
    [
        (
            "the index value differs and the cluster does not",
            "reconcile_sei",
            "update marts.indicator_values set value = value + 0.01 where settlement_code = '8000'"
            " and indicator_id = 'sei_index' and source_id = 'cbs_socio_economic_index'",
        ),
        (
            "an index changed and no baseline is frozen",
            "change_without_baseline",
            "update marts.leapfrog_index set change_arithmetic = 2 where settlement_code = '8000'",
        ),
        (
            "an index beyond its goalposts",
            "leapfrog_incomplete",
            "update marts.leapfrog_index set score_arithmetic = 101 where settlement_code = '8000'",
        ),
        (
            "a cell without score or reason",
            "leapfrog_incomplete",
            "update marts.leapfrog_cells set cell_reason = null where settlement_code = '8000'",
        ),
        (
            "an index that is not the mean of its cells",
            "leapfrog_steps_differ",
            "update marts.leapfrog_index set score_arithmetic = score_arithmetic - 1"
            " where settlement_code = '8000'",
        ),
        (
            "an effect without a baseline",
            "change_without_baseline",
            "update marts.pilot_evaluation set did_effect = 2 where settlement_code = '8000'"
            " and indicator_id = 'dropout_pct'",
        ),
        (
            "a workbook in thousands",
            "population_jump",
            "update marts.indicator_values set value = value / 1000 where settlement_code = '8000'"
            " and indicator_id = 'population_total' and reference_year = 2024",
        ),
        (
            "authorities counted a hundredfold too small",
            "population_sums",
            "update marts.indicator_values set value = value / 100 where settlement_code <> 'IL'"
            " and indicator_id = 'population_total' and reference_year = 2024",
        ),
        (
            "a figure that is no number",
            "values_in_range",
            "update marts.indicator_values set value = 'nan' where settlement_code = '8000'"
            " and indicator_id = 'dropout_pct'",
        ),
        (
            "a figure below its range",
            "values_in_range",
            "update marts.indicator_values set value = -1 where settlement_code = '8000'"
            " and indicator_id = 'dropout_pct'",
        ),
        (
            "an indicator lost whole",
            "drift_coverage",
            "delete from marts.indicator_values where indicator_id = 'lonely_pct'",
        ),
        (
            "a column emptied, its rows still there",
            "drift_coverage",
            "update marts.indicator_values set value = null where indicator_id = 'dropout_pct'",
        ),
        (
            "the ballots of the portal do not add up",
            "ballots_add_up",
            "update raw.cells set value = value + 1 where source_id = 'datagov_ckan' and col in"
            " (select col from raw.columns where source_id = 'datagov_ckan'"
            " and header = 'מצביעים')",
        ),
        (
            "the column of valid ballots reworded, so that nothing can be added up",
            "ballots_add_up",
            "update raw.columns set header = 'קולות כשרים'"
            " where source_id = 'cec_knesset_elections' and header = 'כשרים'",
        ),
        (
            "the total of the nation's localities gone",
            "localities_sum_to_nation",
            "update raw.rows set role = 'other' where source_id = 'cbs_population'"
            " and role = 'nation'",
        ),
    ],
)
def test_a_check_sees_the_other_ways_in_which_it_should_fail(
    build: Connection, what: str, check_id: str, statement: str
) -> None:
    assert violations_of(build, check_id) == []
    build.execute(statement)
    assert violations_of(build, check_id), f"{check_id} does not see {what}"


def test_every_indicator_of_the_catalogue_has_a_range(build: Connection) -> None:
    open_ended = (
        "select indicator_id from seeds.indicators where minimum is null or maximum is null"
    )
    assert build.execute(open_ended).fetchall() == []


def test_every_cutoff_that_a_check_reads_is_in_the_seed(build: Connection) -> None:
    known = {name for (name,) in build.execute("select cutoff from seeds.cutoffs").fetchall()}
    read = {
        name for check in CHECKS.values() for name in re.findall(r"cutoff = '([a-z_]+)'", check.sql)
    }
    assert read and read <= known


def test_the_gate_over_a_damaged_build_blocks_with_counts_and_first_rows(
    build_copy: Path, sample_build: Path
) -> None:
    damaged = sample_build.parent / "damaged.duckdb"
    shutil.copyfile(build_copy, damaged)
    wrong = ("values_in_range", "headers_lost", "drift_rows", "source_without_file")
    try:
        with duckdb.connect(str(damaged)) as connection:
            for check_id in wrong:
                for statement in VIOLATIONS[check_id]:
                    connection.execute(statement)
        results = {result.check_id: result for result in GateProcess().run(damaged)}
    finally:
        damaged.unlink()
    for check_id in wrong:
        result = results[check_id]
        assert result.outcome == "failed" and result.failing >= 1 and result.rows
        assert result.blocks == (CHECKS[check_id].severity == "critical")
        assert result.says == CHECKS[check_id].says and result.do == CHECKS[check_id].do
    assert {r.check_id for r in results.values() if r.suite == "checks"} == set(CHECKS)
    assert results["population_jump"].outcome == "passed"


def test_a_gate_that_cannot_look_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "build.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(RuntimeError, match="gate"):
        GateProcess().run(path)
