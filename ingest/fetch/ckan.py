"""Tables of a CKAN datastore, read page by page, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from ingest.errors import InputError
from ingest.fetch.client import Answer, Client
from ingest.fetch.evidence import is_markup
from ingest.fetch.fetched import Fetched, HttpResult, part_file, plain_name, utc_now
from ingest.source import CkanFetch, CkanResource, Source

__all__ = ["HttpResult", "fetch_ckan"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Portal:
    """One portal as one resource asks it; ``place`` names the resource in messages."""

    client: Client
    base_url: str
    user_agent: str
    place: str

    def url(self, action: str) -> str:
        return f"{self.base_url}/{action}"

    def refuse(self, action: str, found: str, expected: str, do: str) -> NoReturn:
        raise InputError(self.url(action), place=self.place, found=found, expected=expected, do=do)


def fetch_ckan(
    source: Source, into: Path, *, client: Client | None = None, page_size: int = 32_000
) -> HttpResult:
    """Read each declared resource into ``into/<name>``: one envelope with all its records.

    The pause between requests is the client's ``pause_seconds``. ``page_size`` is in records; the
    portal may return fewer than asked.

    Raises:
        TypeError: the declaration is not of kind ckan.
    """
    if not isinstance(source.fetch, CkanFetch):
        raise TypeError(f"{source.source_id} is fetched by {source.fetch.kind}, not ckan")
    if client is None:
        with Client() as own:
            return fetch_ckan(source, into, client=own, page_size=page_size)
    fetch, result, taken = source.fetch, HttpResult([], []), set[str]()
    for resource in fetch.resources:
        portal = _Portal(
            client,
            fetch.base_url.rstrip("/"),
            f"{fetch.user_agent} {client.user_agent}",
            f"{source.source_id}/{resource.name}",
        )
        try:
            path = into / plain_name(source.source_id, resource.name, taken)
            resource_id = _resolve(portal, resource)
            with part_file(path) as part:
                _write_records(portal, resource_id, part, page_size)
        except InputError as failure:
            result.failures.append(failure)
        else:
            origin = f"{portal.url('datastore_search')}?resource_id={resource_id}"
            result.fetched.append(Fetched(source.source_id, resource.name, path, origin, utc_now()))
    return result


def _resolve(portal: _Portal, resource: CkanResource) -> str:
    """The id that the portal gives the resource today: ids are re-issued, names are kept."""
    package = _ask(portal, "package_show", {"id": resource.dataset})
    listed = package.get("resources")
    found = [
        (_tidy(item.get("name")), str(item.get("id", "")))
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict)
    ]
    ids = [resource_id for name, resource_id in found if name == _tidy(resource.resource)]
    # Two of one name (the same table as CSV and XLSX): the declared id may tell which is meant.
    if len(ids) > 1 and resource.id in ids:
        ids = [resource.id]
    if len(ids) != 1 or not ids[0]:
        names = ", ".join(f"{name!r} ({resource_id})" for name, resource_id in found) or "none"
        portal.refuse(
            "package_show",
            found=f"in dataset {resource.dataset!r} the resources {names}",
            expected=f"exactly one named {resource.resource!r}",
            do="correct resource (or, between two of one name, id) in the declaration",
        )
    return ids[0]


def _tidy(name: object) -> str:
    return " ".join(str(name).split())


def _write_records(portal: _Portal, resource_id: str, path: Path, page_size: int) -> None:
    """Write the envelope page by page, so that only one page is in memory."""
    fields: list[Json] | None = None
    total, separator = 0, "\n"
    with path.open("wb") as file:
        for page in _pages(portal, resource_id, page_size):
            if fields is None:
                fields, total = page["fields"], page["total"]
                opening = f'"resource_id": {_encode(portal, resource_id)}, '
                opening += f'"fields": {_encode(portal, fields)}, "records": ['
                file.write(f'{{"success": true, "result": {{{opening}'.encode())
            for record in page["records"]:
                file.write(f"{separator}{_encode(portal, record)}".encode())
                separator = ",\n"
        file.write(f'\n], "total": {total}}}}}\n'.encode())


def _pages(portal: _Portal, resource_id: str, page_size: int) -> Iterator[Json]:
    """Pages in the order of _id, proved at the end to be the whole of a table that stood still."""
    action, again = "datastore_search", "fetch again: the publisher was loading the table"
    seen: set[object] = set()
    first: Json | None = None
    while first is None or len(seen) < first["total"]:
        page = _page(portal, resource_id, limit=page_size, offset=len(seen))
        first = first or page
        _same_table(portal, first, page)
        if not page["records"]:
            portal.refuse(
                action,
                found=f"an empty page at offset {len(seen):,}, total {first['total']:,}",
                expected="as many records as total says, and at least one",
                do=again,
            )
        for record in page["records"]:
            if record["_id"] in seen:
                portal.refuse(
                    action,
                    found=f"_id {record['_id']} twice, the second after {len(seen):,} records",
                    expected="each _id once",
                    do=again,
                )
            seen.add(record["_id"])
        yield page
    if len(seen) != first["total"]:
        portal.refuse(
            action,
            found=f"{len(seen):,} records",
            expected=f"{first['total']:,}, the total that the portal gives",
            do=again,
        )
    _same_table(portal, first, _page(portal, resource_id, limit=1, offset=0))


def _same_table(portal: _Portal, before: Json, after: Json) -> None:
    for key in ("total", "fields"):
        if before[key] != after[key]:
            portal.refuse(
                "datastore_search",
                found=f"{key} {_short(before[key])} at first, then {_short(after[key])}",
                expected=f"the same {key} before, while and after reading",
                do="fetch again: the publisher was loading the table",
            )


def _page(portal: _Portal, resource_id: str, *, limit: int, offset: int) -> Json:
    """One page of the right shape: records with an _id, fields, and an exact total."""
    action = "datastore_search"
    page = _ask(
        portal,
        action,
        {"resource_id": resource_id, "limit": limit, "offset": offset, "sort": "_id asc"},
    )
    records, fields, total = page.get("records"), page.get("fields"), page.get("total")
    shaped = isinstance(records, list) and isinstance(fields, list) and type(total) is int
    if not shaped or page.get("total_was_estimated"):
        portal.refuse(
            action,
            found=f"a result with {_short({k: v for k, v in page.items() if k != 'records'})}",
            expected="a list of records, a list of fields, and a total that is no estimate",
            do="the portal's interface may have changed: compare with its documentation",
        )
    for record in records if isinstance(records, list) else []:
        if not (isinstance(record, dict) and type(record.get("_id")) is int):
            portal.refuse(
                action,
                found=f"the record {_short(record)}",
                expected="a record with a whole number under _id",
                do="without _id the reading cannot be proved whole: download the file by hand",
            )
    return page


def _ask(portal: _Portal, action: str, params: dict[str, str | int]) -> Json:
    """The ``result`` of one call.

    Raises:
        InputError: a web page, JSON that says no (with the publisher's message), or no JSON.
    """
    body = BytesIO()
    answer = portal.client.get(
        portal.url(action),
        body,
        place=portal.place,
        params=params,
        user_agent=portal.user_agent,
    )
    try:
        envelope = json.loads(body.getvalue())
    except (ValueError, RecursionError):
        _refuse_body(portal, action, answer)
    result = envelope.get("result") if isinstance(envelope, dict) else None
    if answer.status == 200 and isinstance(result, dict) and envelope.get("success") is True:
        return result
    said = envelope.get("error") if isinstance(envelope, dict) else None
    portal.refuse(
        action,
        found=f"{answer}; the portal says {_message(said)}",
        expected="status 200 and success: true",
        do="check dataset and resource in the declaration against the portal's page",
    )


def _refuse_body(portal: _Portal, action: str, answer: Answer) -> NoReturn:
    if answer.status in (401, 403) or is_markup(answer.head):
        do = "the portal may refuse programs: check user_agent, or put the file into the inbox"
    else:
        do = "try again later"
    portal.refuse(action, found=str(answer), expected="JSON of the portal's interface", do=do)


def _message(error: object) -> str:
    """The publisher's own words: ``message`` if there is one, else all of ``error``."""
    if isinstance(error, dict) and error.get("message"):
        return _short(error["message"])
    return _short(error) if error else "nothing more"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def _encode(portal: _Portal, value: object) -> str:
    """One line of JSON.

    Raises:
        InputError: what Python reads but JSON in UTF-8 cannot hold, as NaN or half a character.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except ValueError as error:
        raise InputError(
            portal.url("datastore_search"),
            place=portal.place,
            found=f"{error} in {json.dumps(value)[:300]}",
            expected="values that JSON in UTF-8 can hold",
            do="report it to the publisher",
        ) from error
    return text
