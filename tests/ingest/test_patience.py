"""A host that does not answer: asked once more, then left alone for a while, then asked again."""

from __future__ import annotations

import time
from io import BytesIO

import pytest

from ingest.errors import InputError
from ingest.fetch import patience
from ingest.fetch.client import Client
from tests.ingest.local_server import Asked, Reply, serving

RETRIES = 2


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic time, which stands until a test moves it on."""
    now = [1000.0]
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(patience, "time", _Clock(now))
    return now


class _Clock:
    def __init__(self, now: list[float]) -> None:
        self._now = now

    def monotonic(self) -> float:
        return self._now[0]

    def sleep(self, seconds: float) -> None:
        self._now[0] += seconds


def ask(url: str) -> str:
    """What one source's client says of an address; nothing if it came."""
    with Client(retries=RETRIES, pause_seconds=0, backoff_seconds=0, loopback=True) as client:
        try:
            client.get(url, BytesIO(), place="source/file.csv")
        except InputError as failure:
            return failure.found
    return ""


def test_a_silent_host_is_left_alone_by_all_sources_and_asked_again_later(
    clock: list[float],
) -> None:
    answers = [False]

    def respond(asked: Asked) -> Reply:
        return Reply(b"file", hang_up=not answers[0])

    with serving(respond) as server:
        host = server.url.partition("//")[2]
        counts = []
        for number in range(5):
            said = ask(f"{server.url}/{number}")
            counts.append(len(server.asked))
        # The first address as often as any, two more once; then nobody knocks.
        assert counts == [RETRIES + 1, RETRIES + 2, RETRIES + 3, RETRIES + 3, RETRIES + 3]
        assert said == f"{host} did not answer at 3 addresses just before; not asked"
        clock[0] += patience.SILENT_SECONDS
        assert ask(f"{server.url}/5").startswith("no answer")
        assert ask(f"{server.url}/6").endswith("not asked")
        clock[0] += patience.SILENT_SECONDS
        answers[0] = True
        assert [ask(f"{server.url}/{number}") for number in (7, 8)] == ["", ""]
        answers[0] = False
        before = len(server.asked)
        ask(f"{server.url}/9")
        assert len(server.asked) == before + RETRIES + 1


def test_who_is_not_asked_now_is_asked_by_the_next_try_of_the_night() -> None:
    from orchestration.run_resource import WAITS_SECONDS

    assert min(WAITS_SECONDS) > patience.SILENT_SECONDS
