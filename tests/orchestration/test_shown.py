"""What the page shows: tables in Markdown whose cells are shown as they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from expectations.checks import Check, CheckResult
from ingest.intake import Intake
from ingest.source import load_sources
from orchestration.lineage import Mart, marts_of_manifest
from orchestration.page.checks import of_audit, of_check, results_of, specs_of
from orchestration.page.markdown import both_languages, cell
from orchestration.page.shown import of_held, of_intake, of_mart, of_source, of_tables
from orchestration.sources.held import Held


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


def mart(name: str, *columns: str, **more: Any) -> Mart:
    told: dict[str, Any] = {"group": "marts_figures", "upstream": (), "sources": ()}
    told |= {"estimated": False} | more
    return Mart(
        name, description="d", columns=tuple((name, "integer", "c") for name in columns), **told
    )


MARTS = [
    mart("indicator_values", "source_id", "reference_year"),
    mart("statistical_area_values", "source_id"),
    mart("sources", "source_id", group="marts_provenance"),
    mart("of_codes", "a"),
    mart("of_them", upstream=(("marts", "indicator_values"), ("marts", "sources"))),
    mart("of_raw", upstream=(("raw", "header_matches"),), sources=("codes_of_cbs",)),
    mart("modelled", estimated=True),
    mart("full", *(f"c{n}" for n in range(20)), sources=("unheard_of",)),
]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of a few tables: figures of three sources, of which one is stale, one closed."""
    path = tmp_path_factory.mktemp("build") / "b.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.sources as
            from (values
                ('yearly', '2024', 'fresh', 300), ('population', '2023', 'stale', 1000),
                ('census', '1995', 'closed_series', 9000), ('codes_of_cbs', '25', 'fresh', 40),
                ('never_came', null, 'no_file', null), ('forms', 'f', 'closed_series', null)
            ) as t(source_id, latest_edition, freshness, age_days);
            create table marts.indicator_values as
            from (values ('yearly', 2024), ('population', 2023), ('census', null))
                as t(source_id, reference_year);
            create table marts.statistical_area_values (source_id varchar);
            create table marts.of_codes (a integer);
            create table marts.of_them (a integer);
            create table marts.of_raw (a integer);
            create table marts.modelled (a integer);
            """
        )
        columns = ", ".join(f"i as c{n}" for n in range(20))
        connection.execute(f"create table marts.full as select {columns} from range(9) as t(i)")
    return path


def test_tables_show_their_rows(build: Path) -> None:
    found = of_tables(build, MARTS, ["of_codes", "full", "indicator_values"])
    assert set(found) == {"of_codes", "full", "indicator_values"}
    assert found["of_codes"]["dagster/row_count"] == 0
    assert found["of_codes"]["preview"].value == "no rows"
    assert found["full"]["dagster/row_count"] == 9
    lines = found["full"]["preview"].value.splitlines()
    assert len(lines) == 7 and lines[0].count("|") == 6
    assert found["indicator_values"]["figures until"] == "2024"
    assert "figures until" not in found["full"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("of_codes", "no publisher: agreed by people, kept in seeds"),
        ("indicator_values", "3 sources, stale: population; oldest: population, 1,000"),
        # What is looked up in the list of sources is not made of all of their figures.
        ("of_them", "3 sources, stale: population; oldest: population, 1,000"),
        ("of_raw", "4 sources, stale: population; oldest: population, 1,000"),
        ("modelled", "3 sources, stale: population; oldest: population, 1,000"),
    ],
)
def test_a_mart_says_on_which_sources_it_rests_and_which_is_the_oldest(
    build: Path, name: str, words: str
) -> None:
    told = of_tables(build, MARTS, [name])[name]
    assert told["freshness"].removesuffix(" days after its year") == words
    if "3 sources" in words:
        assert told["rests on"].value.splitlines()[2:] == [
            r"| [census](/assets/raw/census) | closed series | 9000 | 1995 |",
            r"| [population](/assets/raw/population) | stale | 1000 | 2023 |",
            r"| [yearly](/assets/raw/yearly) | fresh | 300 | 2024 |",
        ]


HELD = Held(
    "s", "ש", "s", "http", True, True, False, 2, 0, "", False, "2024-r1", 691, "fresh", answers={}
)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({}, "fresh: 691 days old; 2024-r1 speaks until 2024-12-31"),
        (
            {"freshness": "stale", "age_days": 1001},
            "stale: 1,001 days old, at most 900 are expected; 2024-r1 speaks until 2024-02-25",
        ),
        (
            {"freshness": "past_limit", "age_days": 2000},
            "past_limit: 2,000 days old, at most 1,900 are expected;"
            " 2024-r1 speaks until 2021-06-01",
        ),
        (
            {"freshness": "undated", "age_days": None},
            "undated: nothing says of which year 2024-r1 speaks",
        ),
        ({"freshness": "no_file", "newest_edition": None}, "no file is held"),
    ],
)
def test_a_source_says_how_fresh_it_is(held: dict[str, Any], words: str) -> None:
    source = load_sources()["cbs_local_authorities"]
    told = of_held(replace(HELD, **held), source, dt.date(2026, 11, 22))
    assert told["freshness"] == words
    assert told["last answers"] == "nobody has asked this publisher from here"
    by_hand = of_held(HELD, load_sources()["cbs_population"], dt.date(2026, 11, 22))
    assert "last answers" not in by_hand


def test_a_source_says_what_its_publisher_last_answered() -> None:
    at = "2026-11-22T00:00:00+00:00"
    good = {"asked_at": at, "outcome": "unchanged", "message": ""}
    wall = {"asked_at": at, "outcome": "failed", "message": "found a web page"}
    held = replace(HELD, answers={"a.xlsx": good, "b.xlsx": wall})
    told = of_held(held, load_sources()["cbs_local_authorities"], dt.date(2026, 11, 22))
    assert told["last answers"].value.splitlines()[2:] == [
        "| a.xlsx | 2026-11-22T00:00:00+00:00 | unchanged |  |",
        "| b.xlsx | 2026-11-22T00:00:00+00:00 | failed | found a web page |",
    ]


def result(check_id: str, severity: str, *rows: dict[str, object]) -> CheckResult:
    outcome, failing = ("failed", len(rows)) if rows else ("passed", 0)
    words = ("it is wrong", "זה שגוי", "mend it", "לתקן")
    return CheckResult(check_id, "checks", severity, outcome, failing, *words, list(rows))


def test_a_failed_check_shows_what_to_do_and_its_first_rows() -> None:
    rows = [{"file": "a.xlsx", "locator": None, "found": n} for n in range(40)]
    told = of_check(result("c", "critical", *rows))
    assert told["failing rows"] == 40
    assert told["what to do"] == "mend it"
    assert told["מה לעשות"] == "\u2067לתקן\u2069"
    assert told["the first"] == "file: \u2068a.xlsx\u2069; found: \u20680\u2069"
    assert told["first of them"].value.splitlines()[:3] == [
        "| file | locator | found |",
        "| --- | --- | --- |",
        "| a.xlsx |  | 0 |",
    ]
    assert len(told["first of them"].value.splitlines()) == 12


def test_what_failed_is_told_of_the_gate_and_stands_on_the_mart_it_speaks_of() -> None:
    results = [
        result("warns", "warning", {"found": 2}),
        result("blocks", "critical", {"found": 1}, {"found": 2}),
        result("early", "critical"),
        replace(result("column", "critical", {"found": 3}), suite="keys"),
    ]
    told = of_audit(results)
    assert (told["checks"], told["failed"], told["blocking"]) == (4, 3, "blocks, column")
    assert list(told)[-3:] == ["blocks", "column", "warns"]
    first = "the first: found: \u20681\u2069"
    assert told["blocks"] == f"BLOCKS, 2 rows: it is wrong; {first}"
    assert told["warns"].startswith("warning, 1 row: it is wrong")
    sql = {
        "warns": ("warning", "from marts.a join marts.b using (x)"),
        "blocks": ("critical", "select 1 from marts.c\nunion all select 1 from marts.a"),
        "early": ("critical", "from raw.rows"),
    }
    checks = [Check(name, weight, "", "", "", "", text) for name, (weight, text) in sql.items()]
    specs = {spec.name: spec for spec in specs_of(checks)}
    keys = {name: spec.asset_key.to_user_string() for name, spec in specs.items()}
    assert keys == {"warns": "marts/a", "blocks": "marts/c", "early": "audit"}
    # The audit comes after all marts, and nothing is published but after the audit.
    assert [name for name, spec in specs.items() if spec.blocking] == ["early"]
    assert "holds back publication" in str(specs["blocks"].description)
    found = {r.check_name: r for r in results_of(results, checks)}
    assert {name: r.passed for name, r in found.items()} == {
        "warns": False,
        "blocks": False,
        "early": True,
    }
    assert found["blocks"].severity == dg.AssetCheckSeverity.ERROR
    assert found["blocks"].asset_key == dg.AssetKey(["marts", "c"])
    links = of_mart(mart("a"), checks)["checked by"].value
    assert links == (
        "[warns](/assets/marts/a?view=checks&checkDetail=warns),"
        " [blocks](/assets/marts/c?view=checks&checkDetail=blocks)"
    )


def test_every_source_says_whose_it_is_and_what_a_run_found() -> None:
    for source in load_sources().values():
        told = of_source(source)
        assert told["publisher"] and told["freshness limits"]
        assert told["licence"] == f"{source.licence.en} · {source.licence.he}"
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
