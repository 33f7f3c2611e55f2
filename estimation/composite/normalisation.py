"""Onto one scale, on which more is better.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5; formulas of
COINr's ``n_minmax``, ``n_zscore``, ``n_goalposts`` and ``n_prank``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl

from estimation.composite.frames import Flags, Floats, Step, array_of, checked, notes_of, with_array
from estimation.composite.framework import CompositeError, Framework
from estimation.composite.ranking import ranks

Method = Literal["minmax", "zscore", "goalposts", "percentile_rank", "none"]
METHODS = ("minmax", "zscore", "goalposts", "percentile_rank", "none")


class Goalposts(NamedTuple):
    """The values, in the indicator's own unit, that bound its scale: ``low`` < ``high``.

    Where less is better ``high`` scores lowest; the direction is the framework's, never the
    order of the two.
    """

    low: float
    high: float


@dataclass(frozen=True)
class Normalisation:
    """How values come onto a scale.

    ``minmax``: the lowest unit gets ``low``, the highest ``high``. ``goalposts``: the same with
    bounds given from outside, per code; what lies beyond is clipped unless ``clip`` is false.
    ``percentile_rank``: share of the other units that are below, ties as ``ties`` says, onto
    ``low`` to ``high``. ``zscore``: mean ``mean`` and standard deviation (n − 1) ``sd``. ``none``:
    the value times its direction.

    An indicator on which all units are equal has no place on a relative scale: ``constant`` says
    whether that is an error, makes it missing (as COINr does, by NaN), or puts them all in the
    ``middle`` of the scale, for nobody is ahead.
    """

    method: Method = "minmax"
    low: float = 0.0
    high: float = 100.0
    mean: float = 0.0
    sd: float = 1.0
    goalposts: Mapping[str, tuple[float, float]] | None = None
    clip: bool = True
    ties: Literal["min", "max", "average"] = "min"
    constant: Literal["refuse", "missing", "middle"] = "refuse"

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise CompositeError(f"normalisation {self.method!r}; expected one of {METHODS}")
        if not self.low < self.high or not self.sd > 0:
            raise CompositeError(
                f"normalisation: low {self.low}, high {self.high}, sd {self.sd};"
                " expected low below high and sd above 0"
            )
        if (self.method == "goalposts") != (self.goalposts is not None):
            raise CompositeError("normalisation: goalposts and their method belong together")
        for code, (low, high) in (self.goalposts or {}).items():
            if not (np.isfinite([low, high]).all() and low < high):
                raise CompositeError(f"goalposts of {code}: {low} to {high}; expected low < high")


Normalisations = Normalisation | Mapping[str, Normalisation]
"""One for all indicators, or one for each code, and then for every one of them."""


def normalise(
    data: pl.DataFrame,
    framework: Framework,
    normalisation: Normalisations | None = None,
    *,
    unit: str,
) -> Step:
    """Each indicator on the scale, turned by its direction so that more is better.

    Returns:
        The frame, and notes on each indicator: code, method, direction, low and high (the values
        in its own unit that bound the scale, null where none do), clipped (how many units were).

    Raises:
        CompositeError: goalposts or a normalisation are absent for an indicator; all units are
            equal on one (see ``Normalisation.constant``).
    """
    rules = rules_for(framework.indicators, normalisation or Normalisation())
    frame = checked(data, framework, unit)
    values = array_of(frame, framework.indicators)
    scaled = normalise_array(values, framework, rules)
    notes: list[dict[str, Any]] = []
    for code, row, rule in zip(framework.indicators, values, rules, strict=True):
        bounds: tuple[float, float] | tuple[None, None] = (None, None)
        clipped = 0
        if rule.method == "goalposts":
            bounds = (rule.goalposts or {})[code]
            clipped = int(((row < bounds[0]) | (row > bounds[1])).sum()) if rule.clip else 0
        elif rule.method == "minmax" and not np.isnan(row).all():
            bounds = float(np.nanmin(row)), float(np.nanmax(row))
        notes.append(
            {
                "code": code,
                "method": rule.method,
                "direction": framework.node[code].direction,
                "low": bounds[0],
                "high": bounds[1],
                "clipped": clipped,
            }
        )
    schema = {
        "code": pl.String,
        "method": pl.String,
        "direction": pl.Int64,
        "low": pl.Float64,
        "high": pl.Float64,
        "clipped": pl.Int64,
    }
    return Step(with_array(frame, framework.indicators, scaled), notes_of(notes, schema))


def goalposts_from(
    baseline: pl.DataFrame,
    framework: Framework,
    low_quantile: float = 0.0,
    high_quantile: float = 1.0,
) -> dict[str, Goalposts]:
    """Goalposts to freeze: quantiles (linear, R's type 7) of each indicator in a baseline frame.

    Args:
        baseline: one row per unit, on the scale that will be normalised (denominated and so on).
        low_quantile, high_quantile: 0 to 1; the defaults are the extremes.

    Raises:
        CompositeError: quantiles out of order; an indicator without a column, without values, or
            whose two quantiles are equal, which leaves no scale.
    """
    if not 0 <= low_quantile < high_quantile <= 1:
        raise CompositeError(f"goalposts: quantiles {low_quantile} and {high_quantile}")
    if absent := [code for code in framework.indicators if code not in baseline.columns]:
        raise CompositeError(f"baseline: indicators without a column: {', '.join(absent)}")
    posts = {}
    for code, row in zip(
        framework.indicators, array_of(baseline, framework.indicators), strict=True
    ):
        known = row[~np.isnan(row)]
        if not len(known):
            raise CompositeError(f"baseline: {code} has no value")
        low, high = np.quantile(known, [low_quantile, high_quantile]).tolist()
        if not low < high:
            raise CompositeError(f"baseline: {code} is {low} at both quantiles; no scale in that")
        posts[code] = Goalposts(low, high)
    return posts


def rules_for(codes: Sequence[str], normalisation: Normalisations) -> list[Normalisation]:
    """The normalisation of each code, in their order.

    Raises:
        CompositeError: a code without one, or without its goalposts.
    """
    if isinstance(normalisation, Normalisation):
        rules = dict.fromkeys(codes, normalisation)
    else:
        rules = dict(normalisation)
        if absent := [code for code in codes if code not in rules]:
            raise CompositeError(f"no normalisation for: {', '.join(absent)}")
    if absent := [
        code
        for code in codes
        if rules[code].goalposts is not None and code not in (rules[code].goalposts or {})
    ]:
        raise CompositeError(f"no goalposts for: {', '.join(absent)}")
    return [rules[code] for code in codes]


def normalise_array(values: Floats, framework: Framework, rules: list[Normalisation]) -> Floats:
    """``values``, … × indicators × units with NaN where missing, on the scale; same shape."""
    codes = framework.indicators
    if all(rule is rules[0] for rule in rules):
        return _normalised(values, codes, framework, rules[0])
    return np.concatenate(
        [
            _normalised(values[..., at : at + 1, :], [code], framework, rule)
            for at, (code, rule) in enumerate(zip(codes, rules, strict=True))
        ],
        axis=-2,
    )


def _normalised(
    values: Floats, codes: Sequence[str], framework: Framework, rule: Normalisation
) -> Floats:
    direction = np.array([[framework.node[code].direction] for code in codes], dtype=np.float64)
    if rule.method == "goalposts":
        posts = np.array([(rule.goalposts or {})[code] for code in codes])
        low, high = posts[:, :1], posts[:, 1:]
        share = (np.where(direction > 0, values - low, high - values)) / (high - low)
        if rule.clip:
            np.clip(share, 0.0, 1.0, out=share)
        return np.asarray(share * (rule.high - rule.low) + rule.low)
    turned = np.asarray(values * direction)
    if rule.method == "none":
        return np.asarray(turned)
    low = np.fmin.reduce(turned, axis=-1, keepdims=True)
    high = np.fmax.reduce(turned, axis=-1, keepdims=True)
    constant = low == high
    if rule.constant == "refuse" and constant.any():
        at = int(np.argwhere(constant)[0][-2])
        raise CompositeError(
            f"normalisation: {codes[at]} has one value only; leave it out, give it goalposts,"
            " or say what it becomes (constant)"
        )
    level = constant & ~np.isnan(turned)
    scaled = _spread(np.where(constant, np.nan, turned), low, high, constant, rule)
    if rule.constant == "middle":
        middle = rule.mean if rule.method == "zscore" else (rule.low + rule.high) / 2
        return np.where(level, middle, scaled)
    return scaled


def _spread(
    turned: Floats, low: Floats, high: Floats, constant: Flags, rule: Normalisation
) -> Floats:
    """Relative to the other units; what is NaN stays NaN."""
    if rule.method == "minmax":
        turned -= low
        turned /= np.where(constant, 1.0, high - low)
        turned *= rule.high - rule.low
        turned += rule.low
        return turned
    known = ~np.isnan(turned)
    count = np.maximum(known.sum(axis=-1, keepdims=True), 2)
    if rule.method == "percentile_rank":
        share = (ranks(turned, ties=rule.ties, descending=False) - 1) / (count - 1)
        return np.asarray(share * (rule.high - rule.low) + rule.low)
    whole = bool(known.all())
    mean = (turned if whole else np.where(known, turned, 0.0)).sum(axis=-1, keepdims=True) / count
    apart = turned - mean
    square = apart**2 if whole else np.where(known, apart**2, 0.0)
    sd = np.sqrt(square.sum(axis=-1, keepdims=True) / (count - 1))
    return np.asarray(apart / np.where(sd > 0, sd, 1.0) * rule.sd + rule.mean)
