"""``thriving refresh``: one run of the job, with its slow beginnings side by side.

While this process imports Dagster and dbt, another already archives and parses what is new, and a
third warms up the gate. Neither is needed for the run to be right: without them the same steps do
the same work, one after another.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict

from expectations.worker import GateProcess
from ingest.archive import Archive
from ingest.asked import ALL, Asked
from ingest.errors import InputError
from ingest.inputs import select_inputs
from ingest.intake import Intake, offer
from ingest.origin import Origin, origin_of
from ingest.source import load_sources
from orchestration.children import ending_with_parent
from orchestration.fingerprint import fingerprint
from orchestration.freshness import grown_old
from orchestration.home import Home
from orchestration.instance import end_dead_runs, prepare_instance, write_log_lazily
from orchestration.interrupted import finish_publication
from orchestration.lock import one_refresh
from orchestration.logs import log, written
from orchestration.progress import progress
from orchestration.record import RunRecord, load_record, new_run_id, now
from orchestration.settings import load_settings
from publication.publish import live


def refresh(home: Home, origin_text: str, requested_by: str, asked: Asked = ALL) -> RunRecord:
    """Run one refresh to its end, asking every source or one alone.

    Returns:
        The record of the run, however it ended.

    Raises:
        InputError: the origin is none, another refresh is at work, or the settings do not fit.
    """
    load_settings(home)
    run_id = new_run_id()
    with one_refresh(home.lock), written(home.logs, run_id):
        begin = time.monotonic()
        finish_publication(home)
        # With nothing published nothing can be unchanged: the early process may write the sample.
        asks_first = origin_text != "sample" or live(home.published) is not None
        origin = origin_of(origin_text, home.folder) if asks_first else None
        if origin is not None:
            _refuse_sample_over_real(home, origin)
        if origin is not None and (unchanged := _if_unchanged(home, origin, asked)) is not None:
            same, offered = unchanged
            record = RunRecord(
                run_id=run_id,
                origin=str(origin),
                synthetic=origin.synthetic,
                requested_by=requested_by,
                started_at=now(),
                finished_at=now(),
                outcome="unchanged",
                fingerprint=same,
                asked=str(asked),
                unmatched=[str(path) for path in offered.unmatched],
                left=offered.left,
            )
            record.seconds["whole"] = round(time.monotonic() - begin, 2)
            record.save(home.runs)
            log(logging.INFO, "nothing changed since the last publication", outcome="unchanged")
            return record
        early = None
        if origin_text != "live":
            early = _start_intake(home, origin_text, requested_by, run_id, asked)
        gate = GateProcess()
        threading.Thread(target=_warm_up_after, args=(early, gate), daemon=True).start()
        try:
            progress("starting: Dagster, dbt and the gate, while files are read")
            errors = _run_job(home, origin_text, requested_by, run_id, asked, early, gate)
        except Exception as error:
            if type(error).__name__ != "OperationalError":
                raise
            # Dagster's log could not be written, in the words of the library under it.
            what = str(error).splitlines()[0]
            raise OSError(errno.ENOSPC, what, str(home.dagster)) from error
        finally:
            gate.stop()
            if early is not None and early.poll() is None:
                early.terminate()
        record = load_record(home.runs, run_id)
        record.errors = errors
        record.seconds["whole"] = round(time.monotonic() - begin, 2)
        record.save(home.runs)
        return record


def _refuse_sample_over_real(home: Home, origin: Origin) -> None:
    current = live(home.published)
    if origin.synthetic and current is not None and not current["synthetic"]:
        raise InputError(
            "refresh",
            found=f"real figures live in {home.folder} (from {current['origin']})",
            expected="a home without them for the synthetic sample",
            do=f"name the mirror: thriving refresh --from {current['origin']};"
            " or set THRIVING_HOME to another folder for the sample",
        )


def _run_job(
    home: Home,
    origin_text: str,
    requested_by: str,
    run_id: str,
    asked: Asked,
    early: subprocess.Popen[bytes] | None,
    gate: GateProcess,
) -> list[str]:
    """Run the job in this process; returns what broke, in the words of the errors."""
    begin = time.monotonic()
    prepare_instance(home)
    write_log_lazily()
    import dagster as dg

    # Otherwise Dagster's asides about steps that an unchanged run leaves out reach the terminal.
    logging.getLogger("dagster").addHandler(logging.NullHandler())
    # The build imports it; here another process still reads the files meanwhile.
    import dbt.cli.main  # noqa: F401

    from orchestration.definitions import defs
    from orchestration.run_resource import lend_gate

    progress(f"started in {time.monotonic() - begin:.1f} s")
    if early is not None:
        early.wait()
    lend_gate(gate)
    job = defs.resolve_job_def("nightly")
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(instance)
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={
                "resources": {
                    "refresh": {
                        "config": {
                            "origin": origin_text,
                            "requested_by": requested_by,
                            "run_id": run_id,
                            "sources": list(asked.sources),
                            "year": asked.year or 0,
                            "by_command": True,
                        }
                    }
                },
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )
    return [
        (error.cause or error).message.strip().removeprefix("ingest.errors.InputError: ")
        for event in result.all_events
        if event.is_step_failure and (error := event.step_failure_data.error)
    ]


def _warm_up_after(early: subprocess.Popen[bytes] | None, gate: GateProcess) -> None:
    """Leave both cores to whoever reads files; the gate has the time of the build to warm up."""
    if early is not None:
        early.wait()
    gate.warm_up()


def _start_intake(
    home: Home, origin_text: str, requested_by: str, run_id: str, asked: Asked
) -> subprocess.Popen[bytes]:
    module = [sys.executable, "-m", "orchestration.early_intake"]
    return subprocess.Popen(
        [*module, origin_text, requested_by, run_id, json.dumps(asdict(asked))],
        env={**os.environ, "THRIVING_HOME": str(home.folder)},
        preexec_fn=ending_with_parent(signal.SIGKILL),
    )


def _if_unchanged(home: Home, origin: Origin, asked: Asked) -> tuple[str, Intake] | None:
    """The live warehouse's fingerprint if the files offered and all rules are still its own.

    With it, what was found beside those files.
    """
    current = live(home.published)
    if current is None or origin.folder is None or current["synthetic"] != origin.synthetic:
        return None
    sources = load_sources()
    offered = offer(sources.values(), origin, home.folder, asked=asked)
    of_asked = [key for key in offered.present if key[0] in asked.sources]
    if asked.year is not None and not of_asked:
        return None  # that there is no such file is told by the run itself
    archive = Archive(home.folder)
    if not offered.present <= set(archive.entries()):
        return None
    files = select_inputs(archive, sources, offered.present, synthetic=origin.synthetic)
    try:
        found = fingerprint(
            (file.key for file in files), home.baselines, synthetic=origin.synthetic
        )
    except InputError:
        # A baseline that was altered is told by the run itself, and stands in its record.
        return None
    if found != current["fingerprint"] or grown_old(home, dt.datetime.now(dt.UTC).date()):
        return None
    return found, offered
