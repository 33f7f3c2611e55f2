"""What a killed run left is brought to its end, and Dagster no longer holds it to be running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest
from dagster._core.utils import make_new_run_id

from ingest.archive import Archive
from ingest.errors import InputError
from orchestration.build import remove_unfinished
from orchestration.home import Home
from orchestration.instance import PROCESS, end_dead_runs, is_alive, prepare_instance, this_process
from orchestration.interrupted import finish_publication
from orchestration.lock import one_refresh
from orchestration.run_resource import may_pass, refuse_a_part
from publication import publish as publication
from publication.publish import GOING_LIVE, finish_going_live, live, publish
from tests.publication.tiny import about, make_build


@pytest.mark.parametrize("replaced", range(4))
def test_a_version_cut_short_while_going_live_goes_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: int
) -> None:
    """Killed after so many of: Parquet, database, record."""
    published = tmp_path / "published"
    publish(make_build(tmp_path / "1", rows=1), published, about("run-1"))
    steps = 0

    def cut_short(name: str) -> None:
        original = getattr(publication, name)

        def step(source: Path, target: Path) -> None:
            nonlocal steps
            if steps >= replaced:
                raise KeyboardInterrupt
            steps += 1
            original(source, target)

        monkeypatch.setattr(publication, name, step)

    cut_short("_replace_tree")
    cut_short("_replace_file")
    try:
        publish(make_build(tmp_path / "2", rows=2), published, about("run-2"))
    except KeyboardInterrupt:
        assert (published / GOING_LIVE).read_text() == "run-2"
    monkeypatch.undo()
    assert finish_going_live(published) == ("run-2" if replaced < 3 else None)
    assert finish_going_live(published) is None
    told = live(published)
    assert told is not None and told["run_id"] == "run-2"
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        parquet = published / "parquet" / "figures.parquet"
        counts = connection.execute(
            f"select (select count(*) from marts.figures), (select count(*) from '{parquet}')"
        ).fetchall()
    assert counts == [(2, 2)]


@pytest.mark.parametrize("intent", ["", "run-", "../../etc"])
def test_an_intent_cut_short_is_none(tmp_path: Path, intent: str) -> None:
    published = tmp_path / "published"
    publish(make_build(tmp_path / "1", rows=1), published, about("run-1"))
    (published / GOING_LIVE).write_text(intent)
    assert finish_going_live(published) is None
    assert not (published / GOING_LIVE).exists()


def test_a_version_made_whole_before_something_broke_goes_live_at_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published, build = tmp_path / "published", make_build(tmp_path / "1", rows=1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publication, "_replace_file", full)
    with pytest.raises(OSError, match="No space"):
        publish(build, published, about("run-1"))
    monkeypatch.undo()
    publish(build, published, about("run-1"))
    told = live(published)
    assert told is not None and told["run_id"] == "run-1"


def test_the_archive_is_told_of_a_version_that_went_live_unnoted(tmp_path: Path) -> None:
    home = Home(tmp_path)
    sha256 = "ab" * 32
    home.published.mkdir()
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            f"create schema marts; create table marts.source_files as select 's' as source_id,"
            f" '{sha256}' as sha256; create table marts.survey_estimates as select 'w' as wave_id,"
            " '8000' as settlement_code, 'all' as population_group, 'm' as measure_id, 12 as n,"
            " 3 as n_with, 'share' as statistic, null::varchar as hidden_because,"
            " 'v' as snapshot_sha256"
        )
    (home.published / "current.json").write_text('{"run_id": "run-7"}')
    archive = Archive(home.folder)
    archive._append(
        "received", source_id="s", sha256=sha256, name="a.csv", origin="o", retrieved_at="t",
        bytes=1, licence="l", requested_by="r", synthetic=False,
    )  # fmt: skip
    finish_publication(home)
    [entry] = archive.entries().values()
    assert entry.published_in == ["run-7"]
    assert pl.read_parquet(home.released)["run_id"].unique().to_list() in ([], ["run-7"])
    finish_publication(home)
    [entry] = archive.entries().values()
    assert entry.published_in == ["run-7"], "told twice"


def test_a_published_file_that_was_damaged_is_laid_anew_from_its_kept_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    publish(make_build(tmp_path, 3), home.published, about("run-7"))
    monkeypatch.setattr("orchestration.interrupted._noted", lambda archive: {"run-7"})
    whole = home.warehouse.read_bytes()
    for damage in (b"", bytes(8000), whole[: len(whole) // 3]):
        home.warehouse.chmod(0o600)
        home.warehouse.write_bytes(damage)
        finish_publication(home)
        assert home.warehouse.read_bytes() == whole
    with duckdb.connect(str(home.warehouse)) as writer:  # no damage: it is told where it hinders
        writer.execute("create table mine as select 1")
        written = home.warehouse.read_bytes()
        finish_publication(home)
        assert home.warehouse.read_bytes() == written


def test_a_process_is_known_by_number_and_start() -> None:
    assert is_alive(this_process())
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{child.pid}@1"
    assert not is_alive(name), "a number used again is not the same process"
    child.communicate(b"\n")
    for gone in (str(child.pid), "", "@", "x@1", f"{child.pid}@{os.getpid()}"):
        assert not is_alive(gone)


def test_a_run_whose_process_is_gone_does_not_hold_up_the_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DAGSTER_HOME", "THRIVING_HOME", "THRIVING_POSTGRES_URL"):
        monkeypatch.setenv(name, "")
    prepare_instance(Home(tmp_path))

    @dg.job
    def job() -> None: ...

    with dg.DagsterInstance.get() as instance:

        def run(status: dg.DagsterRunStatus, process: str | None) -> str:
            tags = {PROCESS: process} if process else {}
            return instance.create_run_for_job(job, status=status, tags=tags).run_id

        dead = run(dg.DagsterRunStatus.STARTED, "999999@1")
        alive = run(dg.DagsterRunStatus.STARTED, this_process())
        starting = run(dg.DagsterRunStatus.STARTING, None)
        assert end_dead_runs(instance) == [dead]
        # When nothing else is at work, a run that is only starting is nobody's.
        assert end_dead_runs(instance, nobody_starts=True) == [starting]
        found = {kept.run_id: kept.status for kept in instance.get_runs()}
    assert found == {
        dead: dg.DagsterRunStatus.FAILURE,
        starting: dg.DagsterRunStatus.FAILURE,
        alive: dg.DagsterRunStatus.STARTED,
    }


def test_who_waits_for_the_lock_gets_it_when_it_is_free(tmp_path: Path) -> None:
    lock = tmp_path / "refresh.lock"
    hold = (
        "import sys, time; from pathlib import Path; from orchestration.lock import one_refresh\n"
        "with one_refresh(Path(sys.argv[1])): print('held', flush=True); time.sleep(0.5)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(lock)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    refused = pytest.raises(InputError, match=f"another refresh at work .process {holder.pid}")
    with refused, one_refresh(lock):
        pass
    with one_refresh(lock, wait_seconds=30):
        assert holder.wait() == 0


def test_a_part_of_a_refresh_is_refused_with_the_way_to_the_whole() -> None:
    from orchestration.definitions import defs

    keys = defs.resolve_asset_graph().get_all_asset_keys()

    def run(**more: object) -> dg.DagsterRun:
        return dg.DagsterRun("nightly", run_id=make_new_run_id(), **more)  # type: ignore[arg-type]

    refuse_a_part(run())
    refuse_a_part(run(asset_selection=frozenset(keys)))
    steps_of_it = [node.name for node in defs.resolve_job_def("nightly").nodes]
    refuse_a_part(run(step_keys_to_execute=steps_of_it))
    for part in (
        run(asset_selection=frozenset({dg.AssetKey(["raw", "cbs_population"])})),
        run(asset_selection=frozenset({dg.AssetKey(["marts", "indicator_values"])})),
        run(step_keys_to_execute=["audit"]),
    ):
        with pytest.raises(InputError, match="Jobs, nightly, Materialize all"):
            refuse_a_part(part)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OSError(28, "No space left on device"), True),
        (MemoryError(), True),
        (duckdb.IOException("IO Error: could not set lock"), True),
        (RuntimeError("int_x: Out of Memory Error: failed to allocate"), True),
        (RuntimeError("warehouse.duckdb.wal …: somebody has it open for writing"), True),
        (RuntimeError("int_x: Binder Error: no such column"), False),
        (InputError("a.xlsx", found="nothing", expected="rows"), False),
        (ValueError("an error of ours"), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception, passes: bool) -> None:
    assert may_pass(error) == passes


def test_nothing_is_left_of_a_build_that_was_killed(tmp_path: Path) -> None:
    """DuckDB spills into a folder beside the database, and a kill leaves that folder."""
    home = Home(tmp_path)
    spilled = home.build / f"{home.building.name}.tmp"
    spilled.mkdir(parents=True)
    (spilled / "duckdb_temp_block-0.block").write_bytes(b"0")
    for name in ("", ".wal"):
        home.building.with_name(home.building.name + name).write_bytes(b"half")
    kept = home.build / "20261122T020000-aaaa.duckdb"
    kept.write_bytes(b"of an earlier run")
    remove_unfinished(home)
    assert list(home.build.iterdir()) == [kept]
