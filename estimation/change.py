"""Change against a baseline: how sure it is, over many indicators at once, and what could be seen.

The same rules as for the targets of ``estimation.targets.path``, over columns instead of one case:
the error of a change is ``sqrt(se_baseline² + se_latest²)``, as of two independent samples; where
either is not known it is ``sqrt(2) s``, with ``s`` the usual swing of the series. Minimum
detectable effect: Bloom (1995), Evaluation Review 19; false discovery rate: Benjamini and Hochberg
(1995), J. R. Stat. Soc. B 57.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtr, ndtri, stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Column = pl.Series | Sequence[float | None] | Floats
"""Numbers, one for each row; null and NaN where not known."""

_ARITHMETIC = 1e-9
"""Differences below this share of the values are those of the arithmetic, not of the data."""


def classify_change(
    baseline: Column,
    latest: Column,
    baseline_error: Column,
    latest_error: Column,
    *,
    comparable: pl.Series | Sequence[bool] | bool,
    desired_direction: pl.Series | Sequence[str] | str,
    usual_swing: Column | None = None,
    swing_freedom: Column | None = None,
    level: float = 0.95,
) -> pl.DataFrame:
    """What may be said of each change, row by row.

    Args:
        baseline, latest: values in the unit of the indicator.
        baseline_error, latest_error: their standard errors, of independent samples.
        comparable: whether no break of series or method lies between the two.
        desired_direction: higher, lower or none.
        usual_swing: residual standard deviation of the series around its trend, in the same unit;
            used where one of the two errors is not known.
        swing_freedom: degrees of freedom of it; not known: as of a normal distribution.
        level: of the two-sided interval, 0 to 1.

    Returns:
        A row for each given: ``change`` (latest less baseline), ``change_error`` (standard error),
        ``error_from`` (sampling, residual), ``change_low``, ``change_high``, ``p_value``
        (two-sided), ``change_is``: improved, worsened, no_significant_change, direction_unknown (a
        significant change of what has no better side), not_comparable, error_unknown, no_baseline,
        no_data (nothing after the baseline). Without a comparable pair there is no change figure.

    Raises:
        ValueError: columns of different lengths, a negative error, a direction that is none of
            the three, a level outside 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level}; expected between 0 and 1")
    then = _floats("baseline", baseline)
    rows = len(then)
    now = _floats("latest", latest, rows)
    error, freedom, sampling = _change_error(
        _errors("baseline_error", baseline_error, rows),
        _errors("latest_error", latest_error, rows),
        _errors("usual_swing", usual_swing, rows),
        _errors("swing_freedom", swing_freedom, rows),
    )
    alike = np.full(rows, comparable) if isinstance(comparable, bool) else _flags(comparable, rows)
    sign = _signs(desired_direction, rows)
    change = np.where(alike, now - then, np.nan)
    known = ~np.isnan(change)
    error = np.where(known, error, np.nan)
    margin = _quantile((1 + level) / 2, freedom) * error
    size = np.fmax(np.abs(now), np.abs(then))
    # An error of 0 leaves a rounding hair of a difference as the whole of the change.
    moved = np.abs(change) > margin + _ARITHMETIC * size
    reasons = [
        (np.isnan(then), "no_baseline"),
        (np.isnan(now), "no_data"),
        (~alike, "not_comparable"),
        (np.isnan(error), "error_unknown"),
        (~moved, "no_significant_change"),
        (sign == 0, "direction_unknown"),
        (change * sign > 0, "improved"),
    ]
    found = np.select([when for when, _ in reasons], [what for _, what in reasons], "worsened")
    told = known & ~np.isnan(error)
    source = np.where(sampling, "sampling", "residual")
    return pl.DataFrame(
        {
            "change": change,
            "change_error": error,
            "error_from": pl.Series(np.where(told, source, ""), dtype=pl.String).replace("", None),
            "change_low": change - margin,
            "change_high": change + margin,
            "p_value": _two_sided(change, error, freedom, size),
            "change_is": pl.Series(found, dtype=pl.String),
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def false_discovery_rate(
    p: Column, level: float = 0.05, groups: pl.Series | Sequence[object] | None = None
) -> pl.DataFrame:
    """The procedure of Benjamini and Hochberg, for tests that are independent or hang together.

    Args:
        p: p-values, 0 to 1; null: not tested, and not counted among the tests.
        level: the share of false ones that is borne among what is called a discovery.
        groups: the family of each test; within each family the rate is held by itself.

    Returns:
        A row for each given: ``q_value`` (the lowest rate at which it is a discovery) and
        ``is_discovery``; null where not tested.

    Raises:
        ValueError: a p-value or a level outside 0 to 1, columns of different lengths.
    """
    values = _floats("p", p)
    if not 0 < level < 1 or ((values < 0) | (values > 1)).any():
        raise ValueError("p-values and level: expected between 0 and 1")
    if groups is not None and len(groups) != len(values):
        raise ValueError(f"groups: {len(groups)} rows; expected {len(values)}")
    family = pl.Series("family", [0] * len(values) if groups is None else groups)
    tested = pl.col("p").is_not_null()
    rank = pl.col("p").rank("ordinal").over("family")
    tests = tested.sum().over("family")
    return (
        pl.DataFrame({"p": pl.Series(values).fill_nan(None), "family": family})
        .with_columns(scaled=pl.when(tested).then(pl.col("p") * tests / rank))
        .with_row_index("row")
        .sort("p", nulls_last=True, maintain_order=True)
        # A larger p-value never has the smaller q-value: the least from here upwards counts.
        .with_columns(q_value=pl.col("scaled").cum_min(reverse=True).over("family"))
        .sort("row")
        .select("q_value", (pl.col("q_value") <= level).alias("is_discovery"))
    )


def minimum_detectable_effect(
    standard_error: npt.ArrayLike,
    freedom: npt.ArrayLike | None = None,
    power: float = 0.8,
    level: float = 0.05,
) -> Floats:
    """The least effect that a two-sided test would see: ``(q_{1-level/2} + q_power) se``.

    Args:
        standard_error: of the effect, in its unit; NaN where not known.
        freedom: degrees of freedom of Student's t; None or NaN: the normal distribution.
        power: the chance of seeing it, above 0.5.
        level: of the test.

    Returns:
        In the unit of the error and of its shape (one number: no dimensions).

    Raises:
        ValueError: a negative error, a power or level out of range.
    """
    error = np.asarray(standard_error, dtype=np.float64)
    if (error < 0).any():
        raise ValueError("standard errors: expected at least 0")
    if not (0.5 < power < 1 and 0 < level < 1):
        raise ValueError(f"power {power}, level {level}; expected 0.5 to 1, and 0 to 1")
    known = np.asarray(np.nan if freedom is None else freedom, dtype=np.float64)
    return np.asarray((_quantile(1 - level / 2, known) + _quantile(power, known)) * error)


def _change_error(
    then: Floats, now: Floats, swing: Floats, freedom: Floats
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Error of the change, its degrees of freedom, and whether it is one of sampling."""
    sampling = ~np.isnan(then) & ~np.isnan(now)
    error = np.where(sampling, np.hypot(then, now), np.sqrt(2) * swing)
    return error, np.where(sampling, np.nan, freedom), sampling


def _quantile(level: float, freedom: Floats) -> Floats:
    normal = np.isnan(freedom)
    return np.asarray(np.where(normal, ndtri(level), stdtrit(np.where(normal, 1, freedom), level)))


def _two_sided(change: Floats, error: Floats, freedom: Floats, size: Floats) -> Floats:
    """p-values; with an error of 0 a change is either none or beyond doubt."""
    still = np.abs(change) <= _ARITHMETIC * size
    exact = error == 0
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = -np.abs(change) / error
    normal = np.isnan(freedom)
    tail = np.where(normal, ndtr(statistic), stdtr(np.where(normal, 1, freedom), statistic))
    return np.where(exact, np.where(still, 1.0, 0.0), 2 * tail)


def _floats(name: str, given: Column | None, rows: int | None = None) -> Floats:
    if given is None:
        return np.full(rows or 0, np.nan)
    column = pl.Series(name, given, dtype=pl.Float64)
    if rows is not None and len(column) != rows:
        raise ValueError(f"{name}: {len(column)} rows; expected {rows}")
    return np.array(column.fill_null(np.nan).to_numpy(), dtype=np.float64)


def _errors(name: str, given: Column | None, rows: int) -> Floats:
    found = _floats(name, given, rows)
    if (found < 0).any():
        raise ValueError(f"{name}: {found[found < 0][0]:g}; expected at least 0")
    return found


def _flags(given: pl.Series | Sequence[bool], rows: int) -> npt.NDArray[np.bool_]:
    # Whether two figures compare must be known; what is not known does not count as yes.
    column = pl.Series("comparable", given, dtype=pl.Boolean).fill_null(False)
    if len(column) != rows:
        raise ValueError(f"comparable: {len(column)} rows; expected {rows}")
    return np.asarray(column.to_numpy())


def _signs(given: pl.Series | Sequence[str] | str, rows: int) -> npt.NDArray[np.int64]:
    listed = [given] * rows if isinstance(given, str) else list(given)
    signs = {"higher": 1, "lower": -1, "none": 0}
    if len(listed) != rows:
        raise ValueError(f"desired_direction: {len(listed)} rows; expected {rows}")
    if strange := sorted({str(way) for way in listed} - set(signs)):
        raise ValueError(f"desired_direction: {', '.join(strange)}; expected one of {[*signs]}")
    return np.array([signs[way] for way in listed], dtype=np.int64)
