"""How often a host is asked, and when it is left alone; shared by all who ask in one process."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ingest.errors import InputError

SILENT_TIMES = 3
SILENT_SECONDS = 25.0
"""After so many addresses in a row without an answer a host is left alone, for less time than a
refresh waits before it asks again: else a publisher that is down holds the night up, file by file.
"""

_LAST_REQUEST: dict[str, float] = {}
"""When each host was last asked: several sources of one publisher share its patience."""


@dataclass(frozen=True)
class Silence:
    """At how many addresses in a row a host did not answer, and when last (monotonic seconds)."""

    times: int
    at: float


_SILENT: dict[str, Silence] = {}


def pause(host: str, seconds: float) -> None:
    """Wait until so many seconds have passed since the host was last asked."""
    if host in _LAST_REQUEST:
        time.sleep(max(0.0, seconds - (time.monotonic() - _LAST_REQUEST[host])))
    _LAST_REQUEST[host] = time.monotonic()


def retries_for(host: str, retries: int, url: str, place: str) -> int:
    """How often a host may be asked again: not at all if it did not answer a moment ago.

    Raises:
        InputError: it did not answer several times, and is not asked now.
    """
    silence = _SILENT.get(host)
    if silence is None:
        return retries
    if silence.times >= SILENT_TIMES and time.monotonic() - silence.at < SILENT_SECONDS:
        raise InputError(
            url,
            place=place,
            found=f"{host} did not answer at {SILENT_TIMES} addresses just before; not asked",
            expected="an answer of the publisher",
            do="fetch again later; if it stays so, check the address and the network",
        )
    return 0


def answered(host: str) -> None:
    """Note that a host answers, whatever it says."""
    _SILENT.pop(host, None)


def did_not_answer(host: str) -> None:
    """Note that a host did not answer at one address, however often it was asked."""
    times = _SILENT[host].times + 1 if host in _SILENT else 1
    _SILENT[host] = Silence(times, time.monotonic())
