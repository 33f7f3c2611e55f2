"""What a publisher answered last is remembered: asking again costs it nothing and loses nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.archive import Archive, digest
from ingest.fetch.answers import Answers, LastAnswer
from ingest.fetch.client import Client
from ingest.fetch.http import fetch_http
from ingest.source import HttpFetch, HttpFile, Source, load_sources
from tests.ingest.local_server import HTML, Asked, LocalServer, Reply, in_turn, serving

OLD = "סמל ישוב,שם ישוב,בזב,מצביעים\n".encode() + b"70,Ashdod,10,5\n" * 40
NEW = OLD.replace(b"10,5", b"11,6")
DATE = "Tue, 10 Nov 2026 08:00:00 GMT"


def publisher(body: bytes, etag: str = '"1"') -> Callable[[Asked], Reply]:
    """Answers 304 to whoever has the file of this tag."""

    def respond(asked: Asked) -> Reply:
        said = {"ETag": etag, "Last-Modified": DATE}
        if asked.headers.get("If-None-Match") == etag:
            return Reply(b"", 304, headers=said)
        return Reply(body, 200, "text/csv", headers=said)

    return respond


def source(server: LocalServer) -> Source:
    fetch = HttpFetch(kind="http", files=(HttpFile(url=f"{server.url}/k26", name="k26.csv"),))
    return load_sources()["cec_knesset_elections"].model_copy(update={"fetch": fetch})


def ask(server: LocalServer, home: Path) -> tuple[bytes | None, str]:
    """Fetch and archive as a refresh does: the bytes that are offered, and all that went wrong."""
    declared = source(server)
    into = home / "incoming"
    answers = Answers(home, declared.source_id)
    with Client(pause_seconds=0, backoff_seconds=0, loopback=True) as client:
        result = fetch_http(declared, into, client=client, answers=answers)
    for file in result.fetched:
        Archive(home).receive(declared, file, requested_by="test", synthetic=False)
    content = result.fetched[0].path.read_bytes() if result.fetched else None
    return content, "; ".join(map(str, result.failures))


def known(home: Path) -> LastAnswer:
    return Answers(home, "cec_knesset_elections").read()["k26.csv"]


def archived(home: Path) -> list[Path]:
    return sorted((home / "archive" / "cec_knesset_elections").glob("*/*"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which the file came once."""
    with serving(publisher(OLD)) as server:
        assert ask(server, tmp_path) == (OLD, "")
    assert (known(tmp_path).outcome, known(tmp_path).bytes) == ("new", len(OLD))
    # The next server stands at another port: the same address is what makes it the same file.
    path = Answers(tmp_path, "cec_knesset_elections").path
    path.write_text(path.read_text("utf-8").replace(server.url, "PUBLISHER"), "utf-8")
    return tmp_path


def move_to(home: Path, server: LocalServer) -> None:
    path = Answers(home, "cec_knesset_elections").path
    path.write_text(path.read_text("utf-8").replace("PUBLISHER", server.url), "utf-8")


def test_what_has_not_changed_is_offered_again_from_the_archive(home: Path) -> None:
    with serving(publisher(OLD)) as server:
        move_to(home, server)
        assert ask(server, home) == (OLD, "")
    assert server.asked[0].headers["If-None-Match"] == '"1"'
    assert server.asked[0].headers["If-Modified-Since"] == DATE
    assert len(server.asked) == len(archived(home)) == 1
    assert known(home).outcome == "unchanged"
    assert list((home / "incoming").iterdir()) == [home / "incoming" / "k26.csv"]


def test_what_has_changed_comes(home: Path) -> None:
    with serving(publisher(NEW, '"2"')) as server:
        move_to(home, server)
        assert ask(server, home) == (NEW, "")
    assert (known(home).etag, known(home).outcome) == ('"2"', "new")
    assert len(archived(home)) == 2


@pytest.mark.parametrize("loss", ["gone", "damaged"])
def test_a_304_for_a_file_that_the_archive_lost_is_asked_again(home: Path, loss: str) -> None:
    [path] = archived(home)
    shutil.rmtree(path.parent)
    if loss == "damaged":
        path.parent.mkdir()
        path.write_bytes(OLD[:-9])
    with serving(publisher(OLD)) as server:
        move_to(home, server)
        content, failures = ask(server, home)
    assert (content, failures) == (OLD, "")
    assert ["If-None-Match" in asked.headers for asked in server.asked] == [True, False]


def test_a_304_that_nobody_asked_for_is_refused(tmp_path: Path) -> None:
    with serving(in_turn(Reply(b"", 304))) as server:
        content, failures = ask(server, tmp_path)
    assert content is None
    assert "found status 304" in failures and "expected status 200" in failures


def test_another_address_is_another_file(home: Path) -> None:
    with serving(publisher(OLD)) as server:
        assert ask(server, home) == (OLD, "")
    assert "If-None-Match" not in server.asked[0].headers


def test_a_failure_is_remembered_and_what_was_good_before_with_it(home: Path) -> None:
    good = known(home)
    with serving(in_turn(Reply(b"<html>busy</html>", 403, HTML))) as server:
        move_to(home, server)
        assert ask(server, home)[0] is None
    last = known(home)
    assert (last.outcome, last.sha256, last.etag) == ("failed", good.sha256, '"1"')
    assert last.good_at == good.good_at
    assert "found status 403" in last.message
    with serving(publisher(OLD)) as server:
        path = Answers(home, "cec_knesset_elections").path
        told = json.loads(path.read_text("utf-8"))
        told["k26.csv"]["url"] = f"{server.url}/k26"
        path.write_text(json.dumps(told), "utf-8")
        assert ask(server, home) == (OLD, "")
    assert (known(home).outcome, known(home).message) == ("unchanged", "")


def test_a_memory_that_was_spoilt_costs_a_download_and_no_more(home: Path) -> None:
    Answers(home, "cec_knesset_elections").path.write_text('{"k26.csv": [')
    with serving(publisher(OLD)) as server:
        assert ask(server, home) == (OLD, "")
    assert known(home).sha256 == digest(archived(home)[0])


@pytest.mark.parametrize(
    "reply",
    [
        Reply(OLD[:200], declared_length=len(OLD)),
        Reply(OLD, declared_length=100),
        Reply(b"<html>wall</html>".ljust(2056), 200, HTML),
        Reply(OLD, 500),
        Reply(hang_up=True),
    ],
    ids=["short", "long", "placeholder", "error", "hang up"],
)
def test_nothing_partial_ever_enters_the_archive(tmp_path: Path, reply: Reply) -> None:
    with serving(in_turn(reply)) as server:
        content, failures = ask(server, tmp_path)
    assert content is None and failures
    assert not (tmp_path / "archive" / "cec_knesset_elections").exists()
    assert [path for path in tmp_path.rglob("*") if "part" in path.suffix] == []


def test_what_could_not_be_read_is_asked_for_anew(home: Path) -> None:
    """What went wrong on the way may bear the right file's tag: 304 would keep it for ever."""
    Archive(home).rejected("cec_knesset_elections", known(home).sha256, "no table in it")
    with serving(publisher(NEW)) as server:
        move_to(home, server)
        assert ask(server, home) == (NEW, "")
    assert [asked.headers.get("If-None-Match") for asked in server.asked] == [None]
