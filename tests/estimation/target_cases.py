"""A target and its series: 60 % in 2021, frozen; 70 % by the end of 2026; so two points a year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from estimation.targets import TargetLimits, assess_targets

AS_OF = dt.date(2025, 6, 30)
LIMITS = TargetLimits(max_age_years=3)
TARGET: dict[str, Any] = {
    "settlement_code": "8000",
    "target_key": "t1",
    "purpose": "goal",
    "indicator_id": "matriculation_eligibility_pct",
    "population_group": "all",
    "desired_direction": "higher",
    "comparability_rule": "series",
    "unit": "percent",
    "baseline_year": 2021,
    "baseline_value": 60.0,
    "baseline_error": None,
    "baseline_edition": "2022",
    "baseline_frozen_on": dt.date(2023, 3, 1),
    "goal_value": 70.0,
    "due_date": dt.date(2026, 12, 31),
}
TARGET_SCHEMA = {
    "settlement_code": pl.String,
    "target_key": pl.String,
    "purpose": pl.String,
    "indicator_id": pl.String,
    "population_group": pl.String,
    "desired_direction": pl.String,
    "comparability_rule": pl.String,
    "unit": pl.String,
    "baseline_year": pl.Int32,
    "baseline_value": pl.Float64,
    "baseline_error": pl.Float64,
    "baseline_edition": pl.String,
    "baseline_frozen_on": pl.Date,
    "goal_value": pl.Float64,
    "due_date": pl.Date,
}
SERIES_SCHEMA = {
    "settlement_code": pl.String,
    "indicator_id": pl.String,
    "population_group": pl.String,
    "reference_year": pl.Int32,
    "value": pl.Float64,
    "standard_error": pl.Float64,
    "value_status": pl.String,
    "series_segment": pl.Int32,
    "vintage": pl.String,
    "edition": pl.String,
}
PATH_SCHEMA = {
    "settlement_code": pl.String,
    "target_key": pl.String,
    "by_date": pl.Date,
    "value": pl.Float64,
}
Values = dict[int, float | None]
SURE = {2021: 60.0, 2024: 66.0}


def series(values: Values, error: float | None = None, **changes: Any) -> list[dict[str, Any]]:
    return [
        {
            "settlement_code": "8000",
            "indicator_id": "matriculation_eligibility_pct",
            "population_group": "all",
            "reference_year": year,
            "value": value,
            "standard_error": error,
            "value_status": "observed",
            "series_segment": 1,
            "vintage": f"{year + 1}",
            "edition": f"{year + 1}",
            **changes,
        }
        for year, value in values.items()
    ]


def assessed(
    rows: list[dict[str, Any]],
    steps: dict[dt.date, float] | None = None,
    as_of: dt.date = AS_OF,
    limits: TargetLimits = LIMITS,
    **changes: Any,
) -> dict[str, Any]:
    """The one row of a target, ``TARGET`` but for the changes."""
    path = [("8000", "t1", day, value) for day, value in (steps or {}).items()]
    made = assess_targets(
        pl.DataFrame([TARGET | changes], schema=TARGET_SCHEMA),
        pl.DataFrame(path, schema=PATH_SCHEMA, orient="row"),
        pl.DataFrame(rows, schema=SERIES_SCHEMA),
        as_of,
        limits,
    )
    assert made.height == 1
    return made.row(0, named=True)


def said(row: dict[str, Any]) -> tuple[str, str | None]:
    return row["status"], row["reason"]


def unsaid(reason: str) -> tuple[str, str]:
    return "cannot_be_said", reason
