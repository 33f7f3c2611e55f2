"""Fitting a Fay-Herriot model: the variance of area effects, and the tables of what was found.

Sources: Rao and Molina (2015), 6.1 and 6.2; Prasad and Rao (1990) and Datta and Lahiri (2000) for
the errors of the predictions.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import shapiro

Floats = npt.NDArray[np.float64]
Method = Literal["REML", "ML"]

MAX_STEPS = 100
PRECISION = 1e-12
"""Of the variance of area effects, relative to itself or to the median sampling variance."""


class Weighted(NamedTuple):
    """Generalised least squares under a variance of the area effects."""

    precision: Floats
    basis: Floats  # orthonormal, of the weighted columns
    triangle: Floats
    target: Floats  # weighted direct estimates
    residual: Floats  # what is left of them


class AreaVariance(NamedTuple):
    """The variance of the area effects, and how it was come by."""

    value: float
    iterations: int
    converged: bool


def weighted(area: float, y: Floats, d: Floats, x: Floats) -> Weighted:
    """Direct estimates ``y`` with variances ``d`` on the columns of ``x``, areas × terms."""
    precision = 1 / (area + d)
    root = np.sqrt(precision)
    basis, triangle = np.linalg.qr(root[:, None] * x)
    target = root * y
    return Weighted(precision, basis, triangle, target, target - basis @ (basis.T @ target))


def area_variance(y: Floats, d: Floats, x: Floats, method: Method) -> AreaVariance:
    """Scoring from the median sampling variance, as sae starts, until it steps over the maximum.

    Scoring alone can swing about a maximum for ever, or creep up to it: its steps grow, and the
    root of the score is then sought between the last two.
    """

    def score(area: float) -> tuple[float, float]:
        return _score(weighted(area, y, d, x), method)

    middle = float(np.median(d))
    area, (slope, information) = middle, score(middle)
    for step in range(1, MAX_STEPS + 1):
        trial = max(0.0, area + 2.0 ** (step - 1) * slope / information)
        ahead, information_ahead = score(trial)
        if slope * ahead <= 0:
            root, found = brentq(
                lambda at: score(at)[0],
                area,
                trial,
                xtol=PRECISION * middle,
                rtol=PRECISION,
                full_output=True,
                disp=False,
            )
            return AreaVariance(float(root), step + int(found.iterations), bool(found.converged))
        if trial == 0:
            return AreaVariance(0.0, step, True)
        area, slope, information = trial, ahead, information_ahead
    return AreaVariance(area, MAX_STEPS, False)


def _score(at: Weighted, method: Method) -> tuple[float, float]:
    """First derivative of the (restricted) likelihood and its expected information."""
    v = at.precision
    fit = float((v * at.residual**2).sum())
    if method == "ML":
        return (fit - v.sum()) / 2, float((v**2).sum()) / 2
    leverage = (at.basis**2).sum(axis=1)
    crossed = at.basis.T @ (v[:, None] * at.basis)
    trace = (v * (1 - leverage)).sum()
    squared = (v**2 * (1 - 2 * leverage)).sum() + (crossed**2).sum()
    return (fit - float(trace)) / 2, float(squared) / 2


def areas_table(
    y: Floats,
    d: Floats,
    synthetic: Floats,
    leverage: Floats,
    fitted: npt.NDArray[np.bool_],
    area: float,
    method: Method,
) -> pl.DataFrame:
    """EBLUP and its error for all areas, fitted or not; ``leverage`` is g2 of the regression."""
    # Without a direct estimate the sampling variance is as good as infinite.
    total = np.where(fitted, area + d, np.inf)
    gamma = area / total
    rest = np.where(fitted, d / total, 1.0)
    squares = float((total**-2).sum())
    g1 = area * rest
    g2 = rest**2 * leverage
    g3 = rest**2 * (2 / squares) / total
    mse = g1 + g2 + 2 * g3
    if method == "ML":
        mse += rest**2 * (leverage / total**2).sum() / squares
    residual = np.where(fitted, (y - synthetic) / np.sqrt(total), np.nan)
    value = synthetic + np.where(fitted, gamma * (y - synthetic), 0.0)
    columns = {
        "direct": y,
        "variance": d,
        "value": value,
        "mse": mse,
        "standard_error": np.sqrt(mse),
        "gamma": gamma,
        "synthetic": synthetic,
        "residual": residual,
    }
    return pl.DataFrame(columns).fill_nan(None).with_columns(is_synthetic=pl.Series(~fitted))


def coefficients_table(terms: list[str], beta: Floats, inverse: Floats) -> pl.DataFrame:
    """``inverse`` of the weighted columns' triangle, whose square is the terms' covariance."""
    errors = np.sqrt((inverse**2).sum(axis=1))
    z = beta / errors
    return pl.DataFrame(
        {
            "term": terms,
            "value": beta,
            "standard_error": errors,
            "z": z,
            "p_value": 2 * ndtr(-np.abs(z)),
        }
    )


def model_table(
    areas: pl.DataFrame,
    at: Weighted,
    found: AreaVariance,
    method: Method,
    coefficients: int,
    explained: float | None,
) -> pl.DataFrame:
    """One row of what there is to say of the fit; see ``FayHerriot``."""
    direct = areas.filter(~pl.col("is_synthetic"))
    fitted = direct.height
    level = -float((np.log(2 * np.pi / at.precision) + at.residual**2).sum()) / 2
    effects = (direct["value"] - direct["synthetic"]).to_numpy()
    residual_w, residual_p = _normality(direct["residual"].to_numpy())
    effect_w, effect_p = _normality(effects)
    row = {
        "method": method,
        "areas": areas.height,
        "areas_fitted": fitted,
        "coefficients": coefficients,
        "variance": found.value,
        "iterations": found.iterations,
        "converged": found.converged,
        "log_likelihood": level,
        "aic": 2 * (coefficients + 1) - 2 * level,
        "bic": (coefficients + 1) * np.log(fitted) - 2 * level,
        "variance_explained": explained,
        "residual_shapiro": residual_w,
        "residual_shapiro_p": residual_p,
        "effect_shapiro": effect_w,
        "effect_shapiro_p": effect_p,
    }
    kinds = {name: pl.Float64 for name in row if "shapiro" in name or name.endswith("explained")}
    return pl.DataFrame([row], schema_overrides=kinds)


def _normality(values: Floats) -> tuple[float | None, float | None]:
    if np.ptp(values) == 0:
        return None, None
    test = shapiro(values)
    return float(test.statistic), float(test.pvalue)
