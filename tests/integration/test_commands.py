"""The commands that ask: they answer at once, in every form, and say plainly what is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.integration.house import (
    PROJECT,
    csv_of,
    environment,
    one,
    published_bytes,
    thriving,
    warehouse,
)

QUESTION = (
    "select settlement_code, name_he, population, sei_cluster from settlements"
    " where is_authority order by settlement_code"
)


def test_status_says_what_is_live_from_which_editions_and_how_runs_ended(
    sample_home: Path,
) -> None:
    run = thriving(sample_home, "status")
    assert run.status == 0, run.text
    assert "SYNTHETIC" in run.out
    assert "cbs_local_authorities" in run.out and "2024-r2026-05-19" in run.out
    assert "published" in run.out
    told = json.loads(thriving(sample_home, "status", "--json").out)
    assert told["live"]["synthetic"] is True
    assert len(told["sources"]) == one(sample_home, "select count(*) from marts.sources")


def test_sources_says_of_each_what_is_held(sample_home: Path) -> None:
    run = thriving(sample_home, "sources")
    assert run.status == 0, run.text
    assert "2024-r2026-05-19 (synthetic)" in run.out
    told = {
        source["source_id"]: source
        for source in json.loads(thriving(sample_home, "sources", "--json").out)
    }
    assert len(told) == one(sample_home, "select count(*) from marts.sources")
    assert told["cbs_local_authorities"]["files"] > 0
    assert told["police_crime_records"]["freshness"] == "no_file"


def test_a_source_that_nobody_can_be_asked_for_is_refused(sample_home: Path) -> None:
    for source_id, found in (("moe_bagrut", "brought by hand"), ("nobody", "no source of that")):
        run = thriving(sample_home, "fetch", source_id)
        assert run.status == 2, run.text
        assert found in run.err


def test_a_new_source_says_what_it_was_not_told(sample_home: Path) -> None:
    run = thriving(sample_home, "source", "new", "--id", "x")
    assert run.status == 2, run.text
    assert "--file … --title-he …" in run.err


def test_check_runs_the_gate_alone_and_leaves_with_nought(sample_copy: Path) -> None:
    run = thriving(sample_copy, "check", "--json")
    assert run.status == 0, run.text
    results = json.loads(run.out)
    assert len(results) > 30
    assert {result["suite"] for result in results} >= {"keys", "checks"}


def test_sql_as_csv_has_hebrew_and_leading_zeros(sample_home: Path) -> None:
    answer = csv_of(thriving(sample_home, "sql", QUESTION, "--format", "csv"))
    assert {"0031", "5531"} <= {row["settlement_code"] for row in answer}
    assert any(row["name_he"] == "צפת" for row in answer)


def test_sql_as_json_is_a_list_of_records(sample_home: Path) -> None:
    answer = json.loads(thriving(sample_home, "sql", QUESTION, "--format", "json").out)
    assert answer[0]["settlement_code"] == "0026"
    assert isinstance(answer[0]["population"], int)


def test_sql_as_parquet_is_read_by_any_client(sample_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.parquet"
    run = thriving(sample_home, "sql", QUESTION, "--format", "parquet", "--to", str(path))
    assert run.status == 0, run.text
    ((count,),) = duckdb.sql(f"select count(*) from '{path}'").fetchall()
    assert count == one(sample_home, "select count(*) from marts.settlements where is_authority")


def test_sql_as_a_table_counts_its_rows(sample_home: Path) -> None:
    run = thriving(sample_home, "sql", QUESTION)
    assert "צפת" in run.out and "name_he" in run.out
    assert run.out.rstrip().endswith("rows")


def test_sql_as_a_table_goes_to_the_file_named(sample_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    run = thriving(sample_home, "sql", QUESTION, "--to", str(path))
    assert run.status == 0, run.text
    assert path.exists() and "צפת" in path.read_text("utf-8")


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("selekt 1", "selekt"),
        ("select * from no_such_table", "no_such_table"),
        ("drop table settlements", "read-only"),
        ("", "statement"),
    ],
)
def test_bad_sql_is_one_clear_message_and_status_2(
    sample_home: Path, statement: str, named: str, form: str
) -> None:
    run = thriving(sample_home, "sql", statement, "--format", form)
    assert run.status == 2, run.text
    assert run.out == ""
    assert [line for line in run.err.splitlines() if line.startswith("thriving: ")], run.err
    assert named in run.err
    assert "Traceback" not in run.text
    # Words that the caller never wrote only confuse.
    assert "copy (" not in run.err


def test_an_answer_to_an_unwritable_place_is_refused_without_a_traceback(
    sample_home: Path, tmp_path: Path
) -> None:
    for form in ("csv", "parquet"):
        to = str(tmp_path / "no" / "such" / "folder")
        run = thriving(sample_home, "sql", QUESTION, "--format", form, "--to", to)
        assert run.status == 2, run.text
        assert to in run.err and "Traceback" not in run.text


def test_a_reader_who_has_enough_ends_the_answer_in_peace(sample_home: Path) -> None:
    ended = subprocess.run(
        f"'{Path(sys.executable).parent / 'thriving'}' sql --format csv"
        " 'select * from indicator_values' | head -1",
        shell=True,
        env=environment(sample_home),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.startswith("settlement_code")
    assert "Traceback" not in ended.stderr and "Broken pipe" not in ended.stderr


@pytest.mark.parametrize("arguments", [["status"], ["sql", "select 1"]])
def test_asking_imports_no_engine(sample_home: Path, arguments: list[str]) -> None:
    code = (
        "import sys\nfrom orchestration import cli\n"
        f"sys.argv = ['thriving', *{arguments!r}]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'dagster', 'dbt', 'great_expectations'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(sample_home),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [["sql", "select 1"], ["check"], ["rollback"], ["refresh", "--from", "no/such/folder"]],
)
def test_a_call_without_what_it_needs_says_what_to_do(tmp_path: Path, arguments: list[str]) -> None:
    run = thriving(tmp_path / "nowhere", *arguments)
    assert run.status == 2, run.text
    assert run.err.startswith("thriving: ") and "expected" in run.err
    assert "Traceback" not in run.text
    assert not warehouse(tmp_path / "nowhere").exists()


def test_status_of_an_empty_home_says_how_to_begin_and_makes_nothing(tmp_path: Path) -> None:
    run = thriving(tmp_path / "nowhere", "status")
    assert run.status == 0, run.text
    assert "thriving refresh" in run.out
    assert not (tmp_path / "nowhere").exists()


def test_the_sample_never_replaces_real_figures(real_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(real_home, home)
    before = published_bytes(home)
    run = thriving(home, "refresh")
    assert run.status == 2
    assert "found real figures live in" in run.err and "--from" in run.err
    assert published_bytes(home) == before


def test_a_folder_that_is_no_mirror_is_refused_with_the_one_that_is(
    mirror_home: Path, tmp_path: Path
) -> None:
    mirror = mirror_home.with_name("mirror")
    run = thriving(tmp_path, "refresh", "--from", str(mirror.parent))
    assert run.status == 2
    assert f"did you mean {mirror}?" in run.err
