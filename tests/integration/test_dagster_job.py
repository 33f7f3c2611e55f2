"""The job as page and schedule run it: without the command, its early process and its lock."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.home import PROJECT, Home
from orchestration.instance import ASKED_BY, OUTCOME, RECORD
from orchestration.page.dictionary import DICTIONARY, keep_dictionary
from orchestration.record import load_records
from publication.publish import live

CONFIG = "resources: {refresh: {config: {origin: sample, requested_by: page}}}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which the job ran twice over the same files."""
    folder = tmp_path_factory.mktemp("job")
    home = Home(folder / "home")
    home.dagster.mkdir(parents=True)
    shutil.copy(PROJECT / "dagster.yaml", home.dagster)
    config = folder / "run.yaml"
    config.write_text(CONFIG)
    for _ in range(2):
        _execute(home, config)
    return home


def _execute(home: Home, config: Path) -> None:
    module, job = "orchestration.definitions", "nightly"
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "job", "execute", "-m", module, "-j", job, "-c", config],
        env={**os.environ, "THRIVING_HOME": str(home.folder), "DAGSTER_HOME": str(home.dagster)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_job_publishes_and_then_finds_nothing_changed(home: Home) -> None:
    newest, first = load_records(home.runs)
    assert (first.outcome, newest.outcome) == ("published", "unchanged")
    assert first.requested_by == "page"
    current = live(home.published)
    assert current is not None and current["run_id"] == first.run_id


def test_the_page_shows_what_people_ask_of_an_asset(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    monkeypatch.setenv("THRIVING_HOME", str(home.folder))
    _, first = load_records(home.runs)
    with dg.DagsterInstance.get() as instance:
        assert instance.has_run(first.dagster_run_id)

        def shown(*key: str) -> dict[str, object]:
            found = instance.fetch_materializations(dg.AssetKey(key), limit=10).records
            told = found[-1].asset_materialization
            assert told is not None
            return {name: value.value for name, value in told.metadata.items()}

        workbook = shown("raw", "cbs_local_authorities")
        assert workbook["files held"] == 3
        assert "2024-r2026-05-19" in str(workbook["editions"])
        assert workbook["to look at"] == "nothing"
        assert str(workbook["freshness"]).startswith("fresh: ")
        assert "2024-r2026-05-19 speaks until 2024-12-31" in str(workbook["freshness"])
        figures = shown("marts", "indicator_values")
        assert figures["dagster/row_count"] == first.counts["figures"]
        assert str(figures["preview"]).startswith("| settlement_code | ")
        assert figures["figures until"] == "2025"
        assert "stale: cbs_population; oldest: " in str(figures["freshness"])
        assert int(str(shown("raw", "files")["dagster/row_count"])) > 20
        # What Python fills is counted after it is filled.
        assert int(str(shown("marts", "thriving_index")["dagster/row_count"])) > 0
        assert shown("published")["run"] == first.run_id
        stale = instance.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(dg.AssetKey(["marts", "quarantine"]), "quarantine_any"), limit=5
        )[-1]
        assert stale.event is not None and stale.event.dagster_event is not None
        [told] = [stale.event.dagster_event.asset_check_evaluation_data]
        assert r"p\_libud\_2021.xlsx" in str(told.metadata["first of them"].value)
        assert told.metadata["what to do"].value

        def passed(*key: str, check: str) -> bool | None:
            history = instance.event_log_storage.get_asset_check_execution_history(
                dg.AssetCheckKey(dg.AssetKey(key), check), limit=5
            )
            event = history[-1].event
            assert event is not None and event.dagster_event is not None
            return event.dagster_event.asset_check_evaluation_data.passed

        assert passed("marts", "indicator_values", check="values_in_range")
        assert not passed("marts", "sources", check="freshness_stale")
        assert passed("audit", check="headers_lost")
        run = instance.get_run_by_id(first.dagster_run_id)
        assert run is not None
        assert (run.tags[ASKED_BY], run.tags[OUTCOME]) == ("page", "published")
        assert run.tags[RECORD] == first.run_id


def test_the_dictionary_is_of_the_live_version_and_every_link_to_it_leads_somewhere(
    home: Home,
) -> None:
    from orchestration.definitions import defs

    _, first = load_records(home.runs)
    assert keep_dictionary(home) == f"wrote the dictionary of {first.run_id}"
    assert keep_dictionary(home) is None
    linked = set()
    for node in defs.resolve_asset_graph().asset_nodes:
        found = {v.value for v in node.metadata.values() if isinstance(v, dg.UrlMetadataValue)}
        found |= set(re.findall(r"\]\((/[^)]*)\)", node.description or ""))
        linked |= {link for link in found if str(link).startswith("/")}
    assert len(linked) > 100
    for link in linked:
        page, _, place = str(link).removeprefix(f"{DICTIONARY}/").partition("#")
        text = (home.dictionary / page).read_text("utf-8")
        assert not place or f'id="{place}"' in text, link


def test_the_log_of_a_run_says_stage_and_source(home: Home) -> None:
    _, first = load_records(home.runs)
    text = (home.logs / f"{first.run_id}.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["run"] for line in lines} == {first.run_id}
    stages = {"ingest", "resolve", "surveys", "build", "estimate", "audit", "publish"}
    assert stages <= {line["stage"] for line in lines}
    assert "cbs_local_authorities" in {line["source"] for line in lines}
    assert {line["message"] for line in lines[-2:]} == {
        "ends: published",
        "deleted 0 things, 0 bytes; the archive is kept for ever",
    }


def test_every_declaration_is_an_asset() -> None:
    from ingest.source import load_sources
    from orchestration.definitions import defs

    keys = {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()}
    assert {f"raw/{source_id}" for source_id in load_sources()} <= keys
    assert {"marts/indicator_values", "audit", "published"} <= keys
