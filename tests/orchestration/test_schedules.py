"""When runs begin by themselves: every night once, also when the clock changes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from orchestration.definitions import defs
from orchestration.nightly.schedules import ZONE, cron_of

ISRAEL = ZoneInfo("Asia/Jerusalem")


def ticks(first: dt.date, nights: int, at: str = "02:00") -> list[dt.datetime]:
    """The ticks of the nights from a day on, by Dagster's own reckoning, in local time."""
    begin = dt.datetime.combine(first, dt.time(), ISRAEL).timestamp()
    found = schedule_execution_time_iterator(begin, cron_of(at), ZONE, ascending=True)
    return [next(found).astimezone(ISRAEL) for _ in range(nights)]


def changes_of_the_clock(year: int) -> tuple[dt.date, dt.date]:
    """By law: the Friday before the last Sunday of March, and the last Sunday of October."""
    march, october = dt.date(year, 3, 31), dt.date(year, 10, 31)
    sunday = march - dt.timedelta(days=(march.weekday() + 1) % 7)
    return sunday - dt.timedelta(days=2), october - dt.timedelta(days=(october.weekday() + 1) % 7)


@pytest.mark.parametrize("at", ["00:05", "01:30", "02:00", "02:45", "23:59"])
@pytest.mark.parametrize("year", range(2024, 2036))
def test_each_night_around_both_changes_of_the_clock_has_exactly_one_tick(
    year: int, at: str
) -> None:
    for change in changes_of_the_clock(year):
        before = change - dt.timedelta(days=4)
        found = ticks(before, 9, at)
        assert [tick.date() for tick in found] == [before + dt.timedelta(days=n) for n in range(9)]
        # Each stands at a time that a clock on the wall showed.
        for tick in found:
            real = dt.datetime.fromtimestamp(tick.timestamp(), ISRAEL)
            assert (real.hour, real.minute) == (tick.hour, tick.minute)


def test_the_clock_skips_two_in_spring_and_the_run_is_at_three() -> None:
    spring, autumn = changes_of_the_clock(2027)
    assert (spring, autumn) == (dt.date(2027, 3, 26), dt.date(2027, 10, 31))
    assert [tick.isoformat() for tick in ticks(dt.date(2027, 3, 25), 3)] == [
        "2027-03-25T02:00:00+02:00",
        "2027-03-26T03:00:00+03:00",
        "2027-03-27T02:00:00+03:00",
    ]
    assert [tick.isoformat() for tick in ticks(dt.date(2027, 10, 30), 3)] == [
        "2027-10-30T02:00:00+03:00",
        "2027-10-31T02:00:00+02:00",
        "2027-11-01T02:00:00+02:00",
    ]


def test_the_schedule_begins_the_job_and_is_on() -> None:
    [schedule] = defs.schedules or []
    assert isinstance(schedule, dg.ScheduleDefinition)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Jerusalem")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    job = defs.resolve_job_def("nightly")
    assert schedule.job_name == job.name
    context = dg.build_schedule_context(scheduled_execution_time=dt.datetime(2026, 11, 22, 2))
    [request] = schedule.evaluate_tick(context).run_requests or []
    assert dg.validate_run_config(job, request.run_config)
    told = request.run_config["resources"]["refresh"]["config"]
    assert told == {"requested_by": "the schedule", "sources": []}


def test_both_sensors_are_on() -> None:
    found = {sensor.name: sensor for sensor in defs.sensors or []}
    assert set(found) == {"inbox", "caretaker"}
    assert all(s.default_status == dg.DefaultSensorStatus.RUNNING for s in found.values())  # type: ignore[union-attr]


def test_a_source_and_a_year_can_be_asked_for_from_the_page() -> None:
    told = {"sources": ["cbs_local_authorities"], "year": 2019}
    assert dg.validate_run_config(
        defs.resolve_job_def("nightly"), {"resources": {"refresh": {"config": told}}}
    )


def test_one_run_at_a_time_and_no_telemetry(tmp_path: object, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    from pathlib import Path

    from dagster._core.run_coordinator import QueuedRunCoordinator

    from orchestration.home import Home
    from orchestration.instance import prepare_instance

    monkeypatch.delenv("THRIVING_POSTGRES_URL", raising=False)
    for name in ("DAGSTER_HOME", "THRIVING_HOME"):
        monkeypatch.setenv(name, "")
    prepare_instance(Home(Path(str(tmp_path))))
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.run_coordinator, QueuedRunCoordinator)
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1  # type: ignore[union-attr]
        assert not instance.telemetry_enabled
        assert not instance.run_retries_enabled
