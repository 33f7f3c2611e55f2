"""A stand-in for a CKAN portal on this machine: what it says, a real one says in the same words.

It holds one dataset with one table, and speaks the parts of the interface that are used:
``package_show`` and ``datastore_search`` with ``limit``, ``offset``, ``sort`` and ``fields``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.ingest.local_server import Asked, Reply, json_reply, serving

Json = dict[str, Any]
MOST = 32_000
DATASET = "thriving-contract"
RESOURCE = "יישובים"
FIELDS = [
    {"id": "סמל_ישוב", "type": "text"},
    {"id": "שם_ישוב", "type": "text"},
    {"id": "סהכ", "type": "text"},
    {"id": "שנה", "type": "int4"},
]


def settlement(number: int) -> Json:
    """A record as such tables hold it: numbers as text with commas, names padded, some unknown."""
    return {
        "סמל_ישוב": f"{number:04d}",
        "שם_ישוב": f'יישוב {number} ע"ש א, ב ',
        "סהכ": f"{1000 + number:,}" if number % 5 else None,
        "שנה": 2024,
    }


@dataclass
class Emulator:
    """The portal itself; ``most`` is the limit to which it clamps in silence.

    It gives ``_links`` and ``total_was_estimated``, as older portals do and new ones need not.
    """

    records: list[Json]
    most: int = MOST
    resource_id: str = "0b1c2d3e-0000-4000-8000-000000000001"
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        action = asked.path.removeprefix("/api/3/action/")
        if action == "package_show":
            return self._package(asked)
        if action == "datastore_search":
            return self._search(asked)
        return _error(404, {"__type": "Not Found Error", "message": "Not found"})

    def _package(self, asked: Asked) -> Reply:
        if asked.query.get("id") != DATASET:
            return _error(404, {"__type": "Not Found Error", "message": "Not found"})
        resource = {"id": self.resource_id, "name": RESOURCE, "datastore_active": True}
        return _result("package_show", {"name": DATASET, "resources": [resource]})

    def _search(self, asked: Asked) -> Reply:
        query = asked.query
        if query.get("resource_id") != self.resource_id:
            message = f'Not found: Resource "{query.get("resource_id")}" was not found.'
            return _error(404, {"__type": "Not Found Error", "message": message})
        limit, offset = query.get("limit", "100"), query.get("offset", "0")
        wrong = {
            name: ["Invalid integer", "Please enter an integer value"]
            for name, value in (("limit", limit), ("offset", offset))
            if not value.isdecimal()
        }
        wanted = query.get("fields", "").split(",") if query.get("fields") else None
        known = ["_id", *(f["id"] for f in FIELDS)]
        if unknown := [name for name in wanted or [] if name not in known]:
            wrong["fields"] = [f'field "{name}" not in table' for name in unknown]
        if wrong:
            return _error(409, {"__type": "Validation Error", **wrong})
        clamped = min(int(limit), self.most)
        rows = [{"_id": n, **row} for n, row in enumerate(self.records, 1)]
        page = rows[int(offset) : int(offset) + clamped]
        types = {"_id": "int", **{f["id"]: f["type"] for f in FIELDS}}
        shown = wanted or known
        start = {**query, "limit": str(clamped)}
        return _result(
            "datastore_search",
            {
                "include_total": True,
                "limit": clamped,
                "offset": int(offset),
                "records_format": "objects",
                "resource_id": self.resource_id,
                "total_estimation_threshold": None,
                "records": [{key: row[key] for key in shown} for row in page],
                "fields": [{"id": key, "type": types[key]} for key in shown],
                "_links": {
                    "start": f"/api/3/action/datastore_search?{urlencode(start)}",
                    "next": f"/api/3/action/datastore_search?{urlencode(start)}&offset={clamped}",
                },
                "total": len(self.records),
                "total_was_estimated": False,
            },
        )


def _result(action: str, result: Json) -> Reply:
    return json_reply({"help": f"…?name={action}", "success": True, "result": result})


def _error(status: int, error: Json) -> Reply:
    return json_reply({"help": "…", "success": False, "error": error}, status)


@contextmanager
def emulated(records: list[Json], most: int = MOST) -> Iterator[tuple[str, Emulator]]:
    """The base url of a portal that holds these records, and the portal."""
    portal = Emulator(records, most)
    with serving(portal) as server:
        yield f"{server.url}/api/3/action", portal


def as_archived(records: list[Json]) -> Json:
    """What the connector makes of a whole table."""
    told = json.loads(json.dumps(records))
    return {"success": True, "result": {"fields": FIELDS, "records": told, "total": len(records)}}
