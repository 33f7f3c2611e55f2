"""How far the leapfrog index hangs on choices that could have been others.

Source: Saisana, Saltelli and Tarantola (2005), J. R. Stat. Soc. A 168(2): weights, the mean and the
exclusion of an indicator are drawn together. Indicators left out one at a time are looked at by
themselves too: one of fifty that carries the whole change is too seldom drawn to show.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from estimation.composite import Aggregation, WeightNoise
from estimation.composite.aggregation import coverage
from estimation.composite.frames import Floats
from estimation.index.scores import Scale, root_of

Flags = npt.NDArray[np.bool_]
_SPREAD = WeightNoise().spread


def replicates_of(
    parts: list[Floats], there: Flags, scale: Scale, replicates: int, seed: int
) -> list[Floats]:
    """The index of each part (indicators × rows), replicates × rows, all with the same draws.

    Args:
        parts: scores; of each only what is ``there`` counts.
        there: indicators × rows.

    Returns:
        NaN where nothing is left of a row.
    """
    stream = np.random.default_rng(seed)
    nodes, count = len(scale.framework.nodes), len(scale.framework.indicators)
    weights = scale.weights * (1 + _SPREAD * stream.uniform(-1.0, 1.0, (replicates, nodes)))
    geometric = stream.integers(2, size=replicates)
    # One more than there are indicators: in that draw none is left out.
    left_out = stream.integers(count + 1, size=replicates)
    found = [np.empty((replicates, there.shape[1])) for _ in parts]
    for number in np.unique(left_out).tolist():
        present = _without(number, there, scale)
        for way, rules in enumerate((scale.arithmetic, scale.geometric)):
            mine = np.flatnonzero((left_out == number) & (geometric == way))
            for part, made in zip(parts, found, strict=True):
                made[mine] = root_of(part, scale, rules, weights[mine], present)
    return found


def each_left_out(parts: list[Floats], there: Flags, scale: Scale) -> Iterator[list[Floats]]:
    """The arithmetic index of each part without one indicator after the other, by row; NaN where
    that indicator is not there, for then it is not left out."""
    for number in range(len(scale.framework.indicators)):
        present = _without(number, there, scale)
        yield [
            np.where(
                there[number],
                root_of(part, scale, scale.arithmetic, scale.weights, present)[0],
                np.nan,
            )
            for part in parts
        ]


def quantiles(found: Floats, levels: list[float]) -> Floats:
    """Of replicates × rows, linear; NaN for rows that have nothing."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        return np.asarray(np.nanquantile(found, levels, axis=0))


def _without(number: int, there: Flags, scale: Scale) -> dict[str, Flags]:
    """What is present without an indicator; the coverage rule has been applied before."""
    left = there.copy()
    left[number : number + 1] = False
    anything = dict.fromkeys(scale.framework.groups, Aggregation(min_share=0.0))
    return coverage(scale.framework, left, anything)
