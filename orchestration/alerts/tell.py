"""Tell of each cause once, again only after days, and what could not be delivered until it is.

Nobody waits for this: it runs beside the refresh, not in it, so that no receiver can change how a
run ends. What was told stands in ``<home>/alerts.json``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.alerts import words
from orchestration.alerts.causes import Cause, ended_records, find_causes
from orchestration.alerts.send import Channel, Undelivered
from orchestration.alerts.state import State, read_state, write_state
from orchestration.home import Home
from orchestration.record import RunRecord
from orchestration.settings import Alerts
from publication.publish import live

WAIT_MINUTES = (1, 5, 15, 60)
"""After the first, second … try that failed; the last of them ever after."""


def tell(
    home: Home, settings: Alerts, channels: Mapping[str, Channel], moment: dt.datetime
) -> list[str]:
    """Send what is due at a moment (UTC).

    Returns:
        A line for each message that was sent or could not be.
    """
    if not channels:
        return []  # what nobody could be told of is not told: whoever is set up later hears of it
    state = read_state(home)
    current = live(home.published)
    causes = find_causes(home, moment, settings.no_run_after_hours, settings.no_answer_after_days)
    # What is over is forgotten; if it comes again, it is told again.
    keys = {cause.key for cause in causes}
    state["told"] = {key: told for key, told in state["told"].items() if key in keys}
    said = []
    for cause in causes:
        message = words.of_cause(
            cause,
            settings.language,
            settings.page,
            settings.rows,
            synthetic=bool(current and current["synthetic"]),
        )
        known = state["told"].get(cause.key)
        if known is None or known["state"] != cause.state or _is_old(known, settings, moment):
            known = {"state": cause.state, "at": moment.isoformat(), "left": sorted(channels)}
        state["told"][cause.key] = known
        said += _deliver(home, state, known, message, channels, moment)
    said += _morning(home, state, settings, channels, causes, moment)
    write_state(home, state)
    return said


def tell_test(settings: Alerts, channels: Mapping[str, Channel]) -> list[str]:
    """Send one message that says that it is a test, by every way that is set up."""
    said = []
    for name, channel in sorted(channels.items()):
        try:
            channel(words.of_test(settings.language, settings.page))
            said.append(f"told by {name}")
        except Undelivered as error:
            said.append(f"not delivered by {name}: {error}")
    return said


def _deliver(
    home: Home,
    state: State,
    known: dict[str, Any],
    message: words.Message,
    channels: Mapping[str, Channel],
    moment: dt.datetime,
) -> list[str]:
    """Try each channel that is left, unless it failed a short while ago."""
    if "next" in known and moment < dt.datetime.fromisoformat(known["next"]):
        return []
    said, trouble = [], {}
    for name in [name for name in known["left"] if name in channels]:
        try:
            channels[name](message)
        except Undelivered as error:
            trouble[name] = str(error)
            said.append(f"not delivered by {name}: {error}")
        else:
            said.append(f"told by {name}: {message.title}")
            known["left"].remove(name)
            # At once: a kill between two messages must not send the first one again.
            write_state(home, state)
    known["trouble"] = trouble
    known.pop("next", None)
    if trouble:
        tries = known["tries"] = known.get("tries", 0) + 1
        wait = WAIT_MINUTES[min(tries, len(WAIT_MINUTES)) - 1]
        known["next"] = (moment + dt.timedelta(minutes=wait)).isoformat()
    return said


def _morning(
    home: Home,
    state: State,
    settings: Alerts,
    channels: Mapping[str, Channel],
    causes: Sequence[Cause],
    moment: dt.datetime,
) -> list[str]:
    """The summary of a day, once the hour in Israel has come."""
    there = moment.astimezone(words.ISRAEL)
    day = there.date().isoformat()
    if f"{there:%H:%M}" < settings.summary_at:
        return []
    known = state["morning"]
    if known.get("day") != day:
        known = state["morning"] = {"day": day, "left": sorted(channels)}
    if not known["left"]:
        return []
    message = words.of_morning(
        _of_last_day(home, moment),
        causes,
        live(home.published),
        there.date(),
        settings.language,
        settings.page,
    )
    return _deliver(home, state, known, message, channels, moment)


def _of_last_day(home: Home, moment: dt.datetime) -> list[RunRecord]:
    since = (moment - dt.timedelta(days=1)).isoformat()
    return [record for record in ended_records(home) if record.started_at >= since]


def _is_old(known: dict[str, Any], settings: Alerts, moment: dt.datetime) -> bool:
    age = moment - dt.datetime.fromisoformat(known["at"])
    return age >= dt.timedelta(days=settings.remind_after_days)
