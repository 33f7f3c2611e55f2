"""Time series of CBS, whose interface gives its pages in no order that could be relied upon.

The same month may stand on two pages and another on none. Pages are therefore read again until a
whole round brings nothing new, and each period is kept once.
"""

from __future__ import annotations

import json
import math
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from ingest.errors import InputError
from ingest.fetch.addresses import declared_hosts
from ingest.fetch.answers import Answers
from ingest.fetch.body import RETRIED_STATUS
from ingest.fetch.client import Client
from ingest.fetch.fetched import Fetched, HttpResult, part_file, plain_name, utc_now
from ingest.source import SeriesFetch, Source

Observations = dict[str, float | None]
PAGE_SIZE = 1000
MAX_ROUNDS = 5
MAX_PAGES = 200


def fetch_series(
    source: Source, into: Path, *, client: Client | None = None, answers: Answers | None = None
) -> HttpResult:
    """Read all declared series into one file: a record for each series and period, in their order.

    Whole or not at all: a series that cannot be had leaves the file unwritten.

    Raises:
        TypeError: the declaration is not of kind series.
    """
    if not isinstance(source.fetch, SeriesFetch):
        raise TypeError(f"{source.source_id} is fetched by {source.fetch.kind}, not series")
    if client is None:
        with Client() as own:
            return fetch_series(source, into, client=own, answers=answers)
    fetch = source.fetch
    place = f"{source.source_id}/{fetch.name}"
    try:
        path = into / plain_name(source.source_id, fetch.name, set())
        records = [
            {"series": number, "TimePeriod": period, "Value": value}
            for number in fetch.series
            for period, value in sorted(_series(client, fetch, number, place).items())
        ]
        with part_file(path) as part:
            lines = ",\n".join(json.dumps(record) for record in records)
            part.write_text(f'{{"success": true, "result": {{"records": [\n{lines}\n]}}}}\n')
    except InputError as failure:
        if answers:
            answers.failed(fetch.name, fetch.base_url, failure)
        return HttpResult([], [failure])
    file = Fetched(source.source_id, path.name, path, fetch.base_url, utc_now())
    if answers:
        answers.came(file)
    return HttpResult([file], [])


def _series(client: Client, fetch: SeriesFetch, number: int, place: str) -> Observations:
    """All observations of a series by period, once a whole round of its pages brought nothing new.

    Raises:
        InputError: two values for one period, no observation, or rounds that never agree.
    """
    known: Observations = {}
    for _ in range(MAX_ROUNDS):
        before = len(known)
        for page in range(1, MAX_PAGES + 1):
            observations, pages = _page(client, fetch, number, page, place)
            for period, value in observations:
                if period in known and known[period] != value:
                    _refuse(
                        fetch,
                        place,
                        found=f"series {number}, {period}: {known[period]} and then {value}",
                        expected="one value for each period",
                        do="fetch again: the publisher was loading the series",
                    )
                known[period] = value
            if not observations or page >= pages:
                break
        if known and len(known) == before:
            return known
    _refuse(
        fetch,
        place,
        found=f"series {number}: new periods in each of {MAX_ROUNDS} rounds of its pages"
        if known
        else f"series {number}: no period in {MAX_ROUNDS} rounds of its pages",
        expected="all periods, and then a round that brings nothing new",
        do="look at the series on the publisher's site; fetch again later",
    )


def _page(
    client: Client, fetch: SeriesFetch, number: int, page: int, place: str
) -> tuple[list[tuple[str, float | None]], int]:
    """Period and value of one page, and how many pages there are said to be."""
    body = BytesIO()
    hosts = declared_hosts([fetch.base_url], fetch.hosts)
    params: dict[str, str | int] = {
        "id": number,
        "startperiod": fetch.start,
        "format": "json",
        "download": "false",
        "page": page,
        "PageSize": PAGE_SIZE,
    }
    answer = client.get(fetch.base_url, body, place=place, hosts=hosts, params=params)
    try:
        content: Any = json.loads(body.getvalue().decode("utf-8-sig"))
        told = content["DataSet"]
        listed = [one for series in told["Series"] for one in series["obs"]]
        pages = int((told.get("paging") or {}).get("last_page") or 1)
        observations = [(_period(one["TimePeriod"]), _number(one["Value"])) for one in listed]
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        observations, pages = [], 0
    if answer.status != 200 or not pages:
        do = "see on the publisher's site whether the series is there and the interface the same"
        if answer.status in RETRIED_STATUS:
            do = "fetch again later: the publisher's server is overloaded or broken"
        _refuse(
            fetch,
            place,
            found=f"series {number}, page {page}: {answer}",
            expected="status 200 and JSON with DataSet, Series and obs of TimePeriod and Value",
            do=do,
        )
    return observations, pages


def _period(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(value)
    if not math.isfinite(number := float(value)):
        raise ValueError(value)
    return number


def _refuse(fetch: SeriesFetch, place: str, *, found: str, expected: str, do: str) -> NoReturn:
    raise InputError(fetch.base_url, place=place, found=found, expected=expected, do=do)
