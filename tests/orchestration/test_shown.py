"""What the page shows: tables in Markdown whose cells are shown as they stand."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from expectations.checks import CheckResult
from ingest.intake import Intake
from ingest.source import load_sources
from orchestration.lineage import marts_of_manifest
from orchestration.markdown import both_languages, cell
from orchestration.shown import of_intake, of_source, of_tables
from orchestration.shown_checks import of_check


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (12.5, "12.5"),
        ("p_libud_24.xlsx", r"p\_libud\_24.xlsx"),
        ("a|b\n| c", r"a\|b \| c"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("![x](https://x.invalid)", r"\!\[x\](https://x.invalid)"),
        ("צפת\u202exyz\x00", "צפתxyz"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_a_cell_is_one_line_that_is_no_markup(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_hebrew_is_a_paragraph_of_its_own_direction() -> None:
    assert both_languages("Figures (נתונים).\nכל הנתונים.") == (
        "Figures (נתונים).\n\n\u2067כל הנתונים.\u2069"
    )
    assert both_languages("English alone") == "English alone"


def test_tables_show_their_rows(tmp_path: Path) -> None:
    build = tmp_path / "b.duckdb"
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema marts; create table marts.empty (a integer)")
        columns = ", ".join(f"i as c{n}" for n in range(20))
        connection.execute(f"create table marts.full as select {columns} from range(9) as t(i)")
    found = of_tables(build, ["empty", "full"])
    assert found["empty"]["dagster/row_count"] == 0
    assert found["empty"]["preview"].value == "no rows"
    assert found["full"]["dagster/row_count"] == 9
    lines = found["full"]["preview"].value.splitlines()
    assert len(lines) == 7 and lines[0].count("|") == 9


def test_a_failed_check_shows_what_to_do_and_its_first_rows() -> None:
    rows = [{"file": "a.xlsx", "found": n} for n in range(40)]
    told = of_check(
        CheckResult("c", "checks", "critical", "failed", 40, "s", "ס", "mend", "לתקן", rows)
    )
    assert told["failing rows"] == 40
    assert told["first of them"].value.splitlines()[:3] == [
        "| file | found |",
        "| --- | --- |",
        "| a.xlsx | 0 |",
    ]
    assert len(told["first of them"].value.splitlines()) == 12


def test_every_source_says_whose_it_is_and_what_a_run_found() -> None:
    for source in load_sources().values():
        told = of_source(source)
        assert told["publisher"] and told["licence"] and told["freshness limits"]
    held = [("2024", "2024-r1", 142, 14194, "a.xlsx"), ("2021", "2021", 139, 12690, "b.xlsx")]
    told = of_intake(Intake(left=["a wave"]), held, asked=False)
    assert told["files offered now"] == "not asked in this run"
    assert (told["files held"], told["dagster/row_count"]) == (2, 281)
    assert "a wave" in told["to look at"].value
    assert of_intake(Intake(), held, asked=True)["to look at"] == "nothing"


def test_each_mart_is_of_one_step_and_has_its_columns() -> None:
    marts = marts_of_manifest()
    estimated = {mart.name for mart in marts if mart.estimated}
    assert {"thriving_index", "targets", "pilot_evaluation"} <= estimated
    assert "indicator_values" not in estimated
    assert all(mart.columns for mart in marts)
    from orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    for name in ("thriving_index", "indicator_values"):
        node = graph.get(dg.AssetKey(["marts", name]))
        assert node.metadata["dagster/column_schema"] and node.owners == ["team:data"]
