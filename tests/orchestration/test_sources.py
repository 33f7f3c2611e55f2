"""``thriving sources`` and ``thriving fetch``: what is held, how old it is, who answered last."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.errors import InputError
from ingest.fetch.client import LOOPBACK_SETTING
from ingest.source import Freshness, HttpFetch, HttpFile, Source, load_sources
from orchestration.home import Home
from orchestration.lock import one_refresh
from orchestration.sources import held as asked_for
from tests.ingest.local_server import HTML, Asked, Reply, serving
from tests.ingest.test_live import parse_here
from tests.ingest.workbooks import localities_csv

CENSUS = "cbs_census_2022"
TODAY = dt.date(2026, 11, 22)
CSV = localities_csv().decode().replace("סמל ישוב", "LocalityCode").replace("שם ישוב", "LocNameHeb")
WALL = Reply(b"<html>wall</html>".ljust(900), 403, HTML)


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Home, dict[str, Reply]]]:
    """A home whose census is offered by a site on this machine, as two files of two years."""
    replies = {
        "/2022.csv": Reply(CSV.encode(), 200, "text/csv"),
        "/2023.csv": Reply(CSV.replace("10", "11").encode(), 200, "text/csv"),
    }

    def respond(asked: Asked) -> Reply:
        return replies.get(asked.path, WALL)

    with serving(respond) as server:
        files = tuple(
            HttpFile(url=f"{server.url}/{year}.csv", name=f"census_{year}.csv")
            for year in (2022, 2023)
        )
        declared = changed(fetch=HttpFetch(kind="http", files=files))
        everything = {**load_sources(), CENSUS: declared}
        monkeypatch.setattr(asked_for, "load_sources", lambda: everything)
        monkeypatch.setattr("ingest.intake.parse_all", parse_here)
        monkeypatch.setattr("ingest.fetch.client.time.sleep", lambda seconds: None)
        monkeypatch.setenv(LOOPBACK_SETTING, "1")
        yield Home(tmp_path), replies


def changed(**update: object) -> Source:
    return load_sources()[CENSUS].model_copy(update=update)


def census(home: Home, today: dt.date = TODAY) -> asked_for.Held:
    return next(one for one in asked_for.held_sources(home, today) if one.source_id == CENSUS)


def test_every_source_is_listed_before_anything_came(home: tuple[Home, dict[str, Reply]]) -> None:
    held = asked_for.held_sources(home[0], TODAY)
    assert [one.source_id for one in held] == sorted(load_sources())
    assert {(one.files, one.freshness, one.newest_edition) for one in held} == {
        (0, "no_file", None)
    }
    lines = asked_for.source_lines(held)
    assert len(lines) == len(held) + 2
    assert "\ncbs_localities *" in "\n".join(lines)
    assert lines[-1] == (
        f"{len(held)} sources: 0 with files, 0 older than expected; 0 file(s) of 0 source(s) did"
        " not come when last asked; * is required"
    )
    assert json.dumps([one.__dict__ for one in held], ensure_ascii=False)


def test_what_came_is_told_with_edition_and_rows(home: tuple[Home, dict[str, Reply]]) -> None:
    fetched = asked_for.fetch_source(home[0], CENSUS, "test")
    assert [(f["name"], f["new"], f["edition"], f["rows"]) for f in fetched.came] == sorted(
        [
            ("census_2022.csv", True, "census-2022", 60),
            ("census_2023.csv", True, "census-2023", 60),
        ],
        key=lambda one: next(f["sha256"] for f in fetched.came if f["name"] == one[0]),
    )
    assert fetched.failures == []
    lines = asked_for.fetch_lines(fetched)
    assert lines[-1].startswith("archived; the warehouse is as it was")
    assert not home[0].published.exists()
    one = census(home[0])
    assert (one.files, one.newest_edition, one.synthetic) == (2, "census-2023", False)
    assert set(one.answers) == {"census_2022.csv", "census_2023.csv"}
    again = asked_for.fetch_source(home[0], CENSUS, "test")
    assert [file["new"] for file in again.came] == [False, False]


def test_a_file_that_did_not_come_is_told_in_both(home: tuple[Home, dict[str, Reply]]) -> None:
    asked_for.fetch_source(home[0], CENSUS, "test")
    home[1]["/2023.csv"] = WALL
    fetched = asked_for.fetch_source(home[0], CENSUS, "test")
    [failure] = fetched.failures
    assert "found status 403, text/html" in failure
    assert len(fetched.came) == 1
    one = census(home[0])
    assert one.files == 2  # the last good edition stays
    assert one.answers["census_2023.csv"]["outcome"] == "failed"
    told = asked_for.source_lines([one])
    assert told[1].endswith(" 1 of 2")
    assert told[2:-1] == [f"    did not come: {failure}"]  # word for word what fetch said
    assert told[-1] == (
        "1 sources: 1 with files, 0 older than expected; 1 file(s) of 1 source(s) did not come when"
        " last asked; * is required"
    )


def test_files_that_did_not_come_for_one_cause_are_told_together(
    home: tuple[Home, dict[str, Reply]],
) -> None:
    home[1]["/2022.csv"] = home[1]["/2023.csv"] = WALL
    [both] = asked_for.fetch_source(home[0], CENSUS, "test").failures
    assert both.count(" and 1 more (census_2023.csv)") == 1
    assert asked_for.source_lines([census(home[0])])[2:-1] == [
        f"    did not come: {both.replace(' and 1 more (census_2023.csv)', '')}",
        "        so did not: census_2023.csv",
    ]


def test_a_file_that_cannot_be_read_is_told_in_both(home: tuple[Home, dict[str, Reply]]) -> None:
    home[1]["/2023.csv"] = Reply(CSV.replace("LocalityCode", "code").encode(), 200, "text/csv")
    [failure] = asked_for.fetch_source(home[0], CENSUS, "test").failures
    one = census(home[0])
    assert (one.files, one.rejected) == (1, 1)
    assert asked_for.source_lines([one])[2] == (
        f"    1 archived file(s) could not be read, the last: {failure}"
    )


@pytest.mark.parametrize(
    ("freshness", "today", "code"),
    [
        (None, TODAY, "closed_series"),
        (Freshness(warn_after_days=400), dt.date(2024, 12, 31), "fresh"),
        (Freshness(warn_after_days=365), dt.date(2024, 12, 31), "stale"),
        (Freshness(warn_after_days=9, block_after_days=365), dt.date(2024, 12, 31), "past_limit"),
        (Freshness(warn_after_days=9, block_after_days=366), dt.date(2024, 12, 31), "stale"),
    ],
)
def test_freshness_counts_from_the_end_of_the_newest_year(
    home: tuple[Home, dict[str, Reply]],
    monkeypatch: pytest.MonkeyPatch,
    freshness: Freshness | None,
    today: dt.date,
    code: str,
) -> None:
    asked_for.fetch_source(home[0], CENSUS, "test")
    declared = load_sources()[CENSUS].model_copy(update={"freshness": freshness})
    monkeypatch.setattr(asked_for, "load_sources", lambda: {CENSUS: declared})
    one = census(home[0], today)
    assert (one.freshness, one.age_days) == (code, (today - dt.date(2023, 12, 31)).days)


def test_a_name_that_is_none_is_told_with_those_most_like_it() -> None:
    with pytest.raises(InputError) as raised:
        asked_for.known_source("cbs_localites")
    assert raised.value.do.startswith("did you mean cbs_localities")


def test_what_nobody_can_be_asked_for_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        asked_for.fetch_source(Home(tmp_path), "moe_bagrut", "test")
    assert str(raised.value) == (
        "fetch moe_bagrut: found a source that is brought by hand (released on request); expected"
        " one that thriving sources lists with http, ckan, series; put its files into"
        f" {tmp_path / 'inbox' / 'moe_bagrut'}, then thriving refresh --from live"
    )


def test_nobody_fetches_beside_a_refresh(home: tuple[Home, dict[str, Reply]]) -> None:
    with one_refresh(home[0].lock), pytest.raises(InputError, match="another refresh at work"):
        asked_for.fetch_source(home[0], CENSUS, "test")
    assert Archive(home[0].folder).entries() == {}


def test_the_memory_of_answers_names_no_person_and_no_machine(
    home: tuple[Home, dict[str, Reply]],
) -> None:
    asked_for.fetch_source(home[0], CENSUS, "somebody")
    folder = home[0].folder / "archive" / "answers"
    [path] = folder.iterdir()
    told = path.read_text("utf-8")
    assert "somebody" not in told and str(home[0].folder) not in told
    assert set(json.loads(told)["census_2022.csv"]) == {
        *("url", "asked_at", "outcome", "message", "good_at", "sha256", "bytes"),
        *("etag", "last_modified", "whole_at", "failed_since", "state"),
    }
