"""What begins a run by itself: the night, and a drop into the inbox; and what looks after both."""

# No `from __future__ import annotations` here: Dagster reads the annotations of its contexts.
import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import dagster as dg

from ingest.source import Source, load_sources
from orchestration.alerts.send import channels
from orchestration.alerts.tell import tell
from orchestration.home import find_home
from orchestration.instance import end_dead_runs
from orchestration.nightly.inbox_watch import Seen, look
from orchestration.page.dictionary import keep_dictionary
from orchestration.settings import load_settings

HANDED_IN = ("programme", "survey")
"""Parsers of what people hand in, and nobody issues."""
ZONE = "Asia/Jerusalem"
"""Where the hour from 02:00 is left out once a year (its runs are at 03:00 then), and the hour from
01:00 comes twice once a year (its runs are in the second of them)."""


def run_config(requested_by: str, sources: Sequence[str] = ()) -> dict[str, Any]:
    """What a run is told that nobody configures by hand."""
    told = {"requested_by": requested_by, "sources": list(sources)}
    return {
        "resources": {"refresh": {"config": told}},
        # Else each of a thousand events of a run is a line of the service's own log too.
        "loggers": {"console": {"config": {"log_level": "ERROR"}}},
    }


def cron_of(at: str) -> str:
    """Each day at a time such as ``02:00``."""
    hour, minute = at.split(":")
    return f"{int(minute)} {int(hour)} * * *"


def nightly_schedule(job: Any, at: str) -> dg.ScheduleDefinition:
    """Each night once. A machine that was off catches up with one run, not with one a night."""
    return dg.ScheduleDefinition(
        name="nightly",
        job=job,
        cron_schedule=cron_of(at),
        execution_timezone=ZONE,
        run_config=run_config("the schedule"),
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"At {at} in Israel, each night once, also when the clock changes. Another"
        " time: [nightly] at, in settings.toml.",
    )


def takes_from_inbox(source: Source, origin: str) -> bool:
    """Whether a refresh from there reads the inbox: a mirror stands for all publishers' files."""
    return origin == "live" or source.parser in HANDED_IN


def inbox_sensor(job: Any) -> dg.SensorDefinition:
    """A run for what people dropped, asking nobody else's publisher for anything."""

    @dg.sensor(
        name="inbox",
        job=job,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Refreshes with what was dropped into the inbox, once it has stood still for"
        " a minute. One run for a drop; publishers are not asked.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        home = find_home()
        seen, drop = look(
            Seen.of_text(context.cursor), home.folder / "inbox", load_sources(), time.time()
        )
        origin = load_settings(home).nightly.origin
        taken = [name for name in drop.sources if takes_from_inbox(load_sources()[name], origin)]
        asked = [dg.RunRequest(run_key=drop.key, run_config=run_config("the inbox", taken))]
        why = "nothing new that stands still"
        if drop.key:
            why = f"not taken from the inbox: {', '.join(drop.sources)}; lay it into {origin}"
        return dg.SensorResult(
            run_requests=asked if taken else [],
            skip_reason=None if taken else why,
            cursor=seen.as_text(),
        )

    return inbox


@dg.sensor(
    name="caretaker",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Ends runs whose process is gone, sends alerts and the morning summary, and writes"
    " the dictionary of what has gone live.",
)
def caretaker(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Look after runs and tell people; it never begins a run."""
    home = find_home()
    said = [f"ended {run_id}, whose process was gone" for run_id in end_dead_runs(context.instance)]
    if home.folder.is_dir():
        settings = load_settings(home)
        said += tell(home, settings.alerts, channels(settings), dt.datetime.now(dt.UTC))
        if written := keep_dictionary(home):
            said.append(written)
    return dg.SkipReason("; ".join(said) or "nothing to tell")
