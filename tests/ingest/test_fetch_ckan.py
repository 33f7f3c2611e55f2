"""CKAN tables from a portal that misbehaves as data.gov.il does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.archive import Archive
from ingest.errors import InputError
from ingest.fetch.answers import Answers
from ingest.fetch.ckan import HttpResult, fetch_ckan
from ingest.fetch.client import Client
from ingest.source import CkanFetch, CkanResource, Source, load_sources
from tests.ingest.local_server import HTML, Asked, Reply, in_turn, json_reply, serving

Json = dict[str, Any]
Change = Callable[[Asked, Json], Json | Reply]

FIELDS = [{"id": "_id", "type": "int"}, {"id": "שם ישוב", "type": "text"}]
WALL = Reply(b"<html><body>Just a moment...</body></html>", 403, HTML)


def record(number: int) -> Json:
    return {"_id": number, "שם ישוב": f"יישוב {number} ", "סהכ": "1,234", "x": 6.310682188770933}


@dataclass
class Portal:
    """A portal with one dataset. ``change`` may alter or replace a datastore answer."""

    records: list[Json] = field(default_factory=lambda: [record(n) for n in range(1, 26)])
    resources: list[Json] = field(default_factory=lambda: [{"id": "id-1", "name": "unified"}])
    most: int = 32_000
    change: Change | None = None

    def __call__(self, asked: Asked) -> Reply:
        assert asked.path.startswith("/api/3/action/")
        if asked.path.endswith("/package_show"):
            if asked.query["id"] != "settlements":
                return not_found()
            return json_reply({"success": True, "result": {"resources": self.resources}})
        assert asked.path.endswith("/datastore_search")
        if asked.query["resource_id"] not in {item["id"] for item in self.resources}:
            return not_found()
        assert asked.query["sort"] == "_id asc"
        offset = int(asked.query["offset"])
        limit = min(int(asked.query["limit"]), self.most)
        result: Json = {
            "resource_id": asked.query["resource_id"],
            "fields": FIELDS,
            "records": self.records[offset : offset + limit],
            "total": len(self.records),
        }
        changed = self.change(asked, result) if self.change else result
        if isinstance(changed, Reply):
            return changed
        return json_reply({"help": "…", "success": True, "result": changed})


def not_found() -> Reply:
    error = {"message": "Not found: לא נמצא", "__type": "Not Found Error"}
    return json_reply({"success": False, "error": error}, 404)


def source(base_url: str, *resources: CkanResource) -> Source:
    one = CkanResource(dataset="settlements", resource="unified", name="unified.json", id="old-id")
    fetch = CkanFetch(kind="ckan", base_url=base_url, resources=resources or (one,))
    return load_sources()["datagov_ckan"].model_copy(update={"fetch": fetch})


def fetch(
    respond: Callable[[Asked], Reply], into: Path, *resources: CkanResource, page_size: int = 10
) -> tuple[HttpResult, list[Asked]]:
    client = Client(pause_seconds=0, backoff_seconds=0, loopback=True)
    with serving(respond) as server, client:
        declared = source(f"{server.url}/api/3/action", *resources)
        return fetch_ckan(declared, into, client=client, page_size=page_size), server.asked


def refused(respond: Callable[[Asked], Reply], into: Path, *resources: CkanResource) -> InputError:
    """The failure of one resource; nothing of it may stay behind."""
    result, _ = fetch(respond, into, *resources)
    assert result.fetched == []
    assert not into.exists() or list(into.iterdir()) == []
    [failure] = result.failures
    assert failure.subject.startswith("http://127.0.0.1:")
    assert failure.place == "datagov_ckan/unified.json"
    assert failure.do
    return failure


def at_offset(offset: int, changes: Json) -> Change:
    def change(asked: Asked, result: Json) -> Json:
        return {**result, **changes} if asked.query["offset"] == str(offset) else result

    return change


def test_two_and_a_half_pages_come_whole(tmp_path: Path) -> None:
    portal = Portal()
    result, asked = fetch(portal, tmp_path)
    assert result.failures == []
    [file] = result.fetched
    assert (file.source_id, file.name) == ("datagov_ckan", "unified.json")
    assert file.path == tmp_path / "unified.json"
    assert file.origin.endswith("/api/3/action/datastore_search?resource_id=id-1")
    assert file.retrieved_at.utcoffset() == timedelta(0)
    # The page cursor and the id are issued anew when the same table is loaded again.
    records = [{k: v for k, v in record.items() if k != "_id"} for record in portal.records]
    assert json.loads(file.path.read_bytes()) == {
        "success": True,
        "result": {"fields": FIELDS[1:], "records": records, "total": 25},
    }
    assert [path.name for path in tmp_path.iterdir()] == ["unified.json"]
    pages = [(a.query["offset"], a.query["limit"]) for a in asked if "offset" in a.query]
    # The last request reads total once more.
    assert pages == [("0", "10"), ("10", "10"), ("20", "10"), ("0", "1")]


def test_the_file_is_utf8_and_the_same_each_time(tmp_path: Path) -> None:
    [first] = fetch(Portal(), tmp_path / "first")[0].fetched
    [second] = fetch(Portal(), tmp_path / "second", page_size=7)[0].fetched
    assert "יישוב 7 " in first.path.read_text(encoding="utf-8")
    assert first.path.read_bytes() == second.path.read_bytes()


def test_the_agent_the_portal_asks_for_is_named_beside_ours(tmp_path: Path) -> None:
    _, asked = fetch(Portal(), tmp_path)
    for request in asked:
        assert "datagov-external-client" in request.user_agent
        assert "thriving-warehouse" in request.user_agent


def test_a_page_shorter_than_asked_is_not_the_end(tmp_path: Path) -> None:
    result, asked = fetch(Portal(most=4), tmp_path, page_size=32_000)
    [file] = result.fetched
    assert len(json.loads(file.path.read_bytes())["result"]["records"]) == 25
    offsets = [request.query["offset"] for request in asked if "offset" in request.query]
    assert offsets == ["0", "4", "8", "12", "16", "20", "24", "0"]


@pytest.mark.parametrize("offset", [10, 20])
def test_a_total_that_changes_while_paging_is_refused(tmp_path: Path, offset: int) -> None:
    failure = refused(Portal(change=at_offset(offset, {"total": 26})), tmp_path)
    assert failure.found == "total 25 at first, then 26"
    assert failure.expected == "the same total before, while and after reading"
    assert failure.do == "fetch again: the publisher was loading the table"


def test_a_total_that_changes_after_the_last_page_is_refused(tmp_path: Path) -> None:
    def change(asked: Asked, result: Json) -> Json:
        return {**result, "total": 24} if asked.query["limit"] == "1" else result

    assert refused(Portal(change=change), tmp_path).found == "total 25 at first, then 24"


def test_columns_that_change_while_paging_are_refused(tmp_path: Path) -> None:
    failure = refused(Portal(change=at_offset(20, {"fields": FIELDS[:1]})), tmp_path)
    assert failure.found.startswith('fields [{"id": "_id"')
    assert "the same fields" in failure.expected


def test_a_repeated_id_is_refused(tmp_path: Path) -> None:
    repeated = [record(n) for n in range(10, 20)]
    failure = refused(Portal(change=at_offset(10, {"records": repeated})), tmp_path)
    assert failure.found == "_id 10 after _id 10, in record 11"
    assert failure.expected == "each _id once, in rising order"


@pytest.mark.parametrize("records", [[], [record(n) for n in range(21, 31)]])
def test_other_than_total_records_are_refused(tmp_path: Path, records: list[Json]) -> None:
    failure = refused(Portal(change=at_offset(20, {"records": records})), tmp_path)
    assert failure.found in {"an empty page at offset 20, total 25", "30 records"}
    assert "total" in failure.expected


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    failure = refused(Portal(records=[]), tmp_path)
    assert failure.found == "an empty page at offset 0, total 0"
    assert "at least one" in failure.expected


@pytest.mark.parametrize(
    "changes",
    [{"total": "25"}, {"total": None}, {"fields": None}, {"total_was_estimated": True}],
)
def test_a_result_of_another_shape_is_refused(tmp_path: Path, changes: Json) -> None:
    failure = refused(Portal(change=at_offset(0, changes)), tmp_path)
    assert next(iter(changes)) in failure.found
    assert failure.expected == (
        "a list of records, a list of fields, and a total that is no estimate"
    )


@pytest.mark.parametrize("bad", [{"name": "x"}, {"_id": "7"}, "row"])
def test_a_record_without_id_is_refused(tmp_path: Path, bad: object) -> None:
    failure = refused(Portal(change=at_offset(0, {"records": [bad]})), tmp_path)
    assert failure.found.startswith("the record ")
    assert "whole number under _id" in failure.expected


@pytest.mark.parametrize("body", ['"\\ud800"', "NaN", "1e999"])
def test_values_that_json_in_utf8_cannot_hold_are_refused(tmp_path: Path, body: str) -> None:
    page = f'{{"fields": [], "total": 1, "records": [{{"_id": 1, "a": {body}}}]}}'
    reply = Reply(f'{{"success": true, "result": {page}}}'.encode())
    failure = refused(Portal(change=lambda asked, result: reply), tmp_path)
    assert failure.expected == "values that JSON in UTF-8 can hold"


@pytest.mark.parametrize("status", [200, 404, 409])
def test_the_publishers_own_words_are_passed_on(tmp_path: Path, status: int) -> None:
    error = {"limit": ["Invalid integer"], "__type": "Validation Error"}
    said = json_reply({"success": False, "error": error}, status)
    failure = refused(Portal(change=lambda asked, result: said), tmp_path)
    assert failure.found.startswith(
        f'status {status}, and the portal says: {{"limit": ["Invalid integer"]'
    )
    assert failure.expected == "status 200 and success: true"
    assert "check dataset and resource" in failure.do


@pytest.mark.parametrize(("success", "status"), [(False, 200), (True, 403), ("true", 200)])
def test_records_beside_a_refusal_are_not_taken(
    tmp_path: Path, success: object, status: int
) -> None:
    def change(asked: Asked, result: Json) -> Reply:
        return json_reply({"success": success, "result": result}, status)

    failure = refused(Portal(change=change), tmp_path)
    assert f"status {status}, application/json" in failure.found
    assert failure.found.endswith(", and not a word of what is wrong")


def test_an_unknown_dataset_is_said(tmp_path: Path) -> None:
    gone = CkanResource(dataset="gone", resource="unified", name="unified.json")
    failure = refused(Portal(), tmp_path, gone)
    assert "status 404" in failure.found
    assert "the portal says: Not found: לא נמצא" in failure.found
    assert failure.subject.endswith("/package_show")


@pytest.mark.parametrize("status", [200, 403])
def test_a_wall_is_refused_and_not_asked_again(tmp_path: Path, status: int) -> None:
    requests = 0

    def respond(asked: Asked) -> Reply:
        nonlocal requests
        requests += 1
        return Reply(WALL.body, status, HTML)

    failure = refused(respond, tmp_path)
    assert requests == 1
    assert failure.found == (
        f"status {status}, {HTML}, 42 bytes beginning '<html><body>Just a moment...</body></html>'"
    )
    assert failure.expected == "JSON of the portal's interface"
    assert "check user_agent, or put the file into inbox/datagov_ckan/ by hand" in failure.do


def test_a_refusal_in_plain_text_asks_for_the_agent_too(tmp_path: Path) -> None:
    failure = refused(in_turn(Reply(b"Forbidden", 403, "text/plain")), tmp_path)
    assert "check user_agent" in failure.do


def test_a_wall_midway_leaves_nothing(tmp_path: Path) -> None:
    def change(asked: Asked, result: Json) -> Json | Reply:
        return WALL if asked.query["offset"] == "20" else result

    assert "status 403" in refused(Portal(change=change), tmp_path).found


def test_a_page_cut_short_is_refused(tmp_path: Path) -> None:
    cut = Reply(b'{"success": true, "resu', declared_length=900)
    failure = refused(Portal(change=lambda asked, result: cut), tmp_path)
    assert "cut short" in failure.found
    assert failure.expected == "the whole body, 900 bytes"


def test_busy_is_asked_again(tmp_path: Path) -> None:
    portal, busy = Portal(), in_turn(Reply(status=503), Reply(status=200))

    def respond(asked: Asked) -> Reply:
        reply = busy(asked)
        return portal(asked) if reply.status == 200 else reply

    result, asked = fetch(respond, tmp_path)
    assert len(result.fetched) == 1
    assert [request.path.rsplit("/", 1)[1] for request in asked[:2]] == ["package_show"] * 2


def test_a_renamed_resource_is_refused_with_the_names_there(tmp_path: Path) -> None:
    resources = [{"id": "old-id", "name": "unified 2025"}, {"id": "id-2", "name": "מילון"}]
    failure = refused(Portal(resources=resources), tmp_path)
    assert failure.found == (
        "in dataset 'settlements' the resources 'unified 2025' (old-id), 'מילון' (id-2)"
    )
    assert failure.expected == "exactly one named 'unified'"
    assert "correct resource" in failure.do


def test_a_reissued_id_is_followed_and_blanks_in_names_do_not_count(tmp_path: Path) -> None:
    resources = [{"id": "old-id", "name": "other"}, {"id": "new-id", "name": " unified "}]
    [file] = fetch(Portal(resources=resources), tmp_path)[0].fetched
    assert file.origin.endswith("resource_id=new-id")


def test_between_two_of_one_name_the_declared_id_tells(tmp_path: Path) -> None:
    twins = [{"id": "csv-id", "name": "unified"}, {"id": "old-id", "name": "unified"}]
    [file] = fetch(Portal(resources=twins), tmp_path / "a")[0].fetched
    assert file.origin.endswith("resource_id=old-id")
    twins[1]["id"] = "new-id"
    failure = refused(Portal(resources=twins), tmp_path / "b")
    assert "'unified' (csv-id), 'unified' (new-id)" in failure.found


def test_a_failure_does_not_lose_the_others(tmp_path: Path) -> None:
    wanted = [
        CkanResource(dataset=dataset, resource="unified", name=name)
        for dataset, name in (
            ("gone", "a.json"),
            ("settlements", "b.json"),
            ("settlements", "B.json"),
            ("settlements", "../c.json"),
        )
    ]
    result, _ = fetch(Portal(), tmp_path / "into", *wanted)
    assert [file.name for file in result.fetched] == ["b.json"]
    assert [failure.place for failure in result.failures] == [
        "datagov_ckan/a.json",
        "fetch",
        "fetch",
    ]
    assert [path.name for path in tmp_path.rglob("*.json")] == ["b.json"]


def test_only_ckan_declarations_are_taken(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="moe_bagrut is fetched by manual, not ckan"):
        fetch_ckan(load_sources()["moe_bagrut"], tmp_path)


def test_a_table_loaded_anew_while_it_was_read_is_refused(tmp_path: Path) -> None:
    """As many records with rising ids: only its beginning tells that it is another table."""
    portal = Portal()

    def change(asked: Asked, result: Json) -> Json:
        if asked.query["offset"] == "10":
            portal.records = [record(n) for n in range(101, 126)]
            return {**result, "records": portal.records[10:20]}
        return result

    portal.change = change
    failure = refused(portal, tmp_path)
    assert failure.found.startswith('the first record {"_id": 1, "שם ישוב": "יישוב 1 "')
    assert 'at first, then {"_id": 101' in failure.found
    assert failure.expected == "the same first record before and after reading"
    assert failure.do == "fetch again: the publisher was loading the table"


@pytest.mark.parametrize("key", ["id", "last_modified", "hash"])
def test_a_resource_issued_anew_while_it_was_read_is_refused(tmp_path: Path, key: str) -> None:
    told = {"id": "id-1", "name": "unified", "last_modified": "2026-11-01", "hash": "a"}
    portal = Portal(resources=[told])

    def change(asked: Asked, result: Json) -> Json:
        if asked.query["offset"] == "20":
            portal.resources = [*portal.resources, {**told, key: "another", "name": "unified "}]
            portal.resources[0]["name"] = "unified (old)"
        return result

    portal.change = change
    failure = refused(portal, tmp_path)
    before = json.dumps(told[key]).strip('"')
    assert failure.found == f"{key} {before} before reading, then another"
    assert failure.expected == "the same resource before and after reading"


def test_the_same_table_with_new_cursors_and_a_new_id_is_the_same_bytes(tmp_path: Path) -> None:
    """Loaded again every night without a change, it is no revision."""
    [first] = fetch(Portal(), tmp_path / "first")[0].fetched
    anew = [{**one, "_id": one["_id"] + 5000} for one in Portal().records]
    portal = Portal(records=anew, resources=[{"id": "id-9", "name": "unified"}])
    [second] = fetch(portal, tmp_path / "second")[0].fetched
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.origin != second.origin


def test_an_id_alone_finds_a_resource_whose_name_nobody_has_seen(tmp_path: Path) -> None:
    alone = CkanResource(dataset="settlements", name="unified.json", id="id-1")
    assert len(fetch(Portal(), tmp_path / "a", alone)[0].fetched) == 1
    reissued = Portal(resources=[{"id": "id-2", "name": "unified"}])
    failure = refused(reissued, tmp_path / "b", alone)
    assert failure.found == "in dataset 'settlements' the resources 'unified' (id-2)"
    assert failure.expected == "one with the id id-1, whose name nobody has seen yet"
    assert failure.do == "look which of them is meant, and declare its name under resource"


def test_renamed_columns_are_refused_before_anything_is_archived(tmp_path: Path) -> None:
    table = (
        load_sources()["datagov_ckan"]
        .tables[1]
        .model_copy(update={"columns": {"שם_היישוב": "text", "סהכ": "number"}})
    )
    client = Client(pause_seconds=0, backoff_seconds=0, loopback=True)
    with serving(Portal()) as server, client:
        declared = source(f"{server.url}/api/3/action").model_copy(update={"tables": (table,)})
        result = fetch_ckan(declared, tmp_path, client=client)
    [failure] = result.failures
    assert failure.found == (
        "no column 'שם_היישוב' (most like it: 'שם ישוב'); no column 'סהכ'; the columns are"
        " 'שם ישוב'"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_encoding_that_changed_is_refused(tmp_path: Path) -> None:
    body = json.dumps({"success": True, "result": {}}).encode() + "יישוב".encode("cp1255")
    failure = refused(Portal(change=lambda asked, result: Reply(body)), tmp_path)
    assert failure.found.endswith(f"; byte {len(body) - 5} is no UTF-8")
    assert failure.expected == "JSON in UTF-8"


def test_a_portal_that_redirects_elsewhere_is_not_followed(tmp_path: Path) -> None:
    away = Reply(b"", 302, headers={"Location": "https://e.data.gov.il/api"})
    failure = refused(Portal(change=lambda asked, result: away), tmp_path)
    assert failure.expected == "a host that the source declares: 127.0.0.1"


def stamped(last_modified: str | None = "2026-11-01", **more: object) -> list[Json]:
    return [{"id": "id-1", "name": "unified", "last_modified": last_modified, **more}]


def ask_nightly(home: Path, portal: Portal) -> list[str]:
    """Ask as a refresh does, archive what comes; the offsets of the records that were asked for."""
    client = Client(pause_seconds=0, backoff_seconds=0, loopback=True)
    with serving(portal) as server, client:
        declared = source(f"{server.url}/api/3/action")
        answers = Answers(home, declared.source_id)
        result = fetch_ckan(declared, home / "in", client=client, answers=answers, page_size=10)
    [file] = result.fetched
    Archive(home).receive(declared, file, requested_by="test", synthetic=False)
    assert len(json.loads(file.path.read_bytes())["result"]["records"]) == len(portal.records)
    return [a.query["offset"] for a in server.asked if a.query.get("limit", "1") != "1"]


WHOLE = ["0", "10", "20"]


def test_a_table_whose_portal_says_it_stands_still_is_not_paged_again(tmp_path: Path) -> None:
    portal = Portal(resources=stamped())
    assert ask_nightly(tmp_path, portal) == WHOLE
    assert ask_nightly(tmp_path, portal) == []
    told = Answers(tmp_path, "datagov_ckan").read()["unified.json"]
    assert (told.outcome, told.message) == ("unchanged", "")


@pytest.mark.parametrize(
    "changed",
    [
        Portal(resources=stamped("2026-11-02")),
        Portal(resources=stamped(hash="h2")),
        Portal(resources=stamped(id="id-2")),
        Portal(resources=stamped(), records=[record(n) for n in range(1, 27)]),
        Portal(resources=stamped(), records=[record(n) for n in range(2, 27)]),
        Portal(resources=stamped(), records=[{**record(n), "סהכ": "7"} for n in range(1, 26)]),
    ],
)
def test_whatever_the_portal_says_anew_has_the_table_read_whole(
    tmp_path: Path, changed: Portal
) -> None:
    ask_nightly(tmp_path, Portal(resources=stamped()))
    assert ask_nightly(tmp_path, changed)[:3] == WHOLE


def test_a_table_of_unknown_time_or_that_the_archive_lost_is_read_whole(tmp_path: Path) -> None:
    unknown = Portal(resources=stamped(None))
    assert [ask_nightly(tmp_path / "a", unknown) for _ in "12"] == [WHOLE, WHOLE]
    ask_nightly(tmp_path / "b", Portal(resources=stamped()))
    shutil.rmtree(tmp_path / "b" / "archive" / "datagov_ckan")
    assert ask_nightly(tmp_path / "b", Portal(resources=stamped())) == WHOLE


def test_a_correction_that_its_portal_does_not_tell_is_found_within_a_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days of two weeks on which the whole table is read, though nothing is said to change."""
    whole = []
    for day in range(14):
        now = datetime(2026, 11, 1, 2, tzinfo=UTC) + timedelta(days=day)
        for module in ("ckan", "answers"):
            monkeypatch.setattr(f"ingest.fetch.{module}.utc_now", lambda now=now: now)
        if ask_nightly(tmp_path, Portal(resources=stamped())):
            whole.append(day)
    assert whole == [0, 7]
