"""Poverty and inequality of incomes, as Eurostat defines its indicators.

Every function takes a frame of persons, one row each: ``income`` names the column of equivalised
disposable income, ``weight`` that of the weights (without it all persons count the same), ``by``
the columns of the groups. Persons without an income (null or NaN) or with weight 0 are not used.
Results have one row per group, sorted, a null group first and on its own; a group of nobody who
is used has null and n = 0. Without ``by`` there is one row. Incomes below 0 are taken as they are.

Sources: Eurostat, working paper on the Laeken indicators (2004), and Alfons and Templ (2013), whose
R package laeken these agree with.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

INCOME, WEIGHT, ROW = "__income", "__weight", "__row"
RESULTS = ("value", "n", "threshold")
SLACK = 1e-12
"""Relative: what binary fractions alone put between two numbers that are equal."""

Columns = str | Sequence[str] | None


def at_risk_rate(
    frame: pl.DataFrame,
    income: str,
    weight: str | None = None,
    threshold_share: float = 0.6,
    by: Columns = None,
    *,
    threshold: float | None = None,
) -> pl.DataFrame:
    """Persons whose income is below a share of the median of the whole frame, in percent.

    Args:
        threshold: a line from elsewhere, in the unit of income, in place of that share.

    Returns:
        Groups, ``value`` (0 to 100), ``n`` persons used, ``threshold`` in the unit of income:
        the same for every group.

    Raises:
        ValueError: a column that is not there or holds no numbers, a weight that is negative or
            missing, an infinite income, a share that is not above 0.

    Source: Eurostat (2004), at-risk-of-poverty rate.
    """
    used = usable_persons(frame, income, weight, by)
    line = _line(used, threshold_share) if threshold is None else threshold
    value = 100 * _ratio(pl.col(WEIGHT).filter(below(line)).sum(), pl.col(WEIGHT).sum())
    return _by_group(frame, used, by, value).with_columns(threshold=pl.lit(line, pl.Float64))


def poverty_gap(
    frame: pl.DataFrame,
    income: str,
    weight: str | None = None,
    threshold_share: float = 0.6,
    by: Columns = None,
    *,
    threshold: float | None = None,
) -> pl.DataFrame:
    """How far the median income of those at risk is below the threshold, in percent of it.

    Args:
        threshold: as for ``at_risk_rate``.

    Returns:
        As ``at_risk_rate``; ``n`` counts the persons below the threshold, on whom the value
        rests. Null for a group of which nobody is, and if the threshold is not above 0.

    Raises:
        ValueError: as ``at_risk_rate``.

    Source: Eurostat (2004), relative median at-risk-of-poverty gap.
    """
    used = usable_persons(frame, income, weight, by)
    line = _line(used, threshold_share) if threshold is None else threshold
    poor = used.filter(below(line))
    value = 100 * (1 - _ratio(quantile(0.5), pl.lit(line, pl.Float64)))
    return _by_group(frame, poor, by, value).with_columns(threshold=pl.lit(line, pl.Float64))


def gini(
    frame: pl.DataFrame, income: str, weight: str | None = None, by: Columns = None
) -> pl.DataFrame:
    """Gini coefficient in percent: 0 if all incomes are equal, near 100 if one has them all.

    Returns:
        Groups, ``value`` (null where incomes do not sum to more than 0), ``n``.

    Raises:
        ValueError: as ``at_risk_rate``.

    Source: Eurostat (2004), Gini coefficient; not corrected for the size of the sample.
    """
    used = usable_persons(frame, income, weight, by)
    x, w = pl.col(INCOME), pl.col(WEIGHT)
    total = (w * x).sum()
    pairs = (w * x * (2 * w.cum_sum() - w)).sum()
    value = 100 * (_ratio(pairs, w.sum() * total) - 1)
    return _by_group(frame, used, by, value)


def quintile_share_ratio(
    frame: pl.DataFrame, income: str, weight: str | None = None, by: Columns = None
) -> pl.DataFrame:
    """Income of the fifth with the highest incomes over that of the fifth with the lowest.

    The quintiles are those of the group itself.

    Returns:
        Groups, ``value`` (null where the lowest fifth has no income above 0), ``n``.

    Raises:
        ValueError: as ``at_risk_rate``.

    Source: Eurostat (2004), income quintile share ratio S80/S20.
    """
    used = usable_persons(frame, income, weight, by)
    x, received = pl.col(INCOME), pl.col(INCOME) * pl.col(WEIGHT)
    top = received.filter(x > quantile(0.8)).sum()
    bottom = received.filter(x <= quantile(0.2)).sum()
    return _by_group(frame, used, by, _ratio(top, bottom))


def weighted_quantile(
    frame: pl.DataFrame,
    income: str,
    weight: str | None = None,
    probability: float = 0.5,
    by: Columns = None,
) -> pl.DataFrame:
    """The income up to which a share of the persons lie; ``weighted_median`` is that of one half.

    The first income at which the cumulated share of the weights reaches ``probability`` (0 to
    1); if it is reached exactly, the mean of this income and the next, as in laeken.

    Returns:
        Groups, ``value`` in the unit of income, ``n``.

    Raises:
        ValueError: as ``at_risk_rate``; a probability outside 0 to 1.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"probability: {probability}; expected 0 to 1")
    used = usable_persons(frame, income, weight, by)
    return _by_group(frame, used, by, quantile(probability))


def weighted_median(
    frame: pl.DataFrame, income: str, weight: str | None = None, by: Columns = None
) -> pl.DataFrame:
    """The income in the middle of the persons; see ``weighted_quantile``."""
    return weighted_quantile(frame, income, weight, 0.5, by)


def threshold(
    frame: pl.DataFrame, income: str, weight: str | None = None, share: float = 0.6
) -> float | None:
    """``share`` (above 0) of the weighted median; None if there is no income at all.

    Raises:
        ValueError: as ``at_risk_rate``.
    """
    return _line(usable_persons(frame, income, weight), share)


def usable_persons(
    frame: pl.DataFrame, income: str, weight: str | None, by: Columns = None
) -> pl.DataFrame:
    """Persons with an income and a weight above 0, in the order of their incomes.

    Returns:
        The columns of the groups, and ROW (where the person stands in ``frame``), INCOME, WEIGHT.

    Raises:
        ValueError: as ``at_risk_rate``.
    """
    keys = _keys(by)
    named = [income, *([weight] if weight is not None else []), *keys]
    if absent := [name for name in named if name not in frame.columns]:
        raise ValueError(
            f"frame: no column {', '.join(map(repr, absent))}; expected one of"
            f" {', '.join(frame.columns[:20])}"
        )
    if taken := sorted(set(keys) & set(RESULTS)):
        raise ValueError(f"by: {taken[0]!r} is a column of the result; rename it")
    floats = frame.select(
        *keys,
        _number(frame, income, INCOME).fill_nan(None),
        pl.lit(1.0).alias(WEIGHT) if weight is None else _number(frame, weight, WEIGHT),
    ).with_row_index(ROW)
    if wrong := floats[INCOME].is_infinite().sum():
        raise ValueError(f"{income}: infinite for {wrong} persons; expected finite incomes or null")
    good = floats[WEIGHT].is_finite() & (floats[WEIGHT] >= 0)
    if wrong := floats.height - good.sum():
        raise ValueError(
            f"{weight}: null, infinite or negative for {wrong} persons; expected 0 or more; leave"
            " the persons out or give them weight 0"
        )
    return floats.filter(pl.col(INCOME).is_not_null(), pl.col(WEIGHT) > 0).sort(INCOME)


def quantile(probability: float) -> pl.Expr:
    """Of usable persons in the order of their incomes; null of none."""
    x, w = pl.col(INCOME), pl.col(WEIGHT)
    share = w.cum_sum() / w.sum()
    reached = x.filter(share >= probability - SLACK).first()
    passed = x.filter(share > probability + SLACK).first()
    return (reached + pl.coalesce(passed, x.last())) / 2


def below(line: float | None) -> pl.Expr:
    """Incomes under the threshold."""
    return pl.col(INCOME) < pl.lit(None if line is None else limit(line), pl.Float64)


def limit(line: float) -> float:
    """What incomes under the threshold are less than; one equal to it but for rounding is not."""
    return line - SLACK * abs(line)


def _line(used: pl.DataFrame, share: float) -> float | None:
    if not share > 0:
        raise ValueError(f"threshold_share: {share}; expected above 0, such as 0.6")
    median: float | None = used.select(quantile(0.5)).item()
    return None if median is None else share * median


def _number(frame: pl.DataFrame, column: str, name: str) -> pl.Expr:
    kind = frame.schema[column]
    if not (kind.is_numeric() or kind == pl.Null):
        raise ValueError(f"{column}: {kind}; expected numbers; cast the column")
    return pl.col(column).cast(pl.Float64).alias(name)


def _keys(by: Columns) -> list[str]:
    return [by] if isinstance(by, str) else list(by or ())


def _ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def _by_group(frame: pl.DataFrame, used: pl.DataFrame, by: Columns, value: pl.Expr) -> pl.DataFrame:
    results = [value.alias("value"), pl.len().cast(pl.Int64).alias("n")]
    if not (keys := _keys(by)):
        return used.select(results)
    groups = frame.select(keys).unique().sort(keys)
    found = used.group_by(keys).agg(results)
    return groups.join(
        found, on=keys, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("n").fill_null(0))
