"""The page: the dictionary beside Dagster's own, under one address."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from orchestration.home import Home
from orchestration.page.web import NOT_HERE, page_of


def ask(home: Home, path: str, method: str = "GET") -> tuple[int, str]:
    """Status and text of an answer, asked without a socket."""
    page = page_of(home, PlainTextResponse("Dagster"))
    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()  # who asks says nothing more, and does not leave
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(page({**scope, "root_path": ""}, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body.decode()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.dictionary.mkdir()
    (tmp_path / "settings.toml").write_text("secret")
    return home


def test_the_dictionary_is_there_as_soon_as_it_is_written(home: Home) -> None:
    assert ask(home, "/dictionary/index.html") == (404, NOT_HERE)
    (home.dictionary / "index.html").write_text("the tables")
    assert ask(home, "/dictionary/index.html") == (200, "the tables")
    assert ask(home, "/dictionary/") == (200, "the tables")
    assert ask(home, "/dictionary/mart_none.html") == (404, NOT_HERE)


@pytest.mark.parametrize("path", ["../settings.toml", "%2e%2e/settings.toml", "/etc/hostname"])
def test_nothing_but_the_dictionary_is_served_and_nothing_is_written(home: Home, path: str) -> None:
    status, text = ask(home, f"/dictionary/{path}")
    assert status == 404 and "secret" not in text
    assert ask(home, "/dictionary/index.html", "POST")[0] == 405


def test_all_else_is_answered_by_dagster(home: Home) -> None:
    for path in ("/", "/runs", "/graphql", "/dictionaries"):
        assert ask(home, path) == (200, "Dagster")
