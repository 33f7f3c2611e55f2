"""Before anything is compared: divide by denominators, screen units, fill what is missing.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 2 and 3; the rules
are those of COINr's ``Denominate``, ``Screen`` and ``Impute`` (documentation of COINr 1.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from estimation.composite.frames import (
    SLACK,
    Step,
    array_of,
    checked,
    notes_of,
    numeric,
    with_array,
)
from estimation.composite.framework import CompositeError, Framework


@dataclass(frozen=True)
class Screening:
    """Which units have enough to be compared.

    ``min_share``: the least share of the indicators (0 to 1, by count) that must be there.
    ``min_nonzero_share``: the least share of what is there that must not be zero; None: no rule.
    """

    min_share: float = 2 / 3
    min_nonzero_share: float | None = None

    def __post_init__(self) -> None:
        for share in (self.min_share, self.min_nonzero_share):
            if share is not None and not 0 <= share <= 1:
                raise CompositeError(f"screening: share {share}; expected 0 to 1")


@dataclass(frozen=True)
class Imputation:
    """How a missing value is filled: by a statistic of the units that have one.

    ``by``: the column whose equal values make the group (None: all units are one group).
    ``fallback``: what fills a unit whose group is null or has fewer than ``min_observed`` values:
    the same statistic of ``"all"`` units, or ``"none"``: it stays missing.
    """

    statistic: Literal["mean", "median"] = "mean"
    by: str | None = None
    fallback: Literal["all", "none"] = "all"
    min_observed: int = 1

    def __post_init__(self) -> None:
        if self.statistic not in ("mean", "median") or self.fallback not in ("all", "none"):
            raise CompositeError(
                f"imputation: {self.statistic!r} with fallback {self.fallback!r};"
                " expected mean or median with all or none"
            )
        if self.min_observed < 1:
            raise CompositeError(f"imputation: min_observed {self.min_observed}; at least 1")


def denominate(data: pl.DataFrame, framework: Framework, *, unit: str) -> Step:
    """Each indicator that declares a denominator divided by it, times its ``per``.

    Args:
        data: one row per unit; the indicators and denominators as columns.

    Returns:
        The frame, and notes (unit, code, reason) on values lost to a denominator that is missing
        or zero: those are null, never infinite.

    Raises:
        CompositeError: a denominator that has no column, is negative or no number.
    """
    frame = checked(data, framework, unit)
    divided = [node for node in framework.nodes if node.denominator is not None]
    columns = sorted({str(node.denominator) for node in divided})
    if absent := [column for column in columns if column not in frame.columns]:
        raise CompositeError(f"data: denominators without a column: {', '.join(absent)}")
    below = numeric(frame, columns)
    for column in columns:
        wrong = below.filter((pl.col(column) < 0) | pl.col(column).is_infinite())
        if wrong.height:
            raise CompositeError(
                f"data: denominator {column} is {wrong[column][0]} for {wrong[unit][0]};"
                " expected a finite number of at least 0"
            )
    quotients, notes = [], []
    for node in divided:
        column = str(node.denominator)
        usable = pl.when(pl.col(column) > 0).then(pl.col(column))
        quotients.append((pl.col(node.code) / (usable / node.per)).alias(node.code))
        lost = below.filter(pl.col(node.code).is_not_null() & (pl.col(column) > 0).not_())
        void = below.filter(pl.col(node.code).is_not_null() & pl.col(column).is_null())
        for rows, why in ((lost, "is zero"), (void, "is missing")):
            notes += [
                {"unit": str(name), "code": node.code, "reason": f"denominator {column} {why}"}
                for name in rows[unit]
            ]
    # All from ``below``: an indicator may itself be another's denominator.
    made = below.select(quotients)
    schema = {"unit": pl.String, "code": pl.String, "reason": pl.String}
    return Step(frame.with_columns(made.get_columns()), notes_of(notes, schema))


def screen(
    data: pl.DataFrame, framework: Framework, screening: Screening | None = None, *, unit: str
) -> Step:
    """The units of which enough indicators are there.

    Returns:
        The frame without the units that fail, and notes on every unit: unit, available (count),
        share (0 to 1), nonzero_share (of what is there), kept, reason (null where kept).
    """
    rule = screening or Screening()
    frame = checked(data, framework, unit)
    values = array_of(frame, framework.indicators)
    available = (~np.isnan(values)).sum(axis=0)
    nonzero = available - (values == 0).sum(axis=0)
    notes: list[dict[str, Any]] = []
    for name, there, real in zip(frame[unit], available.tolist(), nonzero.tolist(), strict=True):
        share = there / len(values)
        nonzero_share = real / there if there else None
        reason = None
        if share < rule.min_share - SLACK:
            reason = (
                f"{there} of {len(values)} indicators are there ({share:.3f});"
                f" at least {rule.min_share:.3f} is needed"
            )
        elif rule.min_nonzero_share is not None and (
            nonzero_share is None or nonzero_share < rule.min_nonzero_share - SLACK
        ):
            reason = (
                f"{real} of the {there} values that are there are not zero;"
                f" at least a share of {rule.min_nonzero_share:.3f} is needed"
            )
        notes.append(
            {
                "unit": str(name),
                "available": there,
                "share": share,
                "nonzero_share": nonzero_share,
                "kept": reason is None,
                "reason": reason,
            }
        )
    schema = {
        "unit": pl.String,
        "available": pl.Int64,
        "share": pl.Float64,
        "nonzero_share": pl.Float64,
        "kept": pl.Boolean,
        "reason": pl.String,
    }
    table = notes_of(notes, schema)
    return Step(frame.filter(table["kept"]), table)


def impute(
    data: pl.DataFrame, framework: Framework, imputation: Imputation | None = None, *, unit: str
) -> Step:
    """Missing values filled by the mean or median of the unit's group, in the indicator's unit.

    Returns:
        The frame, and notes on each value that was missing: unit, code, value (null where it
        stays missing), rule (what it is the statistic of), observed (how many it is made of).

    Raises:
        CompositeError: no column that names the group.
    """
    rule = imputation or Imputation()
    frame = checked(data, framework, unit)
    if rule.by is not None and rule.by not in frame.columns:
        raise CompositeError(f"data: no column {rule.by!r} to impute by")
    groups = frame[rule.by].to_list() if rule.by else ["all"] * frame.height
    members: dict[Any, list[int]] = {}
    for at, group in enumerate(groups):
        members.setdefault(group, []).append(at)
    values = array_of(frame, framework.indicators)
    statistic = np.mean if rule.statistic == "mean" else np.median
    notes: list[dict[str, Any]] = []
    for code, row in zip(framework.indicators, values, strict=True):
        known = row.copy()
        everywhere = known[~np.isnan(known)]
        for at in np.flatnonzero(np.isnan(known)).tolist():
            group = groups[at]
            own = known[members[group]] if group is not None else known[:0]
            observed, basis = own[~np.isnan(own)], f"{rule.by} {group}" if rule.by else "all"
            if len(observed) < rule.min_observed and rule.fallback == "all":
                observed, basis = everywhere, "all"
            enough = len(observed) >= rule.min_observed
            if enough:
                row[at] = statistic(observed)
            notes.append(
                {
                    "unit": str(frame[unit][at]),
                    "code": code,
                    "value": float(row[at]) if enough else None,
                    "rule": f"{rule.statistic} of {basis}" if enough else None,
                    "observed": len(observed),
                }
            )
    schema = {
        "unit": pl.String,
        "code": pl.String,
        "value": pl.Float64,
        "rule": pl.String,
        "observed": pl.Int64,
    }
    return Step(with_array(frame, framework.indicators, values), notes_of(notes, schema))
