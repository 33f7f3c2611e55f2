"""Publisher → archive → raw, for one source or for all: the first stretch of a refresh.

Taking in is idempotent: what is archived and parsed already costs a look. A refresh therefore may
run it early in a process of its own, while the rest of it is still starting.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.archive import Archive, digest
from ingest.asked import ALL, Asked
from ingest.errors import InputError, alike_once
from ingest.fetch.answers import Answers
from ingest.fetch.ckan import fetch_ckan
from ingest.fetch.fetched import Fetched, HttpResult
from ingest.fetch.folder import fetch_folder
from ingest.fetch.forms import fetch_forms, fetch_inbox_forms
from ingest.fetch.http import fetch_http
from ingest.fetch.inbox import fetch_inbox
from ingest.fetch.series import fetch_series
from ingest.fetch.waves import fetch_inbox_waves, fetch_waves
from ingest.inputs import is_wanted, order_of
from ingest.origin import Origin, misplaced
from ingest.parse.pool import Job, parse_all
from ingest.parse.raw import (
    Understood,
    known_reading,
    raw_folder,
    read_report,
)
from ingest.programmes.bundle import bundled
from ingest.source import CkanFetch, HttpFetch, SeriesFetch, Source, load_sources

ASK: Mapping[str, Callable[..., HttpResult]] = {
    "http": fetch_http,
    "ckan": fetch_ckan,
    "series": fetch_series,
}
"""How a publisher is asked, by the kind of its declaration."""


@dataclass
class Intake:
    """What came of taking in: the files offered now, and all that was wrong with them.

    ``failures`` hold the refresh. ``unreachable`` do not: what a publisher did not give, or gave in
    a form that nobody can read, leaves the last good edition of its source in use; only a required
    source that gave nothing at all is a failure. ``asked`` are the names of files that a publisher
    gave when it was asked, not those that people laid in; ``goes_on`` is the newest edition that
    stays in use of each unreachable source, or nothing.
    """

    present: set[tuple[str, str]] = field(default_factory=set)
    failures: list[InputError] = field(default_factory=list)
    unmatched: list[Path] = field(default_factory=list)
    unreachable: list[InputError] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    goes_on: dict[str, str] = field(default_factory=dict)


def collect(source: Source, origin: Origin, home: Path) -> tuple[list[Fetched], Intake]:
    """Ask one source's publisher, or its stand-in, for all it has; nothing is archived yet."""
    intake = Intake()
    if source.parser == "programme":
        return _collect_forms(source, origin, home, intake), intake
    if source.parser == "survey":
        return _collect_waves(source, origin, home, intake), intake
    if origin.kind == "live":
        into = incoming(home, source)
        into.mkdir(parents=True, exist_ok=True)
        fetched: list[Fetched] = []
        if isinstance(source.fetch, HttpFetch | CkanFetch | SeriesFetch):
            answer = ASK[source.fetch.kind](source, into, answers=Answers(home, source.source_id))
            fetched, intake.unreachable = answer.fetched, answer.failures
            intake.asked = {file.name for file in fetched}
        dropped, intake.unmatched = fetch_inbox(source, home / "inbox")
        return [*fetched, *dropped], intake
    assert origin.folder is not None
    found, intake.unmatched = fetch_folder(source, origin.folder)
    return found, intake


def _collect_waves(source: Source, origin: Origin, home: Path, intake: Intake) -> list[Fetched]:
    """Waves of the mirror, and those in the inbox whatever the origin: nobody else issues them."""
    bundles = incoming(home, source)
    waves: list[Fetched] = []
    if origin.folder is not None:
        waves, intake.unmatched = fetch_waves(source, origin.folder, bundles / "mirror")
    dropped, others, intake.left = fetch_inbox_waves(
        source, home / "inbox", bundles / "inbox", synthetic=origin.synthetic
    )
    intake.unmatched += others
    return [*waves, *dropped]


def _collect_forms(source: Source, origin: Origin, home: Path, intake: Intake) -> list[Fetched]:
    """Forms of the mirror, and those of the inbox's settlements whatever the origin."""
    forms: list[Fetched] = []
    if origin.folder is not None:
        forms, intake.unmatched, intake.left = fetch_forms(source, origin.folder)
    dropped, others, left = fetch_inbox_forms(
        source, home / "inbox", load_sources(), synthetic=origin.synthetic
    )
    intake.unmatched += others
    intake.left += left
    return bundled([*forms, *dropped], Archive(home), incoming(home, source))


def offer(sources: Iterable[Source], origin: Origin, home: Path, *, asked: Asked = ALL) -> Intake:
    """What a mirror and the inbox hold now, by its bytes alone; nothing is archived or parsed."""
    sources = list(sources)
    total = Intake(unmatched=misplaced((source.source_id for source in sources), origin))
    for source in filter(asked.asks, sources):
        try:
            fetched, intake = collect(asked.limited(source), origin, home)
            fetched = asked.kept(source, fetched)
            total.present |= {(source.source_id, digest(file.path)) for file in fetched}
        finally:
            _leave_nothing(source, home)
        total.unmatched += intake.unmatched
        total.left += intake.left
    return total


def _leave_nothing(source: Source, home: Path) -> None:
    """What persons wrote stays in the archive alone."""
    if source.parser in ("survey", "programme"):
        shutil.rmtree(incoming(home, source), ignore_errors=True)


def incoming(home: Path, source: Source) -> Path:
    """Where files of a source stand between their arrival and the archive."""
    return home / "incoming" / source.source_id


def _of_the_sample(name: str) -> InputError:
    return InputError(
        name,
        found="synthetic figures of the sample",
        expected="a file as its publisher issued it",
        do="take it out of the mirror; the sample is published by --from sample alone",
    )


def take_in(
    sources: Iterable[Source],
    origin: Origin,
    home: Path,
    *,
    requested_by: str,
    asked: Asked = ALL,
    progress: Callable[[str], None] = lambda line: None,
) -> Intake:
    """Fetch, archive and parse the files of some sources; what cannot be read is rejected.

    Of sources that are not ``asked`` the files that were published are parsed, where they are not.

    Raises:
        OSError: archive or cache cannot be written.
    """
    archive = Archive(home)
    total = Intake()
    declared = {source.source_id: source for source in sources}
    offered: list[tuple[str, str, str]] = []
    from_publisher: set[tuple[str, str]] = set()
    lost: dict[str, list[InputError]] = {}
    for source in filter(asked.asks, declared.values()):
        try:
            fetched, intake = collect(asked.limited(source), origin, home)
            fetched = asked.kept(source, fetched)
            for file in fetched:
                sha256, _ = archive.receive(
                    source, file, requested_by=requested_by, synthetic=origin.synthetic
                )
                total.present.add((source.source_id, sha256))
                offered.append((source.source_id, sha256, file.name))
                if file.name in intake.asked:
                    from_publisher.add((source.source_id, sha256))
                if file.path.parent == incoming(home, source):
                    file.path.unlink()  # the archive has it: of a large table twice is too much
        finally:
            _leave_nothing(source, home)
        total.unmatched += intake.unmatched
        if intake.unreachable:
            lost[source.source_id] = alike_once(intake.unreachable)
        total.left += intake.left
    entries = archive.entries()
    for source_id, sha256, name in offered:
        known = entries[(source_id, sha256)].name
        if known != name:
            total.repeated.append(f"{source_id}/{name} holds the very bytes of {known}")
    for key in sorted(total.present):
        if entries[key].synthetic and not origin.synthetic:
            total.failures.append(_of_the_sample(f"{key[0]}/{entries[key].name}"))
    jobs = []
    for entry in entries.values():
        if not is_wanted(entry, declared, total.present, synthetic=origin.synthetic):
            continue
        source = declared[entry.source_id]
        try:
            if not known_reading(home, source, entry.sha256):
                archive.check(entry)
            jobs.append(Job(source, archive.path_of(entry), entry.name, entry.sha256))
        except InputError as error:
            total.failures.append(error)

    def done(job: Job, outcome: Understood | InputError) -> None:
        entry = entries[(job.source.source_id, job.sha256)]
        if isinstance(outcome, Understood) and outcome.says_synthetic and not origin.synthetic:
            if job.source.parser == "programme":
                total.left.append(f"{job.name} is synthetic, and this refresh is of real data")
                return
            outcome = _of_the_sample(job.name)
        if isinstance(outcome, InputError):
            outcome.subject = f"{job.source.source_id}/{outcome.subject}"
            key = (job.source.source_id, job.sha256)
            if key in from_publisher:
                lost.setdefault(job.source.source_id, []).append(outcome)
                total.present.discard(key)
            else:
                total.failures.append(outcome)
            if entry.rejected != str(outcome):
                archive.rejected(job.source.source_id, job.sha256, str(outcome))
            progress(f"refused {job.source.source_id}/{job.name}")
        else:
            if not entry.understood:
                archive.understood(outcome)
            progress(
                f"read {job.source.source_id}/{job.name}: edition {outcome.edition},"
                f" {outcome.rows:,} rows, {outcome.cells:,} cells"
            )

    parse_all(jobs, home, done)
    for source_id, failures in lost.items():
        gave_nothing = all(key[0] != source_id for key in total.present)
        if not (declared[source_id].required and gave_nothing):
            total.unreachable += failures
            total.goes_on[source_id] = _newest_held(declared[source_id], jobs, home)
            continue
        for failure in failures:
            needed = f"{source_id} is required: without a file of it nothing is published"
            failure.do = "; ".join(filter(None, (failure.do, needed)))
        total.failures += failures
    total.failures.sort(key=str)
    return total


def _newest_held(source: Source, jobs: Iterable[Job], home: Path) -> str:
    """The newest edition with which a refresh goes on; empty where nothing of a source is held."""
    held = [
        report
        for job in jobs
        if job.source.source_id == source.source_id
        and (report := read_report(raw_folder(home, source, job.sha256)))
    ]
    newest = max(held, key=lambda report: (order_of(report), report.stamp or ""), default=None)
    return newest.vintage if newest else ""
