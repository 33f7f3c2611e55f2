"""Files of a publisher's site, as the declaration lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.errors import InputError
from ingest.fetch.client import Client
from ingest.fetch.evidence import check_file
from ingest.fetch.fetched import Fetched, HttpResult, part_file, plain_name, utc_now
from ingest.source import HttpFetch, HttpFile, Source

__all__ = ["HttpResult", "fetch_http"]


def fetch_http(source: Source, into: Path, *, client: Client | None = None) -> HttpResult:
    """Download each declared file to ``into/<name>``.

    A file is there whole or not at all; those that did not come are in ``failures``, each saying
    the url, what came, what was expected and what to do.

    Raises:
        TypeError: the declaration is not of kind http.
    """
    if not isinstance(source.fetch, HttpFetch):
        raise TypeError(f"{source.source_id} is fetched by {source.fetch.kind}, not http")
    if client is None:
        with Client() as own:
            return fetch_http(source, into, client=own)
    result, taken = HttpResult([], []), set[str]()
    for url, name in (pair for file in source.fetch.files for pair in editions(file)):
        try:
            plain_name(source.source_id, name, taken)
            result.fetched.append(_download(source, url, into / name, client))
        except InputError as failure:
            result.failures.append(failure)
    return result


def editions(file: HttpFile) -> Iterator[tuple[str, str]]:
    """Url and name of each year of a file, or of the file itself where no years are declared."""
    for year in file.years:
        yield _of_year(file.url, year), _of_year(file.name, year)
    if not file.years:
        yield file.url, file.name


def _of_year(text: str, year: int) -> str:
    # Not str.format: a url may hold braces of its own.
    return text.replace("{year}", str(year)).replace("{yy}", f"{year % 100:02d}")


def _download(source: Source, url: str, path: Path, client: Client) -> Fetched:
    place = f"{source.source_id}/{path.name}"
    with part_file(path) as part:
        with part.open("wb") as body:
            answer = client.get(url, body, place=place)
        check_file(answer, path.name, min_bytes=source.min_bytes, place=place)
    return Fetched(source.source_id, path.name, path, url, utc_now())
