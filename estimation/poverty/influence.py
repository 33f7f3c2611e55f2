"""Linearised variables of poverty and inequality: what each person adds to the error.

The design-based error of a statistic is that of the estimated total of its linearised variable.

Sources: Deville (1999) for the method; Osier (2009), Berger and Skinner (2003) for the at-risk
rate and the gap, Langel and Tillé (2011, 2013) for the quintile share ratio and the Gini
coefficient; Graf and Tillé (2014) and Silverman (1986) for densities.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.poverty.measures import INCOME, ROW, SLACK, WEIGHT, limit, usable_persons

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Statistic = Literal["at_risk_rate", "poverty_gap", "gini", "quintile_share_ratio"]
"""The functions of ``estimation.poverty`` of these names."""

_DOMAIN = "__domain"


def influence(
    frame: pl.DataFrame,
    income: str,
    weight: str | None,
    statistic: Statistic,
    *,
    threshold_share: float = 0.6,
    threshold: float | None = None,
    domain: str | pl.Expr | None = None,
) -> pl.Series:
    """The linearised variable of a statistic of one domain, for each person of the whole frame.

    With it the statistic's standard error is the square root of the variance, under the design,
    of the total Σ w z over all persons: those outside of the domain count too, as the threshold
    is estimated from them. The density of incomes, which the threshold's part needs, is that of a
    weighted Gaussian kernel on their logarithms: on incomes as they are, and with the bandwidth
    of Osier's macro, errors are strongly biased (Graf and Tillé 2014). The bandwidth, 0.79 of the
    interquartile range times the effective number of persons to the power -1/5 (Silverman 1986,
    3.4), does not depend on the scale of the weights.

    Persons of one household share its income: the design they are totalled under has to have
    households, or what they were drawn in, as units.

    Args:
        frame: persons, as for the statistic.
        threshold_share: of the at-risk rate and the gap.
        threshold: theirs if it is from elsewhere; its own error is not known and not counted.
        domain: boolean column, or expression, of the persons the statistic is of; null is
            outside. By default it is everybody.

    Returns:
        ``frame.height`` values, in percent (quintile share ratio: a ratio) per unit of weight.
        0 for who is not used; Σ w z is about 0. Null throughout where the statistic is not
        defined, or incomes have no density at its threshold because all are the same.

    Raises:
        ValueError: as the statistic; an unknown statistic, a domain that is no boolean.
    """
    if statistic not in get_args(Statistic):
        raise ValueError(
            f"statistic: {statistic!r}; expected one of {', '.join(get_args(Statistic))}"
        )
    used = usable_persons(_with_domain(frame, domain), income, weight, _DOMAIN)
    x, w = used[INCOME].to_numpy(), used[WEIGHT].to_numpy()
    inside = used[_DOMAIN].fill_null(False).to_numpy()
    line = poverty_line(x, w, threshold_share, threshold)
    z = linearised(statistic, x, w, inside, line)
    if not np.isfinite(z).all():
        return pl.Series("influence", [None] * frame.height, dtype=pl.Float64)
    found = np.zeros(frame.height)
    found[used[ROW].to_numpy()] = z
    return pl.Series("influence", found)


class PovertyLine(NamedTuple):
    """A threshold, its linearised variable, and the bandwidth of the incomes' densities."""

    value: float
    influence: Floats
    bandwidth: float


def poverty_line(x: Floats, w: Floats, share: float, given: float | None = None) -> PovertyLine:
    """The threshold of persons in the order of their incomes, to be used for any of their domains.

    Args:
        x, w: incomes, sorted, and weights above 0, as ``usable_persons`` gives them.
        share: of the median.
        given: a threshold from elsewhere, which moves with nobody's income.

    Raises:
        ValueError: a share that is not above 0.
    """
    if not share > 0:
        raise ValueError(f"threshold_share: {share}; expected above 0, such as 0.6")
    with np.errstate(divide="ignore", invalid="ignore"):
        bandwidth = _bandwidth(x, w)
        if given is not None:
            return PovertyLine(given, np.zeros(len(x)), bandwidth)
        median = _quantile(x, w, 0.5)
        slope = _density(median, x, w, bandwidth) * w.sum()
        moved = np.asarray(-share * ((x <= median) - 0.5) / slope, dtype=np.float64)
    return PovertyLine(share * median, moved, bandwidth)


def linearised(
    statistic: Statistic, x: Floats, w: Floats, inside: Flags, line: PovertyLine
) -> Floats:
    """As ``influence``, of sorted incomes; not finite somewhere if the statistic is not defined.

    Args:
        x, w: as for ``poverty_line``.
        inside: who is in the domain.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if statistic == "gini":
            return _gini(x, w * inside) * inside
        if statistic == "quintile_share_ratio":
            return _quintile_share_ratio(x, w * inside) * inside
        if statistic == "at_risk_rate":
            return _at_risk_rate(x, w, inside, line)
        return _poverty_gap(x, w, inside, line)


def _with_domain(frame: pl.DataFrame, domain: str | pl.Expr | None) -> pl.DataFrame:
    if isinstance(domain, str) and domain not in frame.columns:
        raise ValueError(f"domain: no column {domain!r}; expected a boolean one, or an expression")
    chosen = pl.lit(True) if domain is None else domain
    flagged = frame.with_columns(
        (pl.col(chosen) if isinstance(chosen, str) else chosen).alias(_DOMAIN)
    )
    if (kind := flagged.schema[_DOMAIN]) != pl.Boolean:
        raise ValueError(f"domain: {kind}; expected a boolean column or expression")
    return flagged


def _quantile(x: Floats, w: Floats, probability: float) -> float:
    """Of sorted incomes; NaN if there is no weight."""
    x, w = x[w > 0], w[w > 0]
    if not len(x):
        return float("nan")
    share = np.cumsum(w) / w.sum()
    reached = x[np.searchsorted(share, probability - SLACK)]
    passed = x[min(int(np.searchsorted(share, probability + SLACK, side="right")), len(x) - 1)]
    return float((reached + passed) / 2)


def _gini(x: Floats, w: Floats) -> Floats:
    persons, total = w.sum(), (w * x).sum()
    if not total > 0:
        return np.full(len(x), np.nan)
    count, received = np.cumsum(w), np.cumsum(w * x)
    pairs = (w * x * (2 * count - w)).sum()
    slope = 2 * (x * count + total - received)
    return np.asarray(
        100 * (slope - pairs * (1 / persons + x / total)) / (persons * total), dtype=np.float64
    )


def _quintile_share_ratio(x: Floats, w: Floats) -> Floats:
    low, high = _quantile(x, w, 0.2), _quantile(x, w, 0.8)
    bottom, top = (w * x)[x <= low].sum(), (w * x)[x > high].sum()
    if not bottom > 0:
        return np.full(len(x), np.nan)
    # The density at the quantile cancels: a moved quantile moves the sum by itself times as many.
    of_bottom = np.where(x <= low, x - low, 0) + 0.2 * low
    of_top = np.where(x > high, x - high, 0) + 0.2 * high
    return np.asarray((of_top - top / bottom * of_bottom) / bottom, dtype=np.float64)


def _bandwidth(x: Floats, w: Floats) -> float:
    """Of the logarithms of the incomes above 0."""
    logs, w = np.log(x[x > 0]), w[x > 0]
    persons = w.sum() ** 2 / (w**2).sum()
    spread = 0.79 * (_quantile(logs, w, 0.75) - _quantile(logs, w, 0.25))
    if spread == 0:  # half of all have the same income
        mean = (w * logs).sum() / w.sum()
        spread = 1.06 * np.sqrt((w * (logs - mean) ** 2).sum() / w.sum())
    return float(spread * persons**-0.2)


def _density(at: float, x: Floats, w: Floats, bandwidth: float) -> float:
    """Of incomes, by a kernel on their logarithms; NaN at incomes that are not above 0."""
    kernel = np.exp(-((np.log(at / x[x > 0]) / bandwidth) ** 2) / 2)
    scale = w.sum() * bandwidth * at * np.sqrt(2 * np.pi)
    return float((w[x > 0] * kernel).sum() / scale)


def _crossed(x: Floats, members: Floats, line: PovertyLine) -> Floats:
    """The share of the domain that a moving threshold passes."""
    if not line.influence.any():
        return line.influence
    return _density(line.value, x, members, line.bandwidth) * line.influence


def _at_risk_rate(x: Floats, w: Floats, inside: Flags, line: PovertyLine) -> Floats:
    members = w * inside
    poor = x < limit(line.value)
    rate = (members * poor).sum() / members.sum()
    own = inside * (poor - rate) / members.sum()
    return np.asarray(100 * (own + _crossed(x, members, line)), dtype=np.float64)


def _poverty_gap(x: Floats, w: Floats, inside: Flags, line: PovertyLine) -> Floats:
    members = w * inside
    poor = x < limit(line.value)
    median = _quantile(x, members * poor, 0.5)
    if not median > 0:
        return np.full(len(x), np.nan)
    # The median of the poor stands where the distribution has come to half of the rate.
    own = inside * (poor / 2 - (x <= median)) / members.sum()
    density = _density(median, x, members, line.bandwidth)
    of_median = (own + _crossed(x, members, line) / 2) / density
    ratio = median / line.value
    return np.asarray(100 * (ratio * line.influence - of_median) / line.value, dtype=np.float64)
