"""The stretches of one refresh as plain functions; Dagster's assets call them in order.

Each finds what it needs on disk and in the run's record, so that any process can do any step.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from expectations.checks import CheckResult
from expectations.worker import GateProcess
from ingest.archive import Archive
from ingest.asked import ALL, Asked
from ingest.errors import InputError
from ingest.inputs import InputFile, revised_editions, select_inputs
from ingest.intake import Intake, take_in
from ingest.origin import Origin
from ingest.programmes.bundle import shown_name
from ingest.resolve import resolve
from ingest.source import Source, load_sources
from orchestration.baselines.store import read_baselines
from orchestration.build import NodeResult, prepare_build, run_dbt
from orchestration.estimates import write_estimates
from orchestration.fingerprint import fingerprint
from orchestration.freshness import grown_old
from orchestration.headers import match_headers
from orchestration.home import PROJECT, Home
from orchestration.interrupted import note_published
from orchestration.logs import at, log
from orchestration.progress import progress
from orchestration.quality import counts_of, write_quality_results
from orchestration.record import RunRecord, now
from orchestration.settings import load_settings
from orchestration.surveys.estimate import estimate_surveys
from orchestration.surveys.released import read_released
from orchestration.surveys.waves import survey_waves
from publication.publish import live, publish
from publication.readers import reader_of


def present_file(home: Home, source_id: str) -> Path:
    return home.build / "present" / f"{source_id}.json"


def ingest_step(
    home: Home, source: Source, origin: Origin, record: RunRecord, asked: Asked = ALL
) -> Intake:
    """Publisher → archive → raw, for one source."""
    with at(source=source.source_id), record.timed("ingest"):
        intake = take_in(
            [source], origin, home.folder, requested_by=record.requested_by, asked=asked
        )
        _refuse_nothing_of_the_year(source, origin, asked, intake)
        for failure in (*intake.failures, *intake.unreachable):
            log(logging.WARNING, str(failure))
    path = present_file(home, source.source_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sorted(intake.present)), "utf-8")
    record.failures += [str(failure) for failure in intake.failures]
    record.unreachable += [str(failure) for failure in intake.unreachable]
    record.goes_on |= intake.goes_on
    record.unmatched += [str(file) for file in intake.unmatched]
    record.repeated += intake.repeated
    record.left += intake.left
    record.save(home.runs)
    return intake


def editions_held(
    home: Home, source: Source, *, synthetic: bool
) -> list[tuple[str, str, int, int, str]]:
    """Edition, vintage, rows, cells and file name of each file of a source that is in use."""
    present = _present(home, [source.source_id])
    files = select_inputs(
        Archive(home.folder), {source.source_id: source}, present, synthetic=synthetic
    )
    return [
        (
            file.understood.edition,
            file.vintage,
            file.understood.rows,
            file.understood.cells,
            shown_name(file.entry.name),
        )
        for file in files
    ]


def _refuse_nothing_of_the_year(
    source: Source, origin: Origin, asked: Asked, intake: Intake
) -> None:
    """A backfill that finds nothing would else end as a refresh in which nothing changed."""
    named = asked.year is not None and source.source_id in asked.sources
    if named and not intake.present and not intake.unreachable:
        intake.failures.append(
            InputError(
                f"--source {source.source_id} --year {asked.year}",
                found="no file whose name says that year of edition",
                expected=f"one at the publisher or in inbox/{source.source_id}/"
                if origin.kind == "live"
                else f"one in {origin}/{source.source_id}/",
                do="lay it there, or leave --year out",
            )
        )


def resolve_step(home: Home, record: RunRecord) -> list[InputFile] | None:
    """raw → a build database that shows it, every row with its settlement.

    Returns:
        The files, or ``None`` if the live warehouse is made of these very files and rules.

    Raises:
        InputError: files that cannot be read, or a required source without any.
    """
    sources = load_sources()
    if record.failures:
        record.outcome = "refused"
        raise InputError(
            "input",
            found=f"{len(record.failures)} file(s) that cannot be had or read",
            expected="files as their publishers issue them",
            do="see each above; the published warehouse is as it was",
        )
    present = _present(home, sources)
    with record.timed("resolve"):
        files = select_inputs(Archive(home.folder), sources, present, synthetic=record.synthetic)
        missing = sorted(
            source.source_id
            for source in sources.values()
            if source.required and not any(f.source_id == source.source_id for f in files)
        )
        if missing:
            record.outcome = "refused"
            raise InputError(
                record.origin,
                found="no file for " + ", ".join(missing),
                expected="at least one edition of each required source",
                do="put the publisher's file into "
                + " and ".join(f"{source_id}/" for source_id in missing),
            )
        try:
            baselines = read_baselines(home.baselines, synthetic=record.synthetic)
        except InputError:
            record.outcome = "refused"
            raise
        record.fingerprint = fingerprint(
            (file.key for file in files), home.baselines, synthetic=record.synthetic
        )
        if (current := live(home.published)) and current["fingerprint"] == record.fingerprint:
            old = grown_old(home, dt.datetime.now(dt.UTC).date())
            if not old:
                record.outcome = "unchanged"
                return None
            told = "no file is new, but what is published is older: " + "; ".join(old)
            progress(told)
            log(logging.WARNING, told)
        progress(f"deciding to whom each row of {len(files)} files belongs")
        resolutions = resolve(files, sources, PROJECT / "seeds" / "settlement_aliases.csv")
    with record.timed("surveys"):
        waves = survey_waves(home, files, sources)
        if waves:
            progress(f"estimating {len(waves)} waves of surveys")
        earlier = read_released(home.released, PROJECT / "seeds" / "withdrawn_releases.csv")
        surveys = estimate_surveys(home, waves, resolutions, earlier)
    with record.timed("resolve"):
        prepare_build(
            home,
            files,
            resolutions,
            match_headers(files, PROJECT / "seeds" / "header_mapping.csv"),
            surveys,
            baselines,
            sources,
            {
                "run_id": record.run_id,
                "started_at": record.started_at[:19],
                "synthetic": record.synthetic,
            },
        )
    record.counts |= {
        "sources": len({file.source_id for file in files}),
        "files": len(files),
        "rows": sum(file.understood.rows for file in files),
        "cells": sum(file.understood.cells for file in files),
    }
    issued = [file for file in files if sources[file.source_id].parser != "programme"]
    record.revisions = revised_editions(issued)
    if handed_in := len(files) - len(issued):
        record.editions["settlement_programmes"] = [f"{handed_in} forms handed in"]
    for file in issued:
        vintages = record.editions.setdefault(file.source_id, [])
        if file.vintage not in vintages:
            vintages.append(file.vintage)
    record.save(home.runs)
    return files


def build_step(home: Home, record: RunRecord) -> list[NodeResult]:
    """raw → marts.

    Returns:
        The nodes of dbt in the order in which they ended.

    Raises:
        RuntimeError: a model or seed could not be built.
    """
    progress("building the marts")
    with record.timed("build"):
        nodes = run_dbt(home, "build")
    record.save(home.runs)
    if broken := [node for node in nodes if node.outcome == "error"]:
        raise RuntimeError("; ".join(f"{node.node}: {node.message}" for node in broken))
    return nodes


def estimate_step(home: Home, record: RunRecord) -> dict[str, int]:
    """marts → marts: what SQL does not compute.

    Returns:
        The rows written, by table.
    """
    progress("estimating index, gaps and pilots")
    with record.timed("estimate"):
        written = write_estimates(home)
    record.save(home.runs)
    return written


def audit_step(home: Home, record: RunRecord, gate: GateProcess) -> list[CheckResult]:
    """The gate over the build; if it opens, all results are written into the build."""
    progress("checking the build")
    with record.timed("audit"):
        results = gate.run(home.building)
    record.checks = [asdict(result) for result in results]
    record.counts |= counts_of(home.building)
    record.save(home.runs)
    if record.failed_checks("critical"):
        record.outcome = "blocked"
        record.save(home.runs)
        return results
    with record.timed("audit"):
        write_quality_results(home, record)
    record.save(home.runs)
    return results


def publish_step(home: Home, record: RunRecord) -> Path:
    """audited build → the live warehouse."""
    progress("publishing")
    with record.timed("publish"):
        warehouse = publish(
            home.building,
            home.published,
            {
                "run_id": record.run_id,
                "published_at": now(),
                "origin": record.origin,
                "synthetic": record.synthetic,
                "fingerprint": record.fingerprint,
                "editions": record.editions,
                "counts": record.counts,
            },
            kept=load_settings(home).retention.versions,
        )
        note_published(home, record.run_id)
    record.outcome = "published"
    record.save(home.runs)
    return warehouse


def keep_build(home: Home, record: RunRecord) -> Path | None:
    """Keep the build under its run's name, and drop those of runs before the last few."""
    if not home.building.exists():
        return None
    kept = home.build / f"{record.run_id}.duckdb"
    home.building.replace(kept)
    for old in sorted(home.build.glob("2*.duckdb"))[: -load_settings(home).retention.builds]:
        if not reader_of(old):
            old.unlink()
    shutil.rmtree(home.build / "present", ignore_errors=True)
    return kept


def last_build(home: Home) -> Path | None:
    """The newest kept build."""
    return max(home.build.glob("2*.duckdb"), default=None)


def _present(home: Home, sources: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (source_id, sha256)
        for source in sources
        if (path := present_file(home, source)).exists()
        for source_id, sha256 in json.loads(path.read_text("utf-8"))
    }
