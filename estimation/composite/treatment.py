"""Outliers: winsorise a few points, and if that is not enough take logarithms.

Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 3; the rule (absolute
skewness above 2 together with excess kurtosis above 3.5, at most five points) and the shifts of
the logarithm are those of the COIN Tool and of COINr's ``Treat``, ``winsorise`` and ``log_CT``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from estimation.composite.frames import Floats, Step, array_of, checked, notes_of, with_array
from estimation.composite.framework import CompositeError, Framework

Transform = Literal["log_ct", "log_ct_plus", "log_ct_orig"]


@dataclass(frozen=True)
class Treatment:
    """When a distribution is treated, and how.

    It passes if its absolute skewness is below ``max_skew`` or its excess kurtosis is below
    ``max_kurtosis``. If not, up to ``max_points`` of its values are pulled in, one extreme after
    the other; if it does not pass then, ``transform`` is applied to the original values (to the
    winsorised ones with ``combine``). None: winsorised only.
    """

    max_skew: float = 2.0
    max_kurtosis: float = 3.5
    max_points: int = 5
    transform: Transform | None = "log_ct"
    combine: bool = False

    def __post_init__(self) -> None:
        if self.transform is not None and self.transform not in _TRANSFORMS:
            raise CompositeError(
                f"treatment: transform {self.transform!r}; expected one of {[*_TRANSFORMS]}"
            )
        if self.max_points < 0:
            raise CompositeError(f"treatment: max_points {self.max_points}; expected at least 0")


Treatments = Treatment | Mapping[str, Treatment | None]
"""One for all indicators, or one for each code; a code that is absent or None is not treated."""


def skewness(values: Floats) -> float:
    """Sample skewness G1 = √(n(n−1)) / (n−2) · m3 / m2^1.5 (type 2 of e1071, as in SAS).

    Args:
        values: one dimension, NaN where missing.

    Returns:
        NaN with fewer than three values, or where all are equal.
    """
    known, n = _known(values)
    if n < 3 or known.min() == known.max():
        return math.nan
    apart = known - known.mean()
    biased = math.sqrt(n) * (apart**3).sum() / (apart**2).sum() ** 1.5
    return float(biased * math.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Floats) -> float:
    """Sample excess kurtosis G2 (type 2 of e1071, as in SAS): 0 for the normal distribution.

    Args:
        values: one dimension, NaN where missing.

    Returns:
        NaN with fewer than four values, or where all are equal.
    """
    known, n = _known(values)
    if n < 4 or known.min() == known.max():
        return math.nan
    apart = known - known.mean()
    ratio = n * (apart**4).sum() / (apart**2).sum() ** 2
    return float(((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def passes(values: Floats, treatment: Treatment) -> bool:
    """Whether there is nothing to treat; so too where the moments cannot be had."""
    skew, kurt = skewness(values), kurtosis(values)
    if math.isnan(skew) or math.isnan(kurt):
        return True
    return abs(skew) < treatment.max_skew or kurt < treatment.max_kurtosis


def winsorise(values: Floats, treatment: Treatment) -> tuple[Floats, int]:
    """Extremes set to the next value, on the side of the skew, until the distribution passes.

    Returns:
        The values, and how many of them stand at a value that was pulled in. Ties move together,
        so that there can be more than ``max_points``; points already pulled in are counted once.
    """
    held = values.copy()
    high = low = 0
    while not passes(held, treatment) and high + low < treatment.max_points:
        if skewness(held) >= 0:
            extreme = held == np.nanmax(held)
            held[extreme] = np.nanmax(held[~extreme])
            high = int(extreme.sum())
        else:
            extreme = held == np.nanmin(held)
            held[extreme] = np.nanmin(held[~extreme])
            low = int(extreme.sum())
    return held, high + low


def treat(
    data: pl.DataFrame, framework: Framework, treatment: Treatments | None = None, *, unit: str
) -> Step:
    """Each indicator's outliers treated, if its distribution does not pass.

    Returns:
        The frame, in the indicators' units but for those that were transformed, and notes on each
        indicator: code; passes, skew, kurtosis as they came; winsorised (points) and passes, skew,
        kurtosis after that; transform (null if none) and passes, skew, kurtosis after that. A
        step that was not taken is null. A distribution whose moments cannot be had passes.

    Raises:
        CompositeError: a treatment for a code that is no indicator.
    """
    rules = Treatment() if treatment is None else treatment
    if isinstance(rules, Treatment):
        rules = dict.fromkeys(framework.indicators, rules)
    if unknown := set(rules) - set(framework.indicators):
        raise CompositeError(f"treatment of unknown indicators: {', '.join(sorted(unknown))}")
    frame = checked(data, framework, unit)
    values = array_of(frame, framework.indicators)
    notes = []
    for at, code in enumerate(framework.indicators):
        rule = rules.get(code)
        if rule is None:
            notes.append({"code": code})
        else:
            values[at], note = _treated(values[at], rule)
            notes.append({"code": code, **note})
    moments: dict[str, Any] = {"passes": pl.Boolean, "skew": pl.Float64, "kurtosis": pl.Float64}
    schema: dict[str, Any] = {"code": pl.String, **moments, "winsorised": pl.Int64}
    schema |= {f"{name}_winsorised": kind for name, kind in moments.items()}
    schema |= {"transform": pl.String}
    schema |= {f"{name}_transformed": kind for name, kind in moments.items()}
    padded = [{name: note.get(name) for name in schema} for note in notes]
    return Step(with_array(frame, framework.indicators, values), notes_of(padded, schema))


def _treated(values: Floats, rule: Treatment) -> tuple[Floats, dict[str, Any]]:
    note = _moments(values, rule)
    if note["passes"]:
        return values, note
    held, points = winsorise(values, rule)
    after = _moments(held, rule, "_winsorised")
    note |= {"winsorised": points, **after}
    if after["passes_winsorised"] or rule.transform is None:
        return held, note
    held = _TRANSFORMS[rule.transform](held if rule.combine else values)
    return held, note | {"transform": rule.transform} | _moments(held, rule, "_transformed")


def _moments(values: Floats, rule: Treatment, suffix: str = "") -> dict[str, Any]:
    skew, kurt = skewness(values), kurtosis(values)
    return {
        f"passes{suffix}": passes(values, rule),
        f"skew{suffix}": None if math.isnan(skew) else skew,
        f"kurtosis{suffix}": None if math.isnan(kurt) else kurt,
    }


def _known(values: Floats) -> tuple[Floats, int]:
    known = values[~np.isnan(values)]
    return known, len(known)


def _log_ct(values: Floats) -> Floats:
    low, high = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log(values - low + 0.01 * (high - low)))


def _log_ct_plus(values: Floats) -> Floats:
    # The mirror image where the tail is to the left, so that the long tail is always drawn in.
    return _log_ct(values) if skewness(values) > 0 else -_log_ct(-values)


def _log_ct_orig(values: Floats) -> Floats:
    return np.asarray(np.log(values - np.nanmin(values) + 1.0))


_TRANSFORMS: dict[str, Callable[[Floats], Floats]] = {
    "log_ct": _log_ct,
    "log_ct_plus": _log_ct_plus,
    "log_ct_orig": _log_ct_orig,
}
