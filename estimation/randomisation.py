"""Inference from which units were treated, where they are too few for a normal approximation.

The labels of the units are dealt out anew, as many of each as there were, and the statistic is
computed for every deal. Under no effect for any unit the deal that took place is one among equals,
whatever the correlation within the units: the share of deals whose statistic is at least as far
from 0 is an exact p-value (Fisher 1935; Imbens and Rubin 2015, 5). Row 0 of every array of deals
is the one that took place, and counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

SLACK = 1e-9
"""Relative: what binary fractions alone put between two statistics that are equal."""


@dataclass(frozen=True)
class Deals:
    """Ways the labels could have fallen on the units.

    Attributes:
        labels: deals × units, each row the labels of all units; row 0 is what took place.
        is_exact: all deals there are; otherwise a seeded draw from them.
    """

    labels: Labels
    is_exact: bool


@dataclass(frozen=True)
class Verdicts:
    """What the deals say of each of K statistics; arrays of length K, NaN where there is none.

    Attributes:
        estimate: the statistic of what took place.
        p_value: two-sided, for no effect on any unit.
        ci_low, ci_high: all constant effects that the test does not reject at ``level``. NaN where
            the deals are too few to reject anything at that level, or the interval has no end.
        placebo_sd: standard deviation of the statistics of the other deals.
        deals: deals whose statistic could be computed.
    """

    estimate: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats
    placebo_sd: Floats
    deals: Labels


def deal(
    labels: Labels, strata: Labels | None = None, *, draws: int = 9999, seed: int = 0
) -> Deals:
    """Every way the labels could have fallen, or ``draws`` of them at random.

    Args:
        labels: label of each unit (0 and 1 for untreated and treated, or one for each cohort).
        strata: labels are exchanged only between units of one stratum.
        draws: all deals are listed if there are no more than this, otherwise so many are drawn.
        seed: of the draw; the same seed gives the same deals.

    Raises:
        ValueError: ``draws`` below 1.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    groups = [np.arange(len(labels))]
    if strata is not None:
        groups = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    if prod(_ways(labels[members]) for members in groups) <= draws:
        return Deals(_all_deals(labels, groups), is_exact=True)
    generator = np.random.default_rng(seed)
    drawn = np.tile(labels, (draws + 1, 1))
    for members in groups:
        drawn[1:, members] = generator.permuted(drawn[1:, members], axis=1)
    return Deals(drawn, is_exact=False)


def _ways(labels: Labels) -> int:
    """Distinct orders of the labels: the multinomial coefficient."""
    left, ways = len(labels), 1
    for count in np.unique(labels, return_counts=True)[1]:
        ways *= comb(left, int(count))
        left -= int(count)
    return ways


def _all_deals(labels: Labels, groups: list[Labels]) -> Labels:
    deals = np.tile(labels, (prod(_ways(labels[members]) for members in groups), 1))
    per_group = ([*_orders(labels[members])] for members in groups)
    for row, orders in enumerate(product(*per_group)):
        for members, order in zip(groups, orders, strict=True):
            deals[row, members] = order
    actual = int(np.flatnonzero((deals == labels).all(axis=1))[0])
    deals[[0, actual]] = deals[[actual, 0]]
    return deals


def _orders(labels: Labels) -> Iterator[Labels]:
    """Each distinct order of the labels once, choosing places for the rarest label first."""
    if not len(labels):
        yield labels.copy()
        return
    values, counts = np.unique(labels, return_counts=True)
    rank = np.argsort(counts, kind="stable")
    values, counts = values[rank], counts[rank]

    def fill(order: Labels, free: Labels, at: int) -> Iterator[Labels]:
        if at == len(values) - 1:
            order[free] = values[at]
            yield order.copy()
            return
        for places in combinations(range(len(free)), int(counts[at])):
            order[free[list(places)]] = values[at]
            yield from fill(order, np.delete(free, places), at + 1)

    yield from fill(labels.copy(), np.arange(len(labels)), 0)


def judge(statistics: Floats, responses: Floats, level: float = 0.95) -> Verdicts:
    """p-values and, by inverting the test, intervals of constant effects.

    Taking an effect ``e`` off the units that were treated turns the statistic ``t`` of a deal into
    ``t - c e``, where ``c`` is the same statistic of outcomes that are 1 where treatment was and 0
    elsewhere. A deal is at least as far from 0 as what took place (``c = 1``) between the two roots
    of a quadratic, which enclose the estimate, so the ends of the interval are order statistics of
    the roots: no grid is needed. Where ``|c| > 1`` the deal is counted as far for every effect,
    which can only widen the interval.

    Args:
        statistics: deals × K, row 0 what took place; NaN where a deal allows none.
        responses: deals × K, the ``c`` of each.
        level: of the interval, above 0 and below 1.

    Raises:
        ValueError: a level that is not between 0 and 1.
    """
    check_level(level)
    columns = [_judge(statistics[:, k], responses[:, k], level) for k in range(statistics.shape[1])]
    table = np.array(columns, dtype=float).reshape(len(columns), 6).T
    return Verdicts(
        estimate=table[0],
        p_value=table[1],
        ci_low=table[2],
        ci_high=table[3],
        placebo_sd=table[4],
        deals=table[5].astype(np.int64),
    )


def check_level(level: float) -> None:
    """Raises a ValueError for a level of confidence that is not between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, not {level}")


def _judge(statistic: Floats, response: Floats, level: float) -> tuple[float, ...]:
    nothing = (np.nan,) * 5
    if np.isnan(statistic[0]):
        return (*nothing, 0)
    known = ~np.isnan(statistic)
    t, c, actual = statistic[known], response[known], statistic[0]
    slack = SLACK * max(float(np.abs(t).max()), abs(float(actual)))
    p_value = float(np.mean(np.abs(t) >= abs(actual) - slack))
    spread = float(np.std(t[1:], ddof=1)) if len(t) > 2 else np.nan
    low, high = _not_nearer(t, c, float(actual), slack)
    # Not rejected while more than the share 1 - level of the deals is at least as far.
    rank = int(np.floor((1 - level) * len(t) + SLACK))
    ends = (float(np.sort(low)[rank]), float(np.sort(high)[::-1][rank]))
    ci_low, ci_high = (end if np.isfinite(end) else np.nan for end in ends)
    return float(actual), p_value, ci_low, ci_high, spread, int(known.sum())


def _not_nearer(t: Floats, c: Floats, actual: float, slack: float) -> tuple[Floats, Floats]:
    """Ends of the effects with which each deal is at least as far from 0 as what took place.

    They are those with ``(t - actual + (1 - c) e) (t + actual - (1 + c) e) >= 0``.
    """
    low, high = np.full(len(t), -np.inf), np.full(len(t), np.inf)
    bounded = np.abs(c) < 1 - SLACK
    roots = np.stack(
        [
            (actual - t[bounded]) / (1 - c[bounded]),
            (actual + t[bounded]) / (1 + c[bounded]),
        ]
    )
    low[bounded], high[bounded] = roots.min(axis=0), roots.max(axis=0)
    for sign in (1.0, -1.0):  # of the two roots one is left, on the far side of which all count
        half = np.abs(c - sign) <= SLACK
        root = (actual + sign * t[half]) / 2
        high[half] = np.where(root > actual + slack, root, np.inf)
        low[half] = np.where(root < actual - slack, root, -np.inf)
    return low, high
