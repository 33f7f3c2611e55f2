"""The effect of a programme over its settlements, which may have begun in different years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from estimation.change import false_discovery_rate
from estimation.did import group_time_effects
from estimation.evaluation.changes import LEVEL
from estimation.evaluation.panels import Outcome

DRAWS = 999
AGGREGATIONS = ("simple", "group", "event")

EFFECTS: dict[str, type[pl.DataType]] = {
    "programme_id": pl.String,
    "indicator_id": pl.String,
    "aggregation": pl.String,
    "at_year": pl.Int32,
    "outcome_scale": pl.String,
    **dict.fromkeys(
        ("effect", "effect_low", "effect_high", "effect_p_value", "effect_placebo_sd"), pl.Float64
    ),
    "assignments": pl.Int32,
    "treated_settlements": pl.Int32,
    "control_settlements": pl.Int32,
    "effect_reason": pl.String,
}


def programme_effects(
    starts: dict[str, dict[str, int]],
    comparisons: Mapping[tuple[str, str], Sequence[str]],
    outcomes: dict[str, Outcome],
    seed: int,
) -> pl.DataFrame:
    """Group-time effects of each programme and outcome, added up.

    Args:
        starts: by programme, the first year of each settlement with a frozen baseline.
        comparisons: by programme and indicator, the comparison settlements of any of them.
        outcomes: by indicator.

    Returns:
        ``EFFECTS`` and ``effect_q_value``, sorted. Of each programme and outcome at least the row
        ``simple``; where it has no figure ``effect_reason`` says why: fewer_than_two_settlements
        (with figures before and after the start in one stretch: pilot_evaluation speaks of each by
        itself), no_comparison, or those of ``group_time_effects``.
    """
    rows: list[dict[str, Any]] = []
    for programme, began in sorted(starts.items()):
        for indicator, outcome in sorted(outcomes.items()):
            key = {"programme_id": programme, "indicator_id": indicator}
            controls = [
                code for code in comparisons.get((programme, indicator), ()) if code in outcome.rows
            ]
            rows += [key | row for row in _effects(began, controls, outcome, seed)]
    table = pl.DataFrame(rows, schema=EFFECTS)
    simple = pl.col("aggregation") == "simple"
    tests = table.select(pl.when(simple).then("effect_p_value")).to_series()
    rate = false_discovery_rate(tests, LEVEL, table["programme_id"])
    return table.with_columns(effect_q_value=rate["q_value"]).sort(
        "programme_id", "indicator_id", "aggregation", "at_year"
    )


def _effects(
    began: dict[str, int], controls: Sequence[str], outcome: Outcome, seed: int
) -> list[dict[str, Any]]:
    usable = _usable(began, outcome)
    if usable is None:
        return [_nothing(outcome, "fewer_than_two_settlements", 0)]
    segment, treated = usable
    if not controls:
        return [_nothing(outcome, "no_comparison", len(treated))]
    codes = [*treated, *controls]
    years = np.ones(len(outcome.years), dtype=bool)
    figures = outcome.cut(codes, years, segment)
    seen = ~np.isnan(figures)
    at, when = np.nonzero(seen)
    panel = pl.DataFrame(
        {
            "unit": [codes[row] for row in at],
            "period": outcome.years[when],
            "outcome": figures[seen],
            "first_treated": pl.Series([began.get(codes[row]) for row in at], dtype=pl.Int64),
        }
    )
    found = group_time_effects(panel, draws=DRAWS, seed=seed).aggregates
    controlled = panel.filter(pl.col("first_treated").is_null())["unit"].n_unique()
    return [
        {
            "aggregation": row["aggregation"],
            "at_year": row["at"] or 0,
            "outcome_scale": outcome.scale,
            "effect": row["estimate"],
            "effect_low": row["ci_low"],
            "effect_high": row["ci_high"],
            "effect_p_value": row["p_value"],
            "effect_placebo_sd": row["placebo_sd"],
            "assignments": row["assignments"],
            "treated_settlements": len(treated),
            "control_settlements": controlled,
            "effect_reason": row["reason"],
        }
        for row in found.iter_rows(named=True)
        if row["aggregation"] in AGGREGATIONS
    ]


def _usable(began: dict[str, int], outcome: Outcome) -> tuple[float, list[str]] | None:
    """The stretch in which most settlements have figures before and since, and these; if two."""
    by_segment: dict[float, list[str]] = {}
    for code, start in sorted(began.items()):
        stretch = outcome.stretch(code, start)
        if stretch is not None and stretch.since.any():
            by_segment.setdefault(float(stretch.segment), []).append(code)
    if not by_segment:
        return None
    segment, treated = max(by_segment.items(), key=lambda item: (len(item[1]), item[0]))
    return (segment, treated) if len(treated) > 1 else None


def _nothing(outcome: Outcome, reason: str, treated: int) -> dict[str, Any]:
    return {
        "aggregation": "simple",
        "at_year": 0,
        "outcome_scale": outcome.scale,
        "treated_settlements": treated,
        "effect_reason": reason,
    }
