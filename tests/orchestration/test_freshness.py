"""A source that goes quiet brings no new file: that it grew old is seen all the same."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest

from ingest.asked import ALL
from ingest.origin import Origin
from orchestration import refresh, steps
from orchestration.freshness import ages, grown_old
from orchestration.home import Home
from orchestration.record import RunRecord, now
from orchestration.status import status_lines, status_of

BUILT = dt.date(2026, 11, 22)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Published on ``BUILT``: one source of each kind, none past a limit yet."""
    home = Home(tmp_path)
    home.published.mkdir()
    about = {"run_id": "r1", "published_at": f"{BUILT}T01:00:00+00:00", "fingerprint": "f"}
    about |= {"synthetic": False, "origin": "live"}
    (home.published / "current.json").write_text(json.dumps(about))
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.source_files as
                select 'yearly' as source_id, unnest(['2023', '2024']) as vintage;
            create table marts.sources as from (values
                ('census', 'closed_series', 300, null, null),
                ('elections', 'no_file', null, 10, null),
                ('undated', 'undated', null, 10, 20),
                ('yearly', 'fresh', 300, 310, 330)
            ) as sources (source_id, freshness, age_days, warn_after_days, block_after_days)
            """
        )
    return home


@pytest.mark.parametrize(
    ("days", "code", "told"),
    [
        (0, "fresh", []),
        (10, "fresh", []),
        (11, "stale", ["yearly is stale, 311 days old"]),
        (30, "stale", ["yearly is stale, 330 days old"]),
        (31, "past_limit", ["yearly is past_limit, 331 days old"]),
    ],
)
def test_freshness_goes_on_though_nothing_is_built(
    home: Home, days: int, code: str, told: list[str]
) -> None:
    today = BUILT + dt.timedelta(days=days)
    found = {aged.source_id: aged for aged in ages(home, today)}
    assert {name: aged.now for name, aged in found.items()} == {
        "census": "closed_series",
        "elections": "no_file",
        "undated": "undated",
        "yearly": code,
    }
    assert (found["yearly"].age_days, found["yearly"].vintages) == (300 + days, "2023, 2024")
    assert grown_old(home, today) == told


def test_nothing_published_has_not_grown_old(tmp_path: Path) -> None:
    assert grown_old(Home(tmp_path), BUILT) == []


@pytest.mark.parametrize("old", [[], ["yearly is stale, 311 days old"]])
def test_a_refresh_without_a_new_file_ends_early_only_while_nothing_has_grown_old(
    home: Home, monkeypatch: pytest.MonkeyPatch, old: list[str]
) -> None:
    class Goes(Exception):
        """On to the files, past the early end."""

    def goes_on(*arguments: object) -> None:
        raise Goes

    monkeypatch.setattr(refresh, "grown_old", lambda home, today: old)
    monkeypatch.setattr(steps, "grown_old", lambda home, today: old)
    monkeypatch.setattr(refresh, "fingerprint", lambda files, baselines, synthetic: "f")
    monkeypatch.setattr(steps, "fingerprint", lambda files, baselines, synthetic: "f")
    monkeypatch.setattr(steps, "load_sources", dict)
    monkeypatch.setattr(steps, "resolve", goes_on)
    mirror = home.folder / "mirror"
    mirror.mkdir()
    early = refresh._if_unchanged(home, Origin("folder", mirror), ALL)
    assert (early is None) == bool(old)
    record = RunRecord("r2", "live", False, "test", now())
    if old:
        with pytest.raises(Goes):
            steps.resolve_step(home, record)
    else:
        assert steps.resolve_step(home, record) is None
    assert record.outcome == ("running" if old else "unchanged")


def test_the_status_shows_the_age_of_today(home: Home) -> None:
    today = dt.datetime.now(dt.UTC).date()
    [yearly] = [row for row in status_of(home)["sources"] if row[0] == "yearly"]
    assert yearly[2] == 300 + (today - BUILT).days


def test_a_published_file_that_cannot_be_opened_is_said(home: Home) -> None:
    home.warehouse.write_bytes(b"no database at all".ljust(8000))
    told = "\n".join(status_lines({**status_of(home), "versions": []}))
    assert f"THE PUBLISHED FILE IS DAMAGED: {home.warehouse}: found" in told
    assert "the next refresh lays it anew from its kept version" in told
