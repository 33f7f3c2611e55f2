"""Up the hierarchy: from normalised indicators to groups to the index.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 6; means of what is
there with weights scaled to it, as COINr's ``a_amean`` and ``a_gmean``, under a coverage rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from estimation.composite.frames import (
    SLACK,
    Flags,
    Floats,
    Step,
    array_of,
    checked,
    notes_of,
    with_array,
)
from estimation.composite.framework import CompositeError, Framework

Mean = Literal["arithmetic", "geometric"]


@dataclass(frozen=True)
class Aggregation:
    """How the members of a group become its value.

    ``mean`` is weighted; weights are scaled to the members that are there. A group of which less
    than ``min_share`` (0 to 1) is there has no value: the share of the weight, or of the number
    of members with ``share_of="count"`` (COINr's ``dat_thresh``). With 0 one member is enough.
    """

    mean: Mean = "arithmetic"
    min_share: float = 2 / 3
    share_of: Literal["weight", "count"] = "weight"

    def __post_init__(self) -> None:
        if self.mean not in ("arithmetic", "geometric") or self.share_of not in ("weight", "count"):
            raise CompositeError(
                f"aggregation: {self.mean!r} by {self.share_of!r};"
                " expected arithmetic or geometric by weight or count"
            )
        if not 0 <= self.min_share <= 1:
            raise CompositeError(f"aggregation: min_share {self.min_share}; expected 0 to 1")


Aggregations = Aggregation | Mapping[int, Aggregation]
"""One for all groups, or one for each level of groups (2 is the level above indicators)."""


def aggregate(
    data: pl.DataFrame,
    framework: Framework,
    aggregation: Aggregations | None = None,
    *,
    unit: str,
) -> Step:
    """The groups and the index as further columns, lowest level first, on the indicators' scale.

    Args:
        data: one row per unit; the normalised indicators as columns.

    Returns:
        The frame, and notes on each group that has no value for a unit: unit, code, reason.

    Raises:
        CompositeError: a geometric mean of what is not above 0; a level without an aggregation;
            a group whose code is a column already.
    """
    chosen = rules_by_group(framework, aggregation or Aggregation())
    frame = checked(data, framework, unit)
    if taken := [group for group in framework.groups if group in frame.columns]:
        raise CompositeError(f"data: groups that are columns already: {', '.join(taken)}")
    values = array_of(frame, framework.indicators)
    present = coverage(framework, ~np.isnan(values), chosen)
    weights = np.array([[node.weight for node in framework.nodes]])
    names = frame[unit].cast(pl.String).to_list()
    found = aggregate_array(values[np.newaxis], framework, weights, present, chosen)
    flat = {code: rows[0] for code, rows in found.items()}
    _refuse_nonpositive(framework, flat, present, chosen, names)
    groups = with_array(
        frame, framework.groups, np.array([flat[group] for group in framework.groups])
    )
    notes = [
        {"unit": names[at], "code": group, "reason": _reason(framework, present, chosen, group, at)}
        for group in framework.groups
        for at in np.flatnonzero(~present[group]).tolist()
    ]
    schema = {"unit": pl.String, "code": pl.String, "reason": pl.String}
    return Step(groups, notes_of(notes, schema))


def rules_by_group(framework: Framework, aggregation: Aggregations) -> dict[str, Aggregation]:
    """The aggregation of each group.

    Raises:
        CompositeError: a level of groups without one.
    """
    if isinstance(aggregation, Aggregation):
        return dict.fromkeys(framework.groups, aggregation)
    needed = {framework.level[group] for group in framework.groups}
    if absent := sorted(needed - set(aggregation)):
        raise CompositeError(f"no aggregation for level {', '.join(map(str, absent))}")
    return {group: aggregation[framework.level[group]] for group in framework.groups}


def coverage(
    framework: Framework, there: Flags, chosen: Mapping[str, Aggregation]
) -> dict[str, Flags]:
    """For each code the units (one dimension) that have it or, for a group, have enough of it.

    Args:
        there: indicators × units.
    """
    present: dict[str, Flags] = dict(zip(framework.indicators, there, strict=True))
    for group in framework.groups:
        share = _share(framework, present, chosen[group], group)
        present[group] = (share > 0) & (share >= chosen[group].min_share - SLACK)
    return present


def aggregate_array(
    values: Floats,
    framework: Framework,
    weights: Floats,
    present: Mapping[str, Flags],
    chosen: Mapping[str, Aggregation],
) -> dict[str, Floats]:
    """The value of each code, replicates × units, for many replicates at once.

    Args:
        values: replicates (or 1) × indicators × units; what is not ``present`` is not read.
        weights: replicates (or 1) × nodes, in the order of the framework's nodes.
        present: as ``coverage`` gives it; a group that is not has NaN.

    Returns:
        The indicators as given, and the groups. A geometric mean of what is not above 0 is no
        number: the caller sees to that.
    """
    found = {code: values[:, at] for at, code in enumerate(framework.indicators)}
    for group in framework.groups:
        members = framework.children[group]
        at = [framework.position[code] for code in members]
        inputs, flags = [found[code] for code in members], [present[code] for code in members]
        mean = _weighted_mean(inputs, weights[:, at], flags, chosen[group].mean)
        found[group] = np.where(present[group], mean, np.nan)
    return found


def _weighted_mean(
    values: Sequence[Floats], weights: Floats, present: Sequence[Flags], mean: Mean
) -> Floats:
    # Member by member and not as a product of matrices: units that have the same values must get
    # the same bits, wherever they stand and however many replicates there are at once.
    total: Floats | float = 0.0
    weight: Floats | float = 0.0
    whole = all(flags.all() for flags in present)
    for at, (value, flags) in enumerate(zip(values, present, strict=True)):
        share = weights[:, at : at + 1]
        if not whole:
            value = np.where(flags, value, 1.0)
            share = share * flags
        with np.errstate(invalid="ignore", divide="ignore"):
            total = total + share * (np.log(value) if mean == "geometric" else value)
        weight = weight + share
    with np.errstate(invalid="ignore", divide="ignore"):
        result = total / weight
    return np.asarray(np.exp(result) if mean == "geometric" else result)


def _share(
    framework: Framework, present: Mapping[str, Flags], rule: Aggregation, group: str
) -> Floats:
    members = framework.children[group]
    weights = np.array([[framework.node[code].weight] for code in members])
    flags = np.array([present[code] for code in members])
    there = (weights * flags).sum(axis=0) / weights.sum()
    if rule.share_of == "count":
        # What is there with no weight at all makes no mean.
        return np.asarray(np.where(there > 0, flags.mean(axis=0), 0.0))
    return np.asarray(there)


def _reason(
    framework: Framework,
    present: Mapping[str, Flags],
    chosen: Mapping[str, Aggregation],
    group: str,
    at: int,
) -> str:
    rule = chosen[group]
    share = float(_share(framework, present, rule, group)[at])
    missing = [code for code in framework.children[group] if not present[code][at]]
    what = "weight" if rule.share_of == "weight" else "members"
    return (
        f"{share:.3f} of the {what} of {group} is there; at least {rule.min_share:.3f} is needed;"
        f" missing: {', '.join(missing)}"
    )


def _refuse_nonpositive(
    framework: Framework,
    values: Mapping[str, Floats],
    present: Mapping[str, Flags],
    chosen: Mapping[str, Aggregation],
    names: Sequence[str],
) -> None:
    for group in framework.groups:  # lowest first, so that the first fault found is the cause
        for code in framework.children[group] if chosen[group].mean == "geometric" else ():
            wrong = np.flatnonzero(present[code] & ~(values[code] > 0))
            if len(wrong):
                raise CompositeError(
                    f"{group}: geometric mean of {code} = {values[code][wrong[0]]:.6g} for"
                    f" {names[wrong[0]]}; normalise onto a range above 0, such as 1 to 100"
                )
