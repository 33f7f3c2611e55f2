"""A drop into the inbox asks for one refresh, once it has stood still."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingest.source import load_sources
from orchestration.definitions import defs
from orchestration.nightly.inbox_watch import STILL_SECONDS, Drop, Seen, look
from orchestration.nightly.schedules import inbox_sensor

SOURCES = load_sources()


class Watch:
    """An inbox that is looked into every thirty seconds, as the daemon does."""

    def __init__(self, inbox: Path) -> None:
        self.inbox, self.seen, self.now = inbox, Seen(), 1000.0

    def look(self) -> Drop:
        self.now += 30
        # Through its text each time, as the cursor of the sensor goes.
        self.seen, drop = look(Seen.of_text(self.seen.as_text()), self.inbox, SOURCES, self.now)
        return drop

    def looks(self, times: int) -> list[Drop]:
        return [drop for _ in range(times) if (drop := self.look()).key]

    def put(self, name: str, content: str = "x") -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        os.utime(path, (self.now, self.now))
        return path


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "inbox")


def test_an_empty_inbox_or_none_asks_for_nothing(watch: Watch) -> None:
    assert watch.looks(5) == []
    watch.inbox.mkdir()
    assert watch.looks(5) == []


def test_a_drop_is_asked_for_once_with_its_source(watch: Watch) -> None:
    watch.put("cbs_population/population_localities_2024.xlsx")
    [drop] = watch.looks(10)
    assert drop.sources == ("cbs_population",)


def test_a_drop_of_many_files_is_one_request(watch: Watch) -> None:
    for number in range(20):
        watch.put(f"cbs_population/{number}.csv")
        assert watch.looks(1) == []
    [drop] = watch.looks(10)
    assert drop.sources == ("cbs_population",)


def test_a_file_that_still_grows_is_waited_for(watch: Watch) -> None:
    for size in range(10):
        watch.put("cbs_population/large.csv", "x" * size)
        assert watch.look().key == ""
    assert STILL_SECONDS == 60
    assert [watch.look().key != "" for _ in range(4)] == [False, True, False, False]


def test_a_download_that_goes_on_is_waited_for(watch: Watch) -> None:
    part = watch.put("cbs_population/large.csv.part")
    assert watch.looks(10) == []
    part.rename(part.with_name("large.csv"))
    assert len(watch.looks(10)) == 1


def test_a_folder_of_a_settlement_is_of_the_forms(watch: Watch) -> None:
    watch.put("8000 צפת/יעדים.xlsx")
    [drop] = watch.looks(5)
    assert drop.sources == ("settlement_programmes",)


def test_a_file_issued_again_under_its_name_is_a_new_drop(watch: Watch) -> None:
    watch.put("cbs_population/a.csv", "one")
    first = watch.looks(6)
    watch.put("cbs_population/a.csv", "two!")
    second = watch.looks(6)
    assert len(first) == len(second) == 1 and first[0].key != second[0].key


def test_what_is_taken_away_asks_for_nothing_and_put_back_asks_again(watch: Watch) -> None:
    path = watch.put("cbs_population/a.csv")
    assert len(watch.looks(6)) == 1
    path.unlink()
    assert watch.looks(6) == []
    watch.put("cbs_population/a.csv")
    assert len(watch.looks(6)) == 1


def test_what_is_remembered_holds_no_names(watch: Watch) -> None:
    watch.put("8000/טופס של תושבת.xlsx")
    assert len(watch.looks(6)) == 1
    assert all(re.fullmatch("[0-9a-f]{16}", told) for told in watch.seen.taken)
    assert len(watch.seen.taken) == 1


@pytest.mark.parametrize("cursor", [None, "", "{", "[]", "[1, 2]", '["a"]', "null"])
def test_a_cursor_that_cannot_be_read_is_none(cursor: str | None) -> None:
    assert Seen.of_text(cursor) == Seen()


@pytest.mark.parametrize(
    ("origin", "asked"),
    [
        ("live", ["cbs_population", "settlement_programmes"]),
        ("/mirror", ["settlement_programmes"]),
    ],
)
def test_where_a_mirror_stands_for_publishers_the_inbox_is_what_people_hand_in(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, origin: str, asked: list[str]
) -> None:
    home = watch.inbox.parent
    (home / "settings.toml").write_text(f'[nightly]\nfrom = "{origin}"\n')
    monkeypatch.setenv("THRIVING_HOME", str(home))
    watch.now = 1000.0
    watch.put("cbs_population/a.csv")
    told = evaluated(watch)
    if origin != "live":
        assert not told.run_requests and told.skip_message == (
            "not taken from the inbox: cbs_population; lay it into /mirror"
        )
    watch.put("8000/form.xlsx")
    watch.put("cbs_population/b.csv")
    [request] = evaluated(watch).run_requests or []
    assert request.run_config["resources"]["refresh"]["config"]["sources"] == asked


def evaluated(watch: Watch) -> Any:
    """What the sensor asks for when all that lies there has stood still."""
    watch.looks(1)
    cursor = watch.seen.as_text()
    told = inbox_sensor(defs.resolve_job_def("nightly")).evaluate_tick(
        dg.build_sensor_context(cursor=cursor)
    )
    watch.seen = Seen.of_text(told.cursor)
    return told
