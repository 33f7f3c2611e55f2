"""The effect of a programme over its settlements, which may have begun in different years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from estimation.change import false_discovery_rate
from estimation.did import group_time_effects, pretrends
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
    "settlements_entering": pl.String,
    "control_settlements": pl.Int32,
    "parallel_trends": pl.String,
    "effect_reason": pl.String,
}


def programme_effects(
    starts: dict[str, dict[str, int]],
    comparisons: Mapping[tuple[str, str], Sequence[str]],
    outcomes: dict[str, Outcome],
    directions: Mapping[str, str],
    seed: int,
) -> pl.DataFrame:
    """Group-time effects of each programme and outcome, added up.

    Args:
        starts: by programme, the first year of each settlement with a frozen baseline.
        comparisons: by programme and indicator, the comparison settlements of any of them.
        outcomes: by indicator.
        directions: desired, by indicator.

    Returns:
        ``EFFECTS``, ``effect_q_value`` and ``effect_is`` (as ``did_is`` of pilot_evaluation), in
        the order of the marts. Of each programme and outcome at least the row ``simple``; where it
        has no figure ``effect_reason`` says why: fewer_than_two_settlements (with figures of the
        last year before the start and since: pilot_evaluation speaks of each by itself),
        no_comparison, or those of ``group_time_effects``. Counted and named are the settlements
        that enter the estimate, no others.
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
    direction = pl.col("indicator_id").replace_strict(directions, default="none")
    sign = direction.replace_strict({"higher": 1, "lower": -1}, default=0)
    judged = table.with_columns(
        tested=pl.when(pl.col("aggregation") == "simple", pl.col("effect_reason").is_null()).then(
            "effect_p_value"
        )
    )
    rate = false_discovery_rate(judged["tested"], LEVEL, judged["programme_id"])
    return (
        table.with_columns(effect_q_value=rate["q_value"])
        .with_columns(
            effect_is=pl.when(pl.col("aggregation") == "simple").then(
                pl.when(pl.col("effect").is_null() | pl.col("effect_reason").is_not_null())
                .then(pl.lit("cannot_be_said"))
                .when(pl.col("effect_q_value") > LEVEL)
                .then(pl.lit("no_significant_effect"))
                .when(pl.col("parallel_trends") == "untestable")
                .then(pl.lit("trends_untested"))
                .when(sign == 0)
                .then(pl.lit("direction_unknown"))
                .when(pl.col("effect") * sign > 0)
                .then(pl.lit("better"))
                .otherwise(pl.lit("worse"))
            )
        )
        .sort("programme_id", "indicator_id", "aggregation", "at_year")
    )


def _effects(
    began: dict[str, int], controls: Sequence[str], outcome: Outcome, seed: int
) -> list[dict[str, Any]]:
    usable = _usable(began, outcome)
    if usable is None:
        return [_nothing(outcome, "fewer_than_two_settlements")]
    segment, treated = usable
    entering = [code for code in controls if _enters(outcome, segment, code, set(treated.values()))]
    if not entering:
        return [_nothing(outcome, "no_comparison")]
    panel = _panel(outcome, segment, treated, entering)
    found = group_time_effects(panel, draws=DRAWS, seed=seed).aggregates
    trends = _trends(panel, treated, seed)
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
            "settlements_entering": "; ".join(sorted(treated)),
            "control_settlements": len(entering),
            "parallel_trends": trends,
            "effect_reason": "trends_broken"
            if trends == "broken" and row["estimate"] is not None
            else row["reason"],
        }
        for row in found.iter_rows(named=True)
        if row["aggregation"] in AGGREGATIONS
    ]


def _panel(
    outcome: Outcome, segment: float, treated: dict[str, int], controls: Sequence[str]
) -> pl.DataFrame:
    codes = [*treated, *controls]
    figures = outcome.cut(codes, np.ones(len(outcome.years), dtype=bool), segment)
    seen = ~np.isnan(figures)
    at, when = np.nonzero(seen)
    return pl.DataFrame(
        {
            "unit": [codes[row] for row in at],
            "period": outcome.years[when],
            "outcome": figures[seen],
            "first_treated": pl.Series([treated.get(codes[row]) for row in at], dtype=pl.Int64),
        }
    )


def _trends(panel: pl.DataFrame, treated: dict[str, int], seed: int) -> str:
    """Whether all settlements of the programme moved as the others did before the first start."""
    first = min(treated.values())
    before = panel.filter(pl.col("period") < first)
    if before["period"].n_unique() < 2 or not set(treated) & set(before["unit"]):
        return "untestable"
    present = [code for code in treated if code in set(before["unit"])]
    found = pretrends(before, treated=present, post=first, draws=DRAWS, seed=seed)
    if found.is_broken is None:
        return "untestable"
    return "broken" if found.is_broken else "not_rejected"


def _usable(began: dict[str, int], outcome: Outcome) -> tuple[float, dict[str, int]] | None:
    """The stretch in which most settlements enter, and the starts of these; if there are two."""
    by_segment: dict[float, dict[str, int]] = {}
    for code, start in sorted(began.items()):
        stretch = outcome.stretch(code, start)
        if stretch is not None and stretch.since.any():
            by_segment.setdefault(stretch.segment, {})[code] = start
    entering = {
        segment: {
            code: start
            for code, start in starts.items()
            if _enters(outcome, segment, code, {start})
        }
        for segment, starts in by_segment.items()
    }
    if not entering:
        return None
    segment, treated = max(entering.items(), key=lambda item: (len(item[1]), item[0]))
    return (segment, treated) if len(treated) > 1 else None


def _enters(outcome: Outcome, segment: float, code: str, starts: set[int]) -> bool:
    """Whether a settlement has a figure of the base year of a cohort, and one since."""
    inside = (outcome.segments == segment).any(axis=0)
    own = ~np.isnan(outcome.cut([code], np.ones(len(outcome.years), dtype=bool), segment)[0])
    for start in starts:
        before = np.flatnonzero(inside & (outcome.years < start))
        if len(before) and own[before[-1]] and (own & (outcome.years >= start)).any():
            return True
    return False


def _nothing(outcome: Outcome, reason: str) -> dict[str, Any]:
    return {
        "aggregation": "simple",
        "at_year": 0,
        "outcome_scale": outcome.scale,
        "treated_settlements": 0,
        "effect_reason": reason,
    }
