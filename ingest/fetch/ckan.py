"""Tables of a CKAN datastore, read page by page, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from ingest.errors import InputError
from ingest.fetch.addresses import declared_hosts
from ingest.fetch.answers import Answers
from ingest.fetch.client import Client
from ingest.fetch.fetched import Fetched, HttpResult, part_file, plain_name, utc_now
from ingest.fetch.portal import Json, Portal, ask, short
from ingest.parse.columns import check_columns
from ingest.source import CkanFetch, CkanResource, Source, Table

__all__ = ["HttpResult", "fetch_ckan"]

CURSOR = "_id"
LOADING = "fetch again: the publisher was loading the table"
TRUSTED = timedelta(days=7)
"""So long a portal is believed that a table has not changed; then it is read whole all the same,
since whoever corrects records in place may forget to bump the time."""


def fetch_ckan(
    source: Source,
    into: Path,
    *,
    client: Client | None = None,
    answers: Answers | None = None,
    page_size: int = 32_000,
) -> HttpResult:
    """Read each declared resource into ``into/<name>``: one envelope with all its records.

    The portal's page cursor (``_id``) and its id of the resource are left out: both are issued anew
    when a table is loaded again, and the same table must be the same bytes. The pause between
    requests is the client's ``pause_seconds``. ``page_size`` is in records; the portal may return
    fewer than asked.

    Raises:
        TypeError: the declaration is not of kind ckan.
    """
    if not isinstance(source.fetch, CkanFetch):
        raise TypeError(f"{source.source_id} is fetched by {source.fetch.kind}, not ckan")
    if client is None:
        with Client() as own:
            return fetch_ckan(source, into, client=own, answers=answers, page_size=page_size)
    fetch, result, taken = source.fetch, HttpResult([], []), set[str]()
    hosts = declared_hosts([fetch.base_url], fetch.hosts)
    for resource in fetch.resources:
        portal = Portal(
            client,
            fetch.base_url.rstrip("/"),
            f"{fetch.user_agent} {client.user_agent}",
            f"{source.source_id}/{resource.name}",
            hosts,
        )
        try:
            path = into / plain_name(source.source_id, resource.name, taken)
        except InputError as failure:
            result.failures.append(failure)
            continue
        try:
            file = _read(portal, source, resource, path, page_size, answers)
        except InputError as failure:
            result.failures.append(failure)
            if answers:
                answers.failed(path.name, portal.url("package_show"), failure)
        else:
            result.fetched.append(file)
    return result


def _read(
    portal: Portal,
    source: Source,
    resource: CkanResource,
    path: Path,
    page_size: int,
    answers: Answers | None,
) -> Fetched:
    """One resource, whole and in a moment in which it stood still; or the one that we hold."""
    before = _resolve(portal, resource)
    resource_id = str(before["id"])
    origin = f"{portal.url('datastore_search')}?resource_id={resource_id}"
    state = _state(portal, before, resource) if answers else ""
    if answers and (held := answers.stood(path.name, state, TRUSTED)):
        answers.same(path.name)
        return Fetched(source.source_id, resource.name, held, origin, utc_now())
    table = next((t for t in source.tables if fnmatchcase(path.name, t.files)), None)
    with part_file(path) as part:
        _write_records(portal, resource_id, part, page_size, resource.fields, table)
        after = _resolve(portal, resource)
        for key in ("id", "last_modified", "hash"):
            if before.get(key) != after.get(key):
                portal.refuse(
                    "package_show",
                    found=f"{key} {short(before.get(key))} before reading, then"
                    f" {short(after.get(key))}",
                    expected="the same resource before and after reading",
                    do=LOADING,
                )
    file = Fetched(source.source_id, resource.name, path, origin, utc_now())
    if answers:
        answers.came(file, state=state)
    return file


def _state(portal: Portal, listed: Json, resource: CkanResource) -> str:
    """What the portal says of a table before it is read; nothing if it says of no time of change.

    It is told anew after whatever any portal does to a table: another id, time, hash or total,
    other columns, another first record.
    """
    if not listed.get("last_modified"):
        return ""
    first = _page(portal, str(listed["id"]), resource.fields, limit=1, offset=0)
    said = [listed.get(key) for key in ("id", "last_modified", "hash")]
    said += [first[key] for key in ("total", "fields", "records")]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _resolve(portal: Portal, resource: CkanResource) -> Json:
    """The resource as the portal lists it today: ids are re-issued, names are kept."""
    package = ask(portal, "package_show", {"id": resource.dataset})
    listed = package.get("resources")
    found: list[Json] = [
        item for item in (listed if isinstance(listed, list) else []) if _is_resource(item)
    ]
    if resource.resource is None:
        meant = [item for item in found if item["id"] == resource.id]
        expected = f"one with the id {resource.id}, whose name nobody has seen yet"
        do = "look which of them is meant, and declare its name under resource"
    else:
        meant = [item for item in found if _tidy(item.get("name")) == _tidy(resource.resource)]
        expected = f"exactly one named {resource.resource!r}"
        do = "correct resource (or, between two of one name, id) in the declaration"
    # Two of one name (the same table as CSV and XLSX): the declared id may tell which is meant.
    if len(meant) > 1:
        meant = [item for item in meant if item["id"] == resource.id] or meant
    if len(meant) != 1:
        names = ", ".join(f"{_tidy(item.get('name'))!r} ({item['id']})" for item in found)
        portal.refuse(
            "package_show",
            found=f"in dataset {resource.dataset!r} the resources {names or 'none'}",
            expected=expected,
            do=do,
        )
    return meant[0]


def _is_resource(item: object) -> bool:
    named = item.get("id") if isinstance(item, dict) else None
    return isinstance(named, str) and bool(named) and named.isascii()


def _tidy(name: object) -> str:
    return " ".join(str(name).split())


def _write_records(
    portal: Portal,
    resource_id: str,
    path: Path,
    page_size: int,
    wanted: tuple[str, ...],
    table: Table | None,
) -> None:
    """Write the envelope page by page, so that only one page is in memory."""
    fields: list[Json] | None = None
    total, separator = 0, "\n"
    with path.open("wb") as file:
        for page in _pages(portal, resource_id, page_size, wanted):
            if fields is None:
                fields = [field for field in page["fields"] if field["id"] != CURSOR]
                total = page["total"]
                if table is not None:
                    names = [field["id"] for field in fields]
                    check_columns(names, table, portal.url("datastore_search"), place=portal.place)
                opening = f'"fields": {_encode(portal, fields)}, "records": ['
                file.write(f'{{"success": true, "result": {{{opening}'.encode())
            for record in page["records"]:
                told = {key: value for key, value in record.items() if key != CURSOR}
                file.write(f"{separator}{_encode(portal, told)}".encode())
                separator = ",\n"
        file.write(f'\n], "total": {total}}}}}\n'.encode())


def _pages(
    portal: Portal, resource_id: str, page_size: int, wanted: tuple[str, ...]
) -> Iterator[Json]:
    """Pages in the order of _id, proved at the end to be the whole of a table that stood still."""
    action = "datastore_search"
    read, last = 0, 0
    first: Json | None = None
    while first is None or read < first["total"]:
        page = _page(portal, resource_id, wanted, limit=page_size, offset=read)
        first = first or page
        _same_table(portal, first, page)
        if not page["records"]:
            portal.refuse(
                action,
                found=f"an empty page at offset {read:,}, total {first['total']:,}",
                expected="as many records as total says, and at least one",
                do=LOADING,
            )
        for record in page["records"]:
            if record[CURSOR] <= last:
                portal.refuse(
                    action,
                    found=f"_id {record[CURSOR]} after _id {last}, in record {read + 1:,}",
                    expected="each _id once, in rising order",
                    do=LOADING,
                )
            last, read = record[CURSOR], read + 1
        yield page
    if read != first["total"]:
        portal.refuse(
            action,
            found=f"{read:,} records",
            expected=f"{first['total']:,}, the total that the portal gives",
            do=LOADING,
        )
    again = _page(portal, resource_id, wanted, limit=1, offset=0)
    _same_table(portal, first, again)
    # A table that was emptied and filled anew begins with another _id, or with other words.
    if again["records"][:1] != first["records"][:1]:
        portal.refuse(
            action,
            found=f"the first record {short(first['records'][0], 100)} at first, then"
            f" {short(again['records'][0], 100) if again['records'] else 'none'}",
            expected="the same first record before and after reading",
            do=LOADING,
        )


def _same_table(portal: Portal, before: Json, after: Json) -> None:
    for key in ("total", "fields"):
        if before[key] != after[key]:
            portal.refuse(
                "datastore_search",
                found=f"{key} {short(before[key])} at first, then {short(after[key])}",
                expected=f"the same {key} before, while and after reading",
                do=LOADING,
            )


def _page(
    portal: Portal, resource_id: str, wanted: tuple[str, ...], *, limit: int, offset: int
) -> Json:
    """One page of the right shape: records with an _id, fields, and an exact total."""
    action = "datastore_search"
    asked: dict[str, str | int] = {
        "resource_id": resource_id,
        "limit": limit,
        "offset": offset,
        "sort": f"{CURSOR} asc",
    }
    if wanted:
        asked["fields"] = ",".join((CURSOR, *wanted))
    page = ask(portal, action, asked)
    records, fields, total = page.get("records"), page.get("fields"), page.get("total")
    named = isinstance(fields, list) and all(
        isinstance(field, dict) and isinstance(field.get("id"), str) for field in fields
    )
    shaped = isinstance(records, list) and named and type(total) is int
    if not shaped or page.get("total_was_estimated"):
        judged = ("total", "total_was_estimated", "fields")
        portal.refuse(
            action,
            found=f"a result with {short({key: page.get(key) for key in judged}, 120)}",
            expected="a list of records, a list of fields, and a total that is no estimate",
            do="the portal's interface may have changed: compare with its documentation",
        )
    for record in records if isinstance(records, list) else []:
        if not (isinstance(record, dict) and type(record.get(CURSOR)) is int):
            portal.refuse(
                action,
                found=f"the record {short(record)}",
                expected="a record with a whole number under _id",
                do="without _id the reading cannot be proved whole: download the file by hand",
            )
    return page


def _encode(portal: Portal, value: object) -> str:
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
