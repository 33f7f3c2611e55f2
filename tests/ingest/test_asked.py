"""Whom a refresh asks: all, one source, one year of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingest.asked import ALL, Asked, asked_of
from ingest.errors import InputError
from ingest.fetch.fetched import Fetched
from ingest.source import HttpFetch, load_sources

SOURCES = load_sources()
YEARLY = SOURCES["cbs_local_authorities"]


def test_by_itself_every_source_is_asked() -> None:
    assert all(ALL.asks(source) for source in SOURCES.values())
    assert str(ALL) == "every source"


def test_one_source_is_asked_and_what_people_hand_in() -> None:
    asked = asked_of(SOURCES, ["cbs_local_authorities"], None)
    found = {source.source_id for source in SOURCES.values() if asked.asks(source)}
    handed_in = {s.source_id for s in SOURCES.values() if s.fetch.kind == "inbox"}
    assert found == {"cbs_local_authorities"} | handed_in


def test_of_one_year_no_other_address_is_asked_for() -> None:
    asked = asked_of(SOURCES, ["cbs_local_authorities"], 2019)
    limited = asked.limited(YEARLY).fetch
    assert isinstance(limited, HttpFetch)
    assert [file.years for file in limited.files] == [(2019,)]
    assert str(asked) == "cbs_local_authorities of 2019"
    named = Asked(("cbs_local_authorities",), 2021).limited(YEARLY).fetch
    assert isinstance(named, HttpFetch)
    assert [file.name for file in named.files] == ["p_libud_2021.xlsx"]
    assert isinstance(YEARLY.fetch, HttpFetch) and len(YEARLY.fetch.files) > 1


def test_of_a_folder_the_files_of_the_year_are_kept() -> None:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    files = [
        Fetched(YEARLY.source_id, name, Path(name), "o", at)
        for name in ("2019.xlsx", "p_libud_2021.xlsx", "p_libud_24.xlsx", "readme.xlsx")
    ]
    asked = Asked((YEARLY.source_id,), 2024)
    assert [file.name for file in asked.kept(YEARLY, files)] == ["p_libud_24.xlsx"]
    other = SOURCES["cbs_population"]
    assert asked.kept(other, files) == files


@pytest.mark.parametrize(
    ("sources", "year", "words"),
    [
        (["cbs_local_authority"], None, "--source cbs_local_authority: found no declared source;"),
        ([], 2019, "--year 2019: found no source; expected one source, whose edition"),
        (["cbs_population", "cbs_localities"], 2019, "--year 2019: found 2 sources;"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    sources: list[str], year: int | None, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        asked_of(SOURCES, sources, year)
    assert str(caught.value).startswith(words)
    if sources == ["cbs_local_authority"]:
        assert "cbs_local_authorities" in caught.value.expected
