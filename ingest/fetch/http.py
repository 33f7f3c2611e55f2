"""Files of a publisher's site, as the declaration lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.errors import InputError
from ingest.fetch.addresses import declared_hosts
from ingest.fetch.answers import Answers
from ingest.fetch.client import Client
from ingest.fetch.evidence import check_file, check_whole
from ingest.fetch.fetched import Fetched, HttpResult, part_file, plain_name, utc_now
from ingest.source import HttpFetch, HttpFile, Source

__all__ = ["HttpResult", "fetch_http"]

NOT_MODIFIED = 304


def fetch_http(
    source: Source, into: Path, *, client: Client | None = None, answers: Answers | None = None
) -> HttpResult:
    """Download each declared file to ``into/<name>``, or name the archived one it still equals.

    A file is there whole or not at all; those that did not come are in ``failures``, each saying
    the url, what came, what was expected and what to do.

    Args:
        answers: what was answered before; with it, only what has changed is downloaded.

    Raises:
        TypeError: the declaration is not of kind http.
    """
    if not isinstance(source.fetch, HttpFetch):
        raise TypeError(f"{source.source_id} is fetched by {source.fetch.kind}, not http")
    if client is None:
        with Client() as own:
            return fetch_http(source, into, client=own, answers=answers)
    result, taken = HttpResult([], []), set[str]()
    for url, name in (pair for file in source.fetch.files for pair in editions(file)):
        try:
            plain_name(source.source_id, name, taken)
        except InputError as failure:
            result.failures.append(failure)
            continue
        try:
            result.fetched.append(_download(source, url, into / name, client, answers))
        except InputError as failure:
            result.failures.append(failure)
            if answers:
                answers.failed(name, url, failure)
    return result


def editions(file: HttpFile) -> Iterator[tuple[str, str]]:
    """Url and name of each year of a file, or of the file itself where no years are declared."""
    for year in file.years:
        yield _of_year(file.url, year), _of_year(file.name, year)
    if not file.years:
        yield file.url, file.name


def allowed_hosts(fetch: HttpFetch) -> frozenset[str]:
    """The hosts that a declaration of files lets us ask."""
    urls = (url for file in fetch.files for url, _ in editions(file))
    return declared_hosts(urls, fetch.hosts)


def _of_year(text: str, year: int) -> str:
    # Not str.format: a url may hold braces of its own.
    return text.replace("{year}", str(year)).replace("{yy}", f"{year % 100:02d}")


def _download(
    source: Source, url: str, path: Path, client: Client, answers: Answers | None
) -> Fetched:
    assert isinstance(source.fetch, HttpFetch)
    place = f"{source.source_id}/{path.name}"
    hosts = allowed_hosts(source.fetch)
    known = answers.conditions(path.name, url) if answers else {}
    with part_file(path) as part:
        with part.open("w+b") as body:
            answer = client.get(url, body, place=place, hosts=hosts, known=known)
            if answers and known and answer.status == NOT_MODIFIED:
                if held := answers.held(path.name):
                    part.unlink()
                    answers.same(path.name)
                    return Fetched(source.source_id, path.name, held, url, utc_now())
                # The archive has lost what the publisher rightly says we have.
                answer = client.get(url, body, place=place, hosts=hosts)
        check_file(answer, path.name, min_bytes=source.min_bytes, place=place)
        check_whole(part, path.name, url, place=place)
    file = Fetched(source.source_id, path.name, path, url, utc_now())
    if answers:
        answers.came(file, answer)
    return file
