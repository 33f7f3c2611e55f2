"""Asking the publishers: one that fails is named and holds nobody up, unless it is required."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.errors import InputError
from ingest.fetch.client import LOOPBACK_SETTING
from ingest.intake import Intake, take_in
from ingest.origin import Origin
from ingest.parse.file import parse_file
from ingest.parse.pool import Job
from ingest.parse.raw import Understood
from ingest.source import HttpFetch, HttpFile, SeriesFetch, Source, load_sources
from tests.ingest.local_server import HTML, Asked, Reply, json_reply, serving
from tests.ingest.workbooks import localities_csv

LIVE = Origin("live")
ELECTIONS = "cec_knesset_elections"
GOOD = Reply(localities_csv(), 200, "text/csv")
WALL = Reply(b"<html>wall</html>".ljust(3000), 200, HTML)
OTHER = Reply(b"a,b\n1,2\n" * 60, 200, "text/csv")


def parse_here(
    jobs: Sequence[Job], home: Path, done: Callable[[Job, Understood | InputError], None]
) -> None:
    """What the workers do, without starting any."""
    for job in jobs:
        try:
            done(job, parse_file(job.source, job.path, job.name, job.sha256, home))
        except InputError as error:
            done(job, error)


@pytest.fixture(autouse=True)
def quick_and_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOOPBACK_SETTING, "1")
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr("ingest.intake.parse_all", parse_here)


@pytest.fixture
def publisher() -> Iterator[tuple[str, dict[str, Reply]]]:
    """A site whose answers by path a test may change; what it does not know is missing."""
    replies: dict[str, Reply] = {}

    def respond(asked: Asked) -> Reply:
        return replies.get(asked.path, Reply(b"gone", 404, "text/plain"))

    with serving(respond) as server:
        yield server.url, replies


def elections(url: str, *names: str, required: bool = False) -> Source:
    files = tuple(HttpFile(url=f"{url}/{name}", name=name) for name in names)
    update = {"fetch": HttpFetch(kind="http", files=files), "required": required}
    return load_sources()[ELECTIONS].model_copy(update=update)


def refresh(source: Source, home: Path) -> Intake:
    return take_in([source], LIVE, home, requested_by="test")


def names(home: Path, intake: Intake) -> list[str]:
    entries = Archive(home).entries()
    return sorted(entries[key].name for key in intake.present)


def test_a_file_that_does_not_come_leaves_the_others(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    replies["/k25.csv"], replies["/k26.csv"] = GOOD, WALL
    intake = refresh(elections(url, "k25.csv", "k26.csv"), tmp_path)
    assert (names(tmp_path, intake), intake.failures) == (["k25.csv"], [])
    assert not list((tmp_path / "incoming" / ELECTIONS).iterdir())  # the archive alone has it
    [said] = intake.unreachable
    assert said.subject == f"{url}/k26.csv"
    assert said.expected == "a .csv file, not a web page"


def test_what_comes_and_cannot_be_read_is_named_and_not_used(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    replies["/k25.csv"] = GOOD
    source = elections(url, "k25.csv")
    first = refresh(source, tmp_path)
    Archive(tmp_path).published("run", list(first.present))
    replies["/k25.csv"] = OTHER
    for _ in range(2):  # the second night says it again
        second = refresh(source, tmp_path)
        assert second.failures == []
        [said] = second.unreachable
        assert said.subject == f"{ELECTIONS}/k25.csv"
        assert said.found.startswith("no column header that matches /^סמל ישוב$/")
        assert second.present == set()
    # What was published before is an input of the next refresh all the same.
    entries = list(Archive(tmp_path).entries().values())
    assert [bool(entry.published_in) for entry in entries] == [True, False]
    assert [entry.rejected is None for entry in entries] == [True, False]


def test_a_published_file_that_the_disk_has_damaged_is_not_read_as_if_it_were_whole(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    replies["/k25.csv"] = GOOD
    source = elections(url, "k25.csv")
    first = refresh(source, tmp_path)
    archive = Archive(tmp_path)
    archive.published("run", list(first.present))
    [entry] = archive.entries().values()
    archive.path_of(entry).chmod(0o600)
    archive.path_of(entry).write_bytes(GOOD.body.replace(b"1", b"2"))
    replies["/k25.csv"] = WALL
    assert refresh(source, tmp_path).failures == []  # what was read of it before is whole
    shutil.rmtree(tmp_path / "raw")
    [damaged] = refresh(source, tmp_path).failures
    assert damaged.found == "other bytes than those that came"
    replies["/k25.csv"] = GOOD
    assert refresh(source, tmp_path).failures == []


def test_what_people_lay_in_and_cannot_be_read_holds_the_refresh(tmp_path: Path) -> None:
    dropped = tmp_path / "inbox" / ELECTIONS
    dropped.mkdir(parents=True)
    (dropped / "k25.csv").write_bytes(OTHER.body)
    os.utime(dropped / "k25.csv", (1, 1))
    source = load_sources()[ELECTIONS].model_copy(
        update={"fetch": HttpFetch(kind="http", files=())}
    )
    intake = refresh(source, tmp_path)
    assert len(intake.failures) == 1
    assert intake.unreachable == []


@pytest.mark.parametrize("reply", [WALL, OTHER], ids=["not had", "not readable"])
def test_a_required_source_that_gives_nothing_holds_the_refresh(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]], reply: Reply
) -> None:
    url, replies = publisher
    replies["/k25.csv"] = reply
    intake = refresh(elections(url, "k25.csv", required=True), tmp_path)
    assert (len(intake.failures), intake.unreachable, intake.present) == (1, [], set())


def test_a_required_source_that_gives_something_does_not(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    replies["/k25.csv"] = GOOD
    intake = refresh(elections(url, "k25.csv", "k26.csv", required=True), tmp_path)
    assert (intake.failures, len(intake.unreachable)) == ([], 1)


def test_what_has_not_changed_is_used_from_the_archive(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    source = elections(url, "k25.csv")
    replies["/k25.csv"] = Reply(GOOD.body, 200, "text/csv", headers={"ETag": '"1"'})
    refresh(source, tmp_path)
    shutil.rmtree(tmp_path / "incoming")
    replies["/k25.csv"] = Reply(b"", 304)
    again = refresh(source, tmp_path)
    assert (names(tmp_path, again), again.unreachable) == (["k25.csv"], [])


# Time series


def page_of(*observations: tuple[str | None, float | None], last: int = 1) -> Reply:
    obs = [{"TimePeriod": period, "Value": value} for period, value in observations]
    paging = {"last_page": last, "total_items": 9_999}
    return json_reply({"DataSet": {"Series": [{"id": 7, "obs": obs}], "paging": paging}})


def series(url: str) -> Source:
    fetch = SeriesFetch(kind="series", base_url=f"{url}/list", series=(7,), name="time_series.json")
    return load_sources()["cbs_time_series"].model_copy(update={"fetch": fetch})


def ask_series(respond: Callable[[Asked], Reply], home: Path) -> tuple[Intake, list[Asked]]:
    with serving(respond) as server:
        return take_in([series(server.url)], LIVE, home, requested_by="test"), server.asked


def observed(home: Path) -> list[tuple[str, float | None]]:
    [entry] = Archive(home).entries().values()
    content = json.loads(Archive(home).path_of(entry).read_text("utf-8"))
    return [(one["TimePeriod"], one["Value"]) for one in content["result"]["records"]]


def test_pages_in_no_order_come_whole_and_each_period_once(tmp_path: Path) -> None:
    rounds: list[int] = []

    def respond(asked: Asked) -> Reply:
        assert asked.query["id"] == "7"
        page = int(asked.query["page"])
        rounds.append(page)
        if len(rounds) <= 2:  # in the first round March stands on both pages and February on none
            return (
                page_of(("2024-01", 1.0), ("2024-03", 3.0), last=2)
                if page == 1
                else page_of(("2024-03", 3.0), ("2024-04", None), last=2)
            )
        return (
            page_of(("2024-01", 1.0), ("2024-02", 2.0), last=2)
            if page == 1
            else page_of(("2024-04", None), ("2024-03", 3.0), last=2)
        )

    intake, asked = ask_series(respond, tmp_path)
    assert intake.unreachable == []
    assert observed(tmp_path) == [
        ("2024-01", 1.0),
        ("2024-02", 2.0),
        ("2024-03", 3.0),
        ("2024-04", None),
    ]
    assert len(asked) == 6  # the third round brought nothing new


@pytest.mark.parametrize(
    ("replies", "found"),
    [
        (
            [page_of(("2024-01", 1.0)), page_of(("2024-01", 2.0))],
            "series 7, 2024-01: 1.0 and then 2",
        ),
        ([page_of()], "series 7: no period in 5 rounds of its pages"),
        ([json_reply({"DataSet": {}})], "series 7, page 1: status 200, application/json"),
        ([json_reply([1])], "series 7, page 1: status 200"),
        ([Reply(b"<html>", 200, HTML)], "series 7, page 1: status 200, text/html"),
        (
            [json_reply({"DataSet": {"Series": [{"obs": [{"TimePeriod": "x", "Value": []}]}]}})],
            "page 1",
        ),
        ([page_of(("2024-01", float("inf")))], "series 7, page 1: status 200"),
        ([Reply(b'{"DataSet": {"Series": [], "paging": {"last_page": 1e999}}}')], "page 1"),
        ([page_of((None, 1.0))], "series 7, page 1: status 200"),
    ],
)
def test_a_series_that_cannot_be_trusted_is_refused(
    tmp_path: Path, replies: list[Reply], found: str
) -> None:
    left = list(replies)
    intake, _ = ask_series(lambda asked: left.pop(0) if len(left) > 1 else left[0], tmp_path)
    [said] = intake.unreachable
    assert found in said.found
    assert said.do
    assert intake.present == set()


def test_it_is_told_with_what_a_refresh_goes_on(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    assert refresh(elections(url, "k25.csv"), tmp_path).goes_on == {ELECTIONS: ""}
    replies["/k25.csv"] = GOOD
    first = refresh(elections(url, "k25.csv"), tmp_path)
    Archive(tmp_path).published("run", list(first.present))
    replies["/k25.csv"] = WALL
    assert refresh(elections(url, "k25.csv"), tmp_path).goes_on == {ELECTIONS: "K25"}


def test_what_is_wrong_alike_with_several_files_is_one_cause(
    tmp_path: Path, publisher: tuple[str, dict[str, Reply]]
) -> None:
    url, replies = publisher
    replies["/k25.csv"] = WALL
    source = elections(url, "k23.csv", "k24.csv", "k25.csv", "k26.csv")
    missing, wall = refresh(source, tmp_path).unreachable
    assert missing.subject == f"{url}/k23.csv"
    assert missing.place == f"{ELECTIONS}/k23.csv and 2 more (k24.csv, k26.csv)"
    assert wall.place == f"{ELECTIONS}/k25.csv"
