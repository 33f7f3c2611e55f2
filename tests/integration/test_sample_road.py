"""The whole road on the sample: what one command on a fresh machine leaves behind."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.integration.house import one, published_bytes, rows, thriving, warehouse

CONTRACT = {
    "settlements": "settlement_code name_he name_en kind district municipal_type population"
    " sei_cluster peripherality_cluster is_periphery in_local_leapfrog in_settlement_at_centre"
    " in_community_partnerships longitude latitude",
    "indicators": "indicator_id name_he name_en domain factor life_stage effect subjectivity"
    " data_kind level horizon desired_direction unit numerator denominator source caveats state"
    " version",
    "indicator_values": "settlement_code indicator_id population_group reference_year"
    " reference_period value standard_error ci_low ci_high n value_status comparability vintage"
    " is_latest_vintage source_id snapshot_sha256 locator",
    "sources": "source_id title_he publisher_he licence homepage freshness latest_vintage",
    "revisions": "settlement_code indicator_id vintage_before value_before vintage_after"
    " value_after",
    "quality_results": "run_id check_id severity outcome failing_rows checked_at",
    "data_gaps": "settlement_code indicator_id is_present reason",
}
PROMISED = """
    population_total dependency_ratio sei_cluster sei_index sei_rank peripherality_cluster
    matriculation_eligibility_pct matriculation_university_pct dropout_pct
    wage_employees_ils_per_month earners_up_to_minimum_wage_pct income_support_persons_pct
    unemployment_benefit_pct convicted_adults_per_1000 turnout_knesset_pct
    turnout_local_council_pct balance_migration_per_1000 neighbours_cooperate_pct
    people_trusted_pct someone_to_rely_on_pct neighbour_relations_satisfied_pct volunteered_pct
    public_involvement_pct influence_government_pct safe_walking_dark_pct lonely_pct
    trust_government_pct
"""
ENGLISH_WITH_TERM = re.compile(r"[A-Za-z]{3}.*\([^()]*[א-ת]|\([^()]*[א-ת].*[A-Za-z]{3}")
HEBREW_SENTENCE = re.compile(r"[א-ת].*[א-ת].*\.")


def test_the_end_of_a_refresh_says_where_what_from_and_how_well(sample_home: Path) -> None:
    said = sample_home.with_name("said.txt").read_text("utf-8")
    assert f"published {warehouse(sample_home)}" in said
    assert "SYNTHETIC" in said
    counts = re.search(
        r"sources (\d+), files (\d+), rows ([\d,]+), cells ([\d,]+), quarantined (\d+)", said
    )
    assert counts, said
    assert int(counts[1]) == one(sample_home, "select count(*) from marts.sources where files > 0")
    assert int(counts[2]) == one(sample_home, "select count(*) from marts.source_files")
    read = one(sample_home, "select sum(cells_read) from marts.source_files")
    assert int(counts[4].replace(",", "")) == read
    assert int(counts[5]) == one(sample_home, "select count(*) from marts.quarantine")
    assert re.search(r"checks: \d+ passed, \d+ warnings, 0 critical", said)
    assert re.search(r"seconds: .*whole \d", said)


def test_nothing_but_progress_is_said_on_the_way(sample_home: Path) -> None:
    said = sample_home.with_name("progress.txt").read_text("utf-8")
    assert "read cbs_local_authorities/p_libud_2024.xlsx: edition 2024" in said
    noise = re.compile("Warning|leaked|Traceback|deprecat", re.IGNORECASE)
    assert [line for line in said.splitlines() if noise.search(line)] == []


@pytest.mark.parametrize("table", CONTRACT)
def test_a_mart_has_the_columns_of_the_contract(sample_home: Path, table: str) -> None:
    found = {
        name
        for (name,) in rows(
            sample_home,
            "select column_name from duckdb_columns() where schema_name = 'marts'"
            " and table_name = ?",
            table,
        )
    }
    assert found >= set(CONTRACT[table].split())


def test_every_table_and_column_is_explained_in_english_and_in_hebrew(sample_home: Path) -> None:
    comments = rows(
        sample_home,
        "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
        " union all select table_name || '.' || column_name, comment from duckdb_columns()"
        " where schema_name = 'marts'",
    )
    assert len(comments) > 1000
    lines = {name: (comment or "").split("\n") for name, comment in comments}
    assert [name for name, of in lines.items() if len(of) != 2] == []
    assert [name for name, (said, _) in lines.items() if not ENGLISH_WITH_TERM.search(said)] == []
    assert [name for name, (_, said) in lines.items() if not HEBREW_SENTENCE.fullmatch(said)] == []


@pytest.mark.parametrize("indicator", PROMISED.split())
def test_an_indicator_stands_in_the_catalogue_and_has_values(
    sample_home: Path, indicator: str
) -> None:
    assert one(
        sample_home, "select count(*) from marts.indicators where indicator_id = ?", indicator
    )
    values = "select count(value) from marts.indicator_values where indicator_id = ?"
    assert one(sample_home, values, indicator) > 5


def test_no_figure_belongs_to_an_unknown_settlement_indicator_or_file(sample_home: Path) -> None:
    for key, table in (("settlement_code", "settlements"), ("indicator_id", "indicators")):
        strays = (
            f"select count(*) from marts.indicator_values anti join marts.{table} using ({key})"
        )
        assert one(sample_home, strays) == 0
    strays = (
        "select count(*) from marts.indicator_values as v anti join marts.source_files as f"
        " on v.snapshot_sha256 = f.sha256 and v.source_id = f.source_id"
    )
    assert one(sample_home, strays) == 0


def test_everything_of_the_sample_is_marked_synthetic(sample_home: Path) -> None:
    for table in ("indicator_values", "source_files", "sources"):
        assert rows(sample_home, f"select distinct synthetic from marts.{table}") == [(True,)]


def test_a_figure_without_value_says_why_and_one_with_a_value_is_a_figure(
    sample_home: Path,
) -> None:
    blank = "select distinct value_status from marts.indicator_values where value is null"
    assert {status for (status,) in rows(sample_home, blank)} <= {
        "suppressed",
        "not_available",
        "not_applicable",
    }
    told = "select distinct value_status from marts.indicator_values where value is not null"
    # "-" is zero or not applicable, and a value of 0 may stand beside the second.
    assert {status for (status,) in rows(sample_home, told)} <= {
        "observed",
        "low_reliability",
        "modelled",
        "not_applicable",
    }


def test_the_published_file_opens_read_only_and_older_clients_can_read_it(
    sample_home: Path,
) -> None:
    path = warehouse(sample_home)
    assert not path.with_name(path.name + ".wal").exists()
    header = path.read_bytes()[:24]
    assert header[8:12] == b"DUCK"
    # 64 is the storage of DuckDB 0.10 to 1.1, 65 that of 1.2; 2.0 writes greater numbers.
    assert int.from_bytes(header[12:20], "little") <= 66
    with duckdb.connect(str(path), read_only=True) as connection:
        ((tags,),) = connection.execute(
            "select tags from duckdb_databases() where not internal"
        ).fetchall()
        assert "v1." in str(tags) or not tags
        with pytest.raises(duckdb.Error):
            connection.execute("create table marts.intruder (i integer)")


def test_the_published_schema_is_alone_and_holds_tables_only(sample_home: Path) -> None:
    assert rows(sample_home, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    assert rows(sample_home, "select view_name from duckdb_views() where not internal") == []


def test_the_parquet_files_hold_what_the_tables_hold(sample_home: Path) -> None:
    folder = sample_home / "published" / "parquet"
    tables = {name for (name,) in rows(sample_home, "select table_name from duckdb_tables()")}
    assert {path.stem for path in folder.glob("*.parquet")} == tables
    for table in tables:
        for one_way, other in ((0, 1), (1, 0)):
            sides = (f"marts.{table}", f"read_parquet('{folder / table}.parquet')")
            differing = (
                f"select count(*) from (select * from {sides[one_way]}"
                f" except all select * from {sides[other]})"
            )
            assert one(sample_home, differing) == 0, table


def test_keys_of_the_marts_hold(sample_home: Path) -> None:
    keys = {
        "indicator_values": "settlement_code, indicator_id, population_group, period_key, vintage",
        "settlements": "settlement_code",
        "indicators": "indicator_id",
        "sources": "source_id",
        "source_files": "source_id, sha256",
    }
    for table, key in keys.items():
        again = f"select {key} from marts.{table} group by {key} having count(*) > 1"
        assert rows(sample_home, again) == [], table


def test_the_gate_has_left_its_results_in_the_warehouse(sample_home: Path) -> None:
    assert one(sample_home, "select count(*) from marts.quality_results") > 40
    failed = (
        "select check_id from marts.quality_results where outcome = 'failed'"
        " and severity = 'critical'"
    )
    assert rows(sample_home, failed) == []


def test_a_second_refresh_says_that_nothing_changed_and_touches_nothing(sample_copy: Path) -> None:
    before = published_bytes(sample_copy)
    run = thriving(sample_copy, "refresh")
    assert run.status == 0, run.text
    assert "nothing changed" in run.out
    assert published_bytes(sample_copy) == before
    assert run.seconds < 5
