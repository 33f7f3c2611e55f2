"""What the connector relies on in CKAN, asserted word for word alike on a stand-in and on the real.

The stand-in answers in every run of the tests. Where THRIVING_TEST_CKAN names a portal on this
machine that holds the same table (``make test-ckan`` starts one), it is asked as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ingest.fetch.body import Answer
from ingest.fetch.ckan import HttpResult, fetch_ckan
from ingest.fetch.client import Client
from ingest.source import CkanFetch, CkanResource, Table, load_sources
from tests.ingest.ckan_portal import (
    DATASET,
    FIELDS,
    RESOURCE,
    as_archived,
    emulated,
    settlement,
)

COUNT = 257
MOST = 100
"""To which both portals are set to clamp, so that a small table has several pages."""
SETTLEMENTS = [settlement(number) for number in range(1, COUNT + 1)]
REAL = os.environ.get("THRIVING_TEST_CKAN", "")


@pytest.fixture(
    scope="module",
    params=["emulator", pytest.param("real", marks=pytest.mark.skipif(not REAL, reason="no CKAN"))],
)
def base_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "real":
        yield REAL
        return
    with emulated(SETTLEMENTS, MOST) as (url, _):
        yield url


def ask(base_url: str, action: str, **params: str | int) -> tuple[Answer, Any]:
    body = BytesIO()
    with Client(pause_seconds=0, backoff_seconds=0, loopback=True) as client:
        answer = client.get(f"{base_url}/{action}", body, params=params)
    return answer, json.loads(body.getvalue())


def resource_id(base_url: str) -> str:
    _, told = ask(base_url, "package_show", id=DATASET)
    return next(str(r["id"]) for r in told["result"]["resources"] if r["name"] == RESOURCE)


def search(base_url: str, **params: str | int) -> tuple[Answer, Any]:
    return ask(base_url, "datastore_search", resource_id=resource_id(base_url), **params)


def read(base_url: str, into: Path, resource: str = RESOURCE, **changes: Any) -> HttpResult:
    one = CkanResource(dataset=DATASET, resource=resource, name="residents.json", **changes)
    table = Table(id="rows", layout="records", columns={"סמל_ישוב": "text", "סהכ": "integer"})
    declared = load_sources()["datagov_ckan"].model_copy(
        update={
            "fetch": CkanFetch(kind="ckan", base_url=base_url, resources=(one,)),
            "tables": (table,),
        }
    )
    with Client(pause_seconds=0, backoff_seconds=0, loopback=True) as client:
        return fetch_ckan(declared, into, client=client)


def test_a_dataset_lists_its_resources_by_name(base_url: str) -> None:
    answer, told = ask(base_url, "package_show", id=DATASET)
    assert (answer.status, told["success"]) == (200, True)
    assert answer.content_type.startswith("application/json")
    assert RESOURCE in [resource["name"] for resource in told["result"]["resources"]]


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("package_show", {"id": "no-such-dataset"}),
        ("datastore_search", {"resource_id": "11111111-0000-4000-8000-000000000000"}),
    ],
)
def test_what_is_not_there_is_404_in_json(
    base_url: str, action: str, params: dict[str, str]
) -> None:
    answer, told = ask(base_url, action, **params)
    assert (answer.status, told["success"]) == (404, False)
    assert told["error"]["__type"] == "Not Found Error"
    assert told["error"]["message"].startswith("Not found")


def test_a_limit_that_is_none_is_409_in_json(base_url: str) -> None:
    answer, told = search(base_url, limit="many")
    assert (answer.status, told["success"]) == (409, False)
    assert told["error"]["__type"] == "Validation Error"
    assert told["error"]["limit"] == ["Invalid integer", "Please enter an integer value"]


def test_a_column_that_is_none_is_409_in_json(base_url: str) -> None:
    answer, told = search(base_url, fields="_id,nobody")
    assert (answer.status, told["error"]["__type"]) == (409, "Validation Error")
    assert "nobody" in json.dumps(told["error"]["fields"], ensure_ascii=False)


def test_without_a_limit_a_hundred_come_and_a_limit_too_large_is_clamped_in_silence(
    base_url: str,
) -> None:
    for params in ({}, {"limit": 32_000}):
        answer, told = search(base_url, **params)
        result = told["result"]
        assert answer.status == 200
        assert len(result["records"]) == MOST
        assert result["total"] == COUNT
        assert not result.get("total_was_estimated")


def test_pages_in_the_order_of_the_cursor_are_the_whole(base_url: str) -> None:
    seen: list[int] = []
    while len(seen) < COUNT:
        _, told = search(base_url, limit=MOST, offset=len(seen), sort="_id asc")
        seen += [record["_id"] for record in told["result"]["records"]]
    assert seen == sorted(set(seen))
    assert len(seen) == COUNT
    _, told = search(base_url, limit=MOST, offset=COUNT, sort="_id asc")
    assert told["result"]["records"] == []


def test_only_the_columns_asked_for_come(base_url: str) -> None:
    _, told = search(base_url, fields="_id,סהכ", limit=1, sort="_id asc")
    assert [one["id"] for one in told["result"]["fields"]] == ["_id", "סהכ"]
    assert set(told["result"]["records"][0]) == {"_id", "סהכ"}


def test_the_connector_reads_the_table_whole(base_url: str, tmp_path: Path) -> None:
    result = read(base_url, tmp_path)
    assert result.failures == []
    [file] = result.fetched
    told = json.loads(file.path.read_bytes())
    expected = as_archived(SETTLEMENTS)
    assert told["result"]["records"] == expected["result"]["records"]
    assert told["result"]["total"] == COUNT
    # A real portal tells more of a column than its name and type.
    assert [{k: one[k] for k in ("id", "type")} for one in told["result"]["fields"]] == FIELDS


def test_the_connector_reads_the_columns_asked_for(base_url: str, tmp_path: Path) -> None:
    [file] = read(base_url, tmp_path, fields=("סמל_ישוב", "סהכ")).fetched
    records = json.loads(file.path.read_bytes())["result"]["records"]
    assert records == [{k: row[k] for k in ("סמל_ישוב", "סהכ")} for row in SETTLEMENTS]


def test_the_connector_names_what_is_missing(base_url: str, tmp_path: Path) -> None:
    [failure] = read(base_url, tmp_path, resource="ערים").failures
    assert f"the resources '{RESOURCE}' ({resource_id(base_url)})" in failure.found
    assert failure.expected == "exactly one named 'ערים'"
    [failure] = read(base_url, tmp_path, fields=("סמל_ישוב", "שנה")).failures
    assert failure.found == "no column 'סהכ'; the columns are 'סמל_ישוב', 'שנה'"
    assert list(tmp_path.iterdir()) == []
