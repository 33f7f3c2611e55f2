"""The nights: what the publisher does, the kills, the refresh that is let through."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from ingest.fetch.client import LOOPBACK_SETTING
from ingest.source import SOURCES_SETTING
from publication.publish import GOING_LIVE
from tests.bench.soak.looks import Watch
from tests.bench.soak.publisher import FAULTS, LATER, NEWEST_ALONE, Publisher, publishing
from tests.bench.soak.readers import count_reads, reading
from tests.integration.house import COMMAND, REAL, YEARLY, environment, thriving

ATTEMPTS_AT_MOST = 4
LONGEST_SECONDS = 900
EVENTS = ("nothing new", "a revision", "a revision", "an edition", "a fault", "a fault")
Reached = Callable[[float], bool]


@dataclass
class Soak:
    """The home, its publisher, what was counted, and the seconds of a refresh that ended."""

    watch: Watch
    publisher: Publisher
    dice: random.Random
    seconds: float = 30.0

    @property
    def home(self) -> Path:
        return self.watch.home

    @property
    def counts(self) -> Counter[str]:
        return self.watch.counts


def run(scratch: Path, nights: int, kills: int, readers: int, seed: int) -> Counter[str]:
    """All nights in a folder; returns what was counted.

    Raises:
        AssertionError: something was not as it must be; the message says which night and kill.
    """
    declarations = scratch / "declarations"
    settings = {LOOPBACK_SETTING: "1", SOURCES_SETTING: str(declarations)}
    with publishing(declarations) as publisher, mock.patch.dict(os.environ, settings):
        watch = Watch(scratch / "home", Counter())
        soak = Soak(watch, publisher, random.Random(seed))
        begin = time.monotonic()
        assert _refresh(soak) == 0, "the first refresh did not publish"
        soak.seconds = time.monotonic() - begin
        watch.look("at first")
        try:
            with reading(soak.home, scratch / "readers", readers):
                for night in range(1, nights + 1):
                    _night(soak, night, kills * night // nights - soak.counts["kills"])
                    soak.counts["nights"] = night
        finally:
            # What was counted is told of nights that were cut short too.
            count_reads(scratch / "readers", soak.counts)
            print("\n".join(f"{name:52} {count:,}" for name, count in sorted(soak.counts.items())))
    return soak.counts


def _night(soak: Soak, night: int, kills: int) -> None:
    event = _begin(soak)
    soak.counts[f"nights with {event}"] += 1
    held = soak.watch.yearly()
    fault = soak.publisher.fault
    for attempt in range(ATTEMPTS_AT_MOST * kills):
        if kills <= 0:
            break
        begin = time.monotonic()
        if said := _kill(soak):
            kills -= 1
            soak.counts["kills"] += 1
            soak.counts[f"kills {said}"] += 1
        else:
            soak.seconds = time.monotonic() - begin
            # It may have published: without more to do, the next would end at once.
            soak.publisher.something_new()
        soak.watch.look(f"night {night}, attempt {attempt}")
    begin = time.monotonic()
    status = _refresh(soak)
    expected = 2 if fault and fault.refused else 0
    assert status == expected, f"night {night} ({event}): exit {status}, expected {expected}"
    soak.counts[f"refreshes that ended with {status}"] += 1
    outcome = soak.watch.last_record()["outcome"]
    soak.counts[f"refreshes {outcome}"] += 1
    if outcome == "published":
        soak.seconds = time.monotonic() - begin
    soak.watch.look(f"night {night}, refreshed")
    _look_at_editions(soak, f"night {night} ({event})", held)
    so_far = ("kills", "looks at the published file", "archived files verified")
    told = ", ".join(f"{soak.counts[name]:,} {name}" for name in so_far)
    print(f"night {night}: {event}; {outcome}; so far {told}", flush=True)


def _begin(soak: Soak) -> str:
    """What the publisher does before a night."""
    publisher = soak.publisher
    publisher.fault = None
    waiting = [path for path in LATER if path not in publisher.files]
    event = soak.dice.choice([kind for kind in EVENTS if waiting or kind != "an edition"])
    if event == "an edition":
        publisher.issue(waiting[0], (REAL / YEARLY / LATER[waiting[0]]).read_bytes())
    elif event == "a revision":
        publisher.revise()
    elif event == "a fault":
        publisher.fault = soak.dice.choice(FAULTS)
        event = publisher.fault.name
        publisher.something_new()
        if publisher.fault.at == NEWEST_ALONE:
            publisher.revise()  # or it would be unchanged, and not be given at all
    return event


def _look_at_editions(soak: Soak, when: str, held: set[str]) -> None:
    """What was published stays so, a fault is told, and what was issued is there without one."""
    fault, live = soak.publisher.fault, soak.watch.yearly()
    if fault is not None and fault.told:
        told = soak.watch.last_record()["failures" if fault.refused else "unreachable"]
        assert any(fault.told in line for line in told), f"{when}: not told, but {told}"
    if fault is not None and fault.refused:
        assert live == held, f"{when}: a refused refresh changed what is live"
        return
    soak.watch.look_settled(when)
    assert held <= live, f"{when}: {held - live} are lost"
    if fault is None:
        years = {edition[:4] for edition in live}
        assert years == soak.publisher.years(), f"{when}: {years} are published"
        assert soak.publisher.newest() in live, f"{when}: the newest is not among {live}"


def _kill(soak: Soak) -> str:
    """Begin a refresh and kill it; says when, or nothing if it had ended by then."""
    reached, when = _moment(soak)
    process = subprocess.Popen(
        [str(COMMAND), "refresh", "--from", "live"],
        env=environment(soak.home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    begin = time.monotonic()
    while process.poll() is None and not reached(time.monotonic() - begin):
        time.sleep(0.002)
    if process.poll() is None:
        # Sometimes the command alone, as a person or the kernel kills it; else all that it began.
        if soak.dice.random() < 0.3:
            os.kill(process.pid, signal.SIGKILL)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    return when if process.wait(timeout=60) == -signal.SIGKILL else ""


def _moment(soak: Soak) -> tuple[Reached, str]:
    """When to kill: at a random moment, or a moment after something delicate began."""
    published, incoming = soak.home / "published", soak.home / "incoming"
    sort, fault = soak.dice.random(), soak.publisher.fault
    if fault is not None and fault.refused:
        sort = max(sort, 0.2)  # it publishes nothing
    if sort < 0.08:
        return _after(lambda: (published / GOING_LIVE).exists(), soak, 0.1), "while going live"
    if sort < 0.16:
        parts = published / "versions"
        return _after(lambda: any(parts.glob(".*.part")), soak, 0.4), "while publishing"
    if sort < 0.4:
        return _after(lambda: any(incoming.rglob("*.part")), soak, 3.0), "while downloading"
    after = soak.seconds * soak.dice.random() ** 3
    return lambda spent: spent >= after, "at a random moment"


def _after(seen: Callable[[], bool], soak: Soak, at_most: float) -> Reached:
    """Up to so many seconds after something was seen for the first time."""
    later, since = soak.dice.random() * at_most, list[float]()

    def reached(spent: float) -> bool:
        if not since and seen():
            since.append(spent)
        return bool(since) and spent >= since[0] + later

    return reached


def _refresh(soak: Soak) -> int:
    ended = thriving(soak.home, "refresh", "--from", "live", timeout=LONGEST_SECONDS)
    if ended.status not in (0, 2):
        print(ended.text)
    return ended.status
