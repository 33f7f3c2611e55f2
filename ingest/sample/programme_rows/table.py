"""How the rows of a filled form are written down: a line of columns, a tuple a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int | float
Row = Mapping[str, Value]
Rows = tuple[Row, ...]

SAVED_ON = dt.date(2026, 2, 1)
LEAPFROG = "local_leapfrog"
CENTRE = "settlement_at_centre"
PARTNERSHIPS = "community_partnerships"
WELFARE = "אגף הרווחה"
EDUCATION = "אגף החינוך"
ENGINEERING = "אגף ההנדסה"
AUTHORITY = "הרשות המקומית"
COMMUNITY_CENTRE = 'מתנ"ס'
CHARITY_A = "עמותה א'"
CHARITY_B = "עמותה ב'"
FOUNDATION = "קרן א'"
FORUM = "פורום תושבים"
EMPLOYERS = "פורום מעסיקים"
MINISTRY_OF_EDUCATION = "משרד החינוך"
MINISTRY_OF_WELFARE = "משרד הרווחה והביטחון החברתי"


@dataclass(frozen=True)
class Filled:
    """One form as a settlement hands it in: rows by sheet, dates as 2026-12-31, choices as codes.

    ``edition`` stands behind the title in the name of the file; of two files of a form the one with
    the later ``saved_on`` holds.
    """

    form_id: str
    rows: Mapping[str, Rows]
    edition: str = ""
    saved_on: dt.date = SAVED_ON


def table(columns: str, *rows: tuple[Value, ...]) -> Rows:
    """Rows under the columns of a line; what is empty is left out."""
    names = columns.split()
    return tuple(
        {name: value for name, value in zip(names, row, strict=True) if value != ""} for row in rows
    )


def memberships(*rows: tuple[Value, ...]) -> Rows:
    return table("programme wave from_date to_date note", *rows)


def progress(*rows: tuple[Value, ...]) -> Rows:
    return table("programme part status since note", *rows)


def bodies(*rows: tuple[Value, ...]) -> Rows:
    return table("body sector domain dedicated from_date to_date", *rows)


def directorate(*rows: tuple[Value, ...]) -> Rows:
    return table("body sector function from_date to_date", *rows)


def roles(*rows: tuple[Value, ...]) -> Rows:
    return table("role scope body status since post_pct", *rows)


def focus_areas(*rows: tuple[Value, ...]) -> Rows:
    return table("focus_area domain programme based_on based_on_indicator chosen_on", *rows)


def targets(*rows: tuple[Value, ...]) -> Rows:
    return table(
        "target focus_area programme purpose indicator denominator baseline_year baseline_value"
        " baseline_error baseline_edition baseline_frozen_on goal_value due_date population_group",
        *rows,
    )


def target_path(*rows: tuple[Value, ...]) -> Rows:
    return table("target by_date value", *rows)


def plans(*rows: tuple[Value, ...]) -> Rows:
    return table("plan programme status from_date to_date approved_on approved_by", *rows)


def activities(*rows: tuple[Value, ...]) -> Rows:
    return table(
        "plan activity target body partner practice population area from_date to_date status", *rows
    )


def investments(*rows: tuple[Value, ...]) -> Rows:
    return table("body sector year target kind pooled planned_ils spent_ils note", *rows)


def practices(*rows: tuple[Value, ...]) -> Rows:
    return table(
        "practice indicator domain evidence_grade evidence_source description body from_date"
        " to_date",
        *rows,
    )


def assets(*rows: tuple[Value, ...]) -> Rows:
    return table("asset kind domain body area status from_date to_date note", *rows)


def needs(*rows: tuple[Value, ...]) -> Rows:
    return table(
        "need_kind population area regime people known_before reported_by from_date to_date note",
        *rows,
    )


def responses(*rows: tuple[Value, ...]) -> Rows:
    return table(
        "response nature body need_kind population area regime capacity for_settlement from_date"
        " to_date note",
        *rows,
    )


def milestones(*rows: tuple[Value, ...]) -> Rows:
    return table("milestone kind programme due_date reached_on body note", *rows)


def learning_log(*rows: tuple[Value, ...]) -> Rows:
    return table("on_date title kind target learned will_change body", *rows)


def evaluation_waves(*rows: tuple[Value, ...]) -> Rows:
    return table("programme wave kind body from_date to_date status findings", *rows)


def operating_models(*rows: tuple[Value, ...]) -> Rows:
    return table("model kind description pros cons as_of", *rows)
