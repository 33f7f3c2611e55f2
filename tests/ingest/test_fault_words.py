"""Every fault of a publisher, and word for word what the person reads who asked for its files.

The words stand in ``fault_words.yml``, to be read aloud; the faults are made here, by a server on
this machine that misbehaves on purpose. Whatever goes wrong: the archive keeps what it had and
nothing else, nothing half arrived lies about, and the last good edition stays in use.
"""

from __future__ import annotations

import gzip
import json
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from expectations.checks import load_checks
from expectations.gate import violations
from ingest.archive import Archive
from ingest.fetch.client import LOOPBACK_SETTING, Client
from ingest.inputs import select_inputs
from ingest.origin import Origin
from ingest.source import (
    CkanFetch,
    CkanResource,
    HttpFetch,
    HttpFile,
    SeriesFetch,
    Source,
    Table,
    load_sources,
)
from orchestration.home import Home
from orchestration.record import RunRecord, now
from orchestration.report import failed_check, summary
from orchestration.sources import held as asked_for
from orchestration.steps import ingest_step
from tests.ingest.ckan_portal import DATASET, RESOURCE, Emulator, settlement
from tests.ingest.local_server import HTML, Asked, Reply, Respond, in_turn, json_reply, serving
from tests.ingest.test_live import page_of, parse_here
from tests.ingest.workbooks import localities_csv

WORDS: dict[str, list[str]] = {
    name: [said] if isinstance(said, str) else said
    for name, said in yaml.safe_load(
        Path(__file__).with_name("fault_words.yml").read_text("utf-8")
    ).items()
}
ELECTIONS, LOCALITIES, SERIES = "cec_knesset_elections", "datagov_localities", "cbs_time_series"
GOOD = localities_csv()
NEW = localities_csv(rows=61)
CSV = "text/csv; charset=utf-8"
ETAG = {"ETag": '"1"'}
COLUMNS: dict[str, Any] = {"סמל_ישוב": "text", "שם_ישוב": "text", "סהכ": "integer"}


@dataclass(frozen=True)
class Fault:
    """How a publisher misbehaves.

    ``files``: the names that are asked for. ``comes``: what arrives whole all the same.
    ``unreadable``: it arrives whole, is archived, and cannot be read. ``leads_to``: addresses of
    names. ``limits``: of the client.
    """

    respond: Respond
    url: str = "{site}/{name}"
    files: tuple[str, ...] = ("k25.csv",)
    hosts: tuple[str, ...] = ()
    comes: bytes | None = None
    unreadable: bool = False
    leads_to: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)


def says(body: bytes | str, status: int = 200, kind: str = CSV, **more: Any) -> Respond:
    return in_turn(Reply(body if isinstance(body, bytes) else body.encode(), status, kind, **more))


def moved(to: str, cookie: str = "") -> Reply:
    """A redirect; the address may hold Hebrew as it stands on the wire."""
    said = {"Location": to.encode().decode("latin-1"), **({"Set-Cookie": cookie} if cookie else {})}
    return Reply(b"moved", 302, HTML, headers=said)


def by_path(**replies: Reply) -> Respond:
    return lambda asked: replies[asked.path.strip("/").removesuffix(".csv")]


def breaks_off(rest: Callable[[int], Reply]) -> Respond:
    """First 500 bytes of a longer body; to whoever asks for the rest, what ``rest`` gives."""

    def respond(asked: Asked) -> Reply:
        if "Range" not in asked.headers:
            return Reply(NEW[:500], 200, CSV, headers=ETAG, declared_length=len(NEW))
        return rest(int(asked.headers["Range"].removeprefix("bytes=").rstrip("-")))

    return respond


def part(begin: int, end: int) -> Reply:
    said = {**ETAG, "Content-Range": f"bytes {begin}-{end - 1}/{len(NEW)}"}
    return Reply(NEW[begin:end], 206, CSV, headers=said)


def busy(status: int, **headers: str) -> Reply:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(b"too many requests", status, "text/plain", headers=said)


def unmodified_though_lost(asked: Asked) -> Reply:
    if "If-None-Match" in asked.headers:
        return Reply(b"", 304, CSV, headers=ETAG)
    return Reply(GOOD, 200, CSV, headers=ETAG)


FILES = {
    # Where a request may go
    "an address without https": Fault(says(NEW), url="http://www.cbs.gov.il/k25.csv"),
    "a user and a password in the address": Fault(says(NEW), url="https://a:b@cbs.gov.il/k25.csv"),
    "an address of the house": Fault(says(NEW), url="https://10.1.2.3/k25.csv"),
    "this machine, without the setting of tests": Fault(
        says(NEW),
        url="https://localhost/k25.csv",
        leads_to={"localhost": "127.0.0.1"},
        limits={"loopback": False},
    ),
    "a name that leads into the house": Fault(
        says(NEW), url="https://cbs.gov.il/k25.csv", leads_to={"cbs.gov.il": "192.168.0.10"}
    ),
    "a redirect to a host that is not declared": Fault(
        in_turn(moved("https://files.example.org/k25.csv"))
    ),
    "a redirect to an address without https": Fault(in_turn(moved("http://cbs.gov.il/k25.csv"))),
    "a second redirect, into the house": Fault(
        by_path(k25=moved("/b"), b=moved("https://cdn.cbs.gov.il/k25.csv")),
        hosts=("cdn.cbs.gov.il",),
        leads_to={"cdn.cbs.gov.il": "10.0.0.7"},
    ),
    "redirects without end": Fault(lambda asked: moved(f"{asked.path}x")),
    "a wall of cookies": Fault(in_turn(moved("/k25.csv", cookie="visitor=1"))),
    "Hebrew in the address": Fault(
        by_path(**{"%D7%A9%D7%A0%D7%AA%D7%95%D7%9F%202024": Reply(NEW, 200, CSV)}),
        url="{site}/שנתון 2024.csv",
        comes=NEW,
    ),
    "Hebrew in a redirect": Fault(
        by_path(k25=moved("/קובץ.csv"), **{"%D7%A7%D7%95%D7%91%D7%A5": Reply(NEW, 200, CSV)}),
        comes=NEW,
    ),
    # No answer, or one that asks for patience
    "a name that nobody knows": Fault(
        says(NEW), url="https://gone.gov.il/k25.csv", leads_to={"gone.gov.il": ""}
    ),
    "a server that hangs up": Fault(in_turn(Reply(hang_up=True))),
    "five files of a server that hangs up": Fault(
        in_turn(Reply(hang_up=True)),
        files=("k21.csv", "k22.csv", "k23.csv", "k24.csv", "k25.csv"),
    ),
    "a server that stays busy": Fault(in_turn(busy(503))),
    "a server that was busy": Fault(in_turn(busy(503), busy(500), Reply(NEW, 200, CSV)), comes=NEW),
    "a Retry-After within our patience": Fault(
        in_turn(busy(429, Retry_After="90"), Reply(NEW, 200, CSV)), comes=NEW
    ),
    "a Retry-After beyond our patience": Fault(in_turn(busy(429, Retry_After="86400"))),
    "a Retry-After as a date": Fault(
        in_turn(busy(503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"))
    ),
    # What comes is another thing
    "a file that is not there": Fault(says("no such file", 404, "text/plain")),
    "a wall of HTML": Fault(says("<html>prove that you are human</html>", 403, HTML)),
    "a wall of HTML with status 200": Fault(
        says("<html>prove that you are human</html>", 200, HTML)
    ),
    "the placeholder of 2,056 bytes": Fault(
        says("<!DOCTYPE html><title>CBS</title>".ljust(2056), 200, HTML)
    ),
    "a workbook under the name of a CSV": Fault(says(b"PK\x03\x04" + bytes(range(256)) * 4)),
    "a CSV under the name of a workbook": Fault(
        says(NEW), url="{site}/k25.csv", files=("k25.xlsx",)
    ),
    "an empty body": Fault(says(b"")),
    "a 304 that nobody asked for": Fault(in_turn(Reply(b"", 304, CSV)), url="{site}/other.csv"),
    "a 304 for a file that we lost": Fault(unmodified_though_lost, comes=GOOD),
    # Half a body, or too much of one
    "a body that is cut": Fault(says(NEW[:500], declared_length=len(NEW))),
    "a body that goes on where it broke": Fault(
        breaks_off(lambda begin: part(begin, len(NEW))), comes=NEW
    ),
    "a body that comes in two more parts": Fault(
        breaks_off(lambda begin: part(begin, min(begin + 600, len(NEW)))), comes=NEW
    ),
    "a file that changed while it was gone on with": Fault(
        breaks_off(lambda begin: Reply(GOOD + b"1,a,1,1\n", 200, CSV, headers={"ETag": '"2"'})),
        comes=GOOD + b"1,a,1,1\n",
    ),
    "a body longer than its header says": Fault(says(NEW, declared_length=1000)),
    "a body in chunks without the last": Fault(
        says(
            b"1f4\r\n" + NEW[:500] + b"\r\n",
            headers={"Transfer-Encoding": "chunked"},
            declared_length=-1,
        )
    ),
    "a body beyond the cap": Fault(says(NEW), limits={"max_bytes": 1000}),
    "a bomb that unpacks beyond the cap": Fault(
        says(gzip.compress(b"1,2\n" * 500_000), headers={"Content-Encoding": "gzip"}),
        limits={"max_bytes": 1_000_000},
    ),
    "a packed body without its end": Fault(
        says(gzip.compress(NEW, mtime=0)[:-9], headers={"Content-Encoding": "gzip"})
    ),
    "a packing that nobody asked for": Fault(says(NEW, headers={"Content-Encoding": "br"})),
    "a body that drips": Fault(says(NEW), limits={"whole_seconds": 0.0}),
    # What the file says has changed
    "an encoding that changed to cp1255": Fault(
        says(NEW.decode().encode("cp1255")), comes=NEW.decode().encode("cp1255")
    ),
    "an encoding that changed to cp862": Fault(says(NEW.decode().encode("cp862"))),
    "an encoding that changed to UTF-16": Fault(says(NEW.decode().encode("utf-16"))),
    "a column that was renamed": Fault(
        says(NEW.replace("סמל ישוב".encode(), "קוד".encode())), unreadable=True
    ),
    "a line that is cut": Fault(says(NEW[:-8], declared_length=-1), unreadable=True),
    "an error told in JSON with status 200": Fault(
        says('{"error": "the file was moved", "code": 17, "help": "call us", "x": [1, 2, 3, 4]}'),
    ),
}


@pytest.fixture(autouse=True)
def quick_and_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOOPBACK_SETTING, "1")
    monkeypatch.setattr("ingest.fetch.client.time.sleep", lambda seconds: None)
    monkeypatch.setattr("ingest.intake.parse_all", parse_here)


def elections(
    url: str, files: tuple[str, ...] = ("k25.csv",), hosts: tuple[str, ...] = ()
) -> Source:
    declared = tuple(HttpFile(url=url.replace("{name}", name), name=name) for name in files)
    fetch = HttpFetch(kind="http", files=declared, hosts=hosts)
    return load_sources()[ELECTIONS].model_copy(update={"fetch": fetch})


def ask(home: Path, source: Source, site: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What ``thriving fetch`` prints, with the publisher's address as SITE, its name as HOST."""
    everything = {**load_sources(), source.source_id: source}
    monkeypatch.setattr(asked_for, "load_sources", lambda: everything)
    fetched = asked_for.fetch_source(Home(home), source.source_id, "test")
    host = site.partition("//")[2]
    lines = asked_for.fetch_lines(fetched)
    return [line.replace(site, "SITE").replace(host, "HOST") for line in lines]


def held(home: Path, source_id: str) -> list[Path]:
    return sorted((home / "archive" / source_id).glob("*/*"))


def in_use(home: Path, source_id: str) -> list[str]:
    """The files of a refresh to which nobody offers anything."""
    files = select_inputs(Archive(home), dict(load_sources()), set(), synthetic=False)
    return [file.entry.name for file in files if file.source_id == source_id]


def leftovers(home: Path) -> list[str]:
    return [path.name for path in home.rglob("*") if "part" in path.suffix]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which a good edition of the file was published."""
    home = tmp_path_factory.mktemp("before")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv(LOOPBACK_SETTING, "1")
        monkeypatch.setattr("ingest.intake.parse_all", parse_here)
        with serving(says(GOOD, headers=ETAG)) as server:
            url = f"{server.url}/k25.csv"
            lines = ask(home, elections(url), server.url, monkeypatch)
    assert lines == WORDS["a file that comes"]
    Archive(home).published("run", [(ELECTIONS, held(home, ELECTIONS)[0].parent.name)])
    path = home / "archive" / "answers" / f"{ELECTIONS}.json"
    path.write_text(path.read_text("utf-8").replace(server.url, "SITE"), "utf-8")
    yield home


@pytest.mark.parametrize("name", list(FILES))
def test_what_is_read_of_a_file(
    name: str, before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, home = FILES[name], tmp_path / "home"
    shutil.copytree(before, home)
    lead(monkeypatch, fault.leads_to)
    monkeypatch.setattr("ingest.fetch.http.Client", partial(Client, **fault.limits))
    if "lost" in name:
        shutil.rmtree(held(home, ELECTIONS)[0].parent)
    with serving(fault.respond) as server:
        remember_at(home, server.url)
        source = elections(fault.url.replace("{site}", server.url), fault.files, fault.hosts)
        lines = ask(home, source, server.url, monkeypatch)
    assert lines == WORDS[name]
    assert leftovers(home) == []
    there = [path.read_bytes() for path in held(home, ELECTIONS)]
    if fault.comes is not None:
        assert fault.comes in there
        return
    assert GOOD in there
    assert len(there) == (2 if fault.unreadable else 1)
    assert in_use(home, ELECTIONS) == ["k25.csv"]
    rejected = [entry.rejected for entry in Archive(home).entries().values() if entry.rejected]
    assert [f"not taken: {reason}" for reason in rejected] == (lines if fault.unreadable else [])


def lead(monkeypatch: pytest.MonkeyPatch, names: Mapping[str, str]) -> None:
    """Names lead to these addresses; to none where it is empty."""
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any) -> list[Any]:
        if names.get(host) == "":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return list(real(names.get(host, host), port, *more))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def remember_at(home: Path, site: str) -> None:
    """The good edition came from this very address: it is asked for only if it has changed."""
    path = home / "archive" / "answers" / f"{ELECTIONS}.json"
    path.write_text(path.read_text("utf-8").replace("SITE", site), "utf-8")


# Tables of a portal


def portal(**changes: Any) -> Emulator:
    return Emulator(**{"records": [settlement(number) for number in range(1, 26)], **changes})


def paging(change: Callable[[Emulator], None]) -> Respond:
    """A portal that gives ten records a page, and changes after the first page."""
    emulator = portal(most=10)

    def respond(asked: Asked) -> Reply:
        reply = emulator(asked)
        if asked.query.get("offset") == "0" and asked.query["limit"] != "1":
            change(emulator)
        return reply

    return respond


def answering(action: str, reply: Reply) -> Respond:
    """A portal that gives one reply to an action, whatever is asked."""
    emulator = portal()
    return lambda asked: reply if asked.path.endswith(action) else emulator(asked)


def altered(change: Callable[[dict[str, Any]], None]) -> Respond:
    """A portal whose pages are changed before they go out."""
    emulator = portal()

    def respond(asked: Asked) -> Reply:
        reply = emulator(asked)
        if not asked.path.endswith("datastore_search"):
            return reply
        content = json.loads(reply.body)
        change(content["result"])
        return json_reply(content)

    return respond


def renamed(result: dict[str, Any]) -> None:
    for named in result["fields"]:
        named["id"] = named["id"].replace("סהכ", "סך_הכל")
    result["records"] = [
        {key.replace("סהכ", "סך_הכל"): value for key, value in record.items()}
        for record in result["records"]
    ]


def loaded_anew(result: dict[str, Any]) -> None:
    """From the second page on the cursor is another one, as after a reload."""
    if result["offset"] or result["limit"] == 1:
        for record in result["records"]:
            record["_id"] += 5000


TABLES = {
    "an id that was issued anew": portal(resource_id="another-id"),
    "an id that was issued anew, of a table whose name nobody has seen": portal(
        resource_id="another-id"
    ),
    "a dataset that is gone": answering(
        "package_show",
        json_reply({"success": False, "error": {"message": "Not found: לא נמצא"}}, 404),
    ),
    "a resource that was renamed": answering(
        "package_show",
        json_reply(
            {"success": True, "result": {"resources": [{"id": "7", "name": "יישובים 2026"}]}}
        ),
    ),
    "a total that changes while paging": paging(
        lambda emulator: emulator.records.append(settlement(26))
    ),
    "an id that is issued anew while paging": paging(
        lambda emulator: setattr(emulator, "resource_id", "another-id")
    ),
    "a table that is loaded anew while paging": altered(loaded_anew),
    "a page that is empty before the end": altered(
        lambda result: result.update(records=result["records"] if not result["offset"] else [])
    ),
    "a total that is an estimate": altered(lambda result: result.update(total_was_estimated=True)),
    "a table without a row": portal(records=[]),
    "fields that are none": altered(lambda result: result.update(fields=["סהכ"])),
    "a column that was renamed in a table": altered(renamed),
    "words where numbers were": altered(lambda result: result["records"][0].update(סהכ="כאלף")),
    "a portal that refuses programs": answering(
        "datastore_search", Reply(b"<html>just a moment...</html>", 403, HTML)
    ),
    "a portal that breaks": answering("datastore_search", Reply(b"gateway", 502, "text/plain")),
    "a portal that answers in cp1255": answering(
        "datastore_search", Reply('{"help": "יישוב"}'.encode("cp1255"), 200, "application/json")
    ),
    "a page that is cut": answering(
        "datastore_search",
        Reply(b'{"success": true, "res', 200, "application/json", declared_length=9000),
    ),
}
COME = {"an id that was issued anew"}
ARCHIVED = {"words where numbers were"}


def settlements(url: str, *, by_id: bool = False) -> Source:
    known = {"id": "last-seen-id"} if by_id else {"resource": RESOURCE}
    one = CkanResource(dataset=DATASET, name="places.json", **known)
    table = Table.model_validate(
        {
            "id": "places",
            "layout": "records",
            "entity": {"code": "^סמל_ישוב$", "name": "^שם_ישוב$"},
            "codes": "locality",
            "columns": COLUMNS,
        }
    )
    fetch = CkanFetch(kind="ckan", base_url=f"{url}/api/3/action", resources=(one,))
    changes = {"fetch": fetch, "tables": (table,)}
    return load_sources()[LOCALITIES].model_copy(update=changes)


@pytest.mark.parametrize("name", list(TABLES))
def test_what_is_read_of_a_table(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.intake.ASK", {"ckan": partial(asked_for.ASK["ckan"], page_size=10)})
    with serving(TABLES[name]) as server:
        source = settlements(server.url, by_id="nobody has seen" in name)
        lines = ask(tmp_path, source, server.url, monkeypatch)
    assert lines == WORDS[name]
    assert leftovers(tmp_path) == []
    assert bool(held(tmp_path, LOCALITIES)) == (name in COME | ARCHIVED)


SERIES_PAGES = {
    "a series whose month has two values": in_turn(
        page_of(("2024-01", 1.0)), page_of(("2024-01", 2.0))
    ),
    "a series that holds nothing": in_turn(page_of()),
    "a web page where a series was": in_turn(Reply(b"<html>moved</html>", 200, HTML)),
    "an interface of series that is busy": in_turn(busy(500)),
}


@pytest.mark.parametrize("name", list(SERIES_PAGES))
def test_what_is_read_of_a_series(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(SERIES_PAGES[name]) as server:
        fetch = SeriesFetch(
            kind="series", base_url=f"{server.url}/list", series=(7,), name="time_series.json"
        )
        source = load_sources()[SERIES].model_copy(update={"fetch": fetch})
        lines = ask(tmp_path, source, server.url, monkeypatch)
    assert lines == WORDS[name]
    assert held(tmp_path, SERIES) == leftovers(tmp_path) == []


REFRESHED = {
    "a source that gives nothing": (busy(503), False),
    "a source that gives nothing and has something": (busy(503), False),
    "a required source that gives nothing": (busy(503), True),
    "a required source that gives what cannot be read": (
        Reply(NEW[:-8], 200, CSV, declared_length=-1),
        True,
    ),
}


@pytest.mark.parametrize("name", list(REFRESHED))
def test_what_is_read_of_a_refresh(name: str, before: Path, tmp_path: Path) -> None:
    reply, required = REFRESHED[name]
    home, record = Home(tmp_path / "home"), RunRecord("run", "live", False, "test", now())
    if "has something" in name:
        shutil.copytree(before, home.folder)
    with serving(in_turn(reply)) as server:
        source = elections(f"{server.url}/k25.csv").model_copy(update={"required": required})
        ingest_step(home, source, Origin("live"), record)
    said = ("refused: ", "not taken: ", "in use stays", "nothing is held")
    lines = [line for line in summary(record, home) if line.startswith(said)]
    assert [line.replace(server.url, "SITE") for line in lines] == WORDS[name]


AGED = {
    "a source that grows old": ("freshness_stale", "stale", 1000),
    "a source past its limit": ("freshness_past_limit", "past_limit", 1901),
}


@pytest.mark.parametrize("name", list(AGED))
def test_what_is_read_of_a_source_that_grows_old(name: str) -> None:
    check_id, freshness, age = AGED[name]
    check = next(check for check in load_checks() if check.check_id == check_id)
    with duckdb.connect() as build:
        build.execute("create schema marts")
        build.execute(
            "create table marts.sources as select 'cbs_local_authorities' as source_id,"
            " 'muni-2021' as latest_vintage, 900 as warn_after_days, 1900 as block_after_days,"
            f" {age} as age_days, '{freshness}' as freshness"
        )
        rows = violations(build, check)
    told = {"severity": check.severity, "says": check.says, "do": check.do}
    lines = failed_check({**told, "check_id": check_id, "failing": len(rows), "rows": rows})
    assert [line.strip() for line in lines] == WORDS[name]


def test_no_words_without_a_fault() -> None:
    faults = [*FILES, *TABLES, *SERIES_PAGES, *REFRESHED, *AGED]
    assert list(WORDS) == ["a file that comes", *faults]
