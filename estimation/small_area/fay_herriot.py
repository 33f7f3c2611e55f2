"""Small areas: direct estimates strengthened by what is known of the areas.

Variances are smoothed before the model, its estimates are benchmarked after it. Sources: Fay and
Herriot (1979); Rao and Molina (2015) for all of it. Checked against the R package sae (Molina and
Marhuenda 2015).
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.small_area.covariates import as_floats, design_matrix, refuse_collinear
from estimation.small_area.model import (
    Method,
    area_variance,
    areas_table,
    coefficients_table,
    model_table,
    weighted,
)

SLACK = 1e-12
"""Relative: by how much a value may pass its bound through binary fractions alone."""


class FayHerriot(NamedTuple):
    """A fitted Fay-Herriot model.

    ``areas``: one row per area in the order given. ``direct`` and ``variance`` as given,
    ``value`` the EBLUP, its ``mse`` and ``standard_error`` (the root), ``gamma`` the weight of the
    direct estimate (0 to 1), ``synthetic`` the regression alone, ``residual`` direct minus
    synthetic in standard deviations of the model, ``is_synthetic`` where there was no direct
    estimate to use.

    ``coefficients``: one row per term: ``term, value, standard_error, z, p_value`` (normal, two
    sides).

    ``model``: one row. ``variance`` is that of the area effects; ``log_likelihood`` is the full
    one at the estimates by either method, and ``aic`` and ``bic`` count its coefficients and the
    variance; ``variance_explained`` is the part of the variance of area effects that the
    covariates take away from a model without them (0 to 1, null if that has none);
    ``residual_shapiro`` and ``effect_shapiro`` with ``_p`` are the tests of Shapiro and Wilk of
    the residuals and of the area effects, null if these do not vary.
    """

    areas: pl.DataFrame
    coefficients: pl.DataFrame
    model: pl.DataFrame


def fay_herriot(
    direct: Any,
    variance: Any,
    covariates: pl.DataFrame | npt.NDArray[Any] | None = None,
    *,
    method: Method = "REML",
) -> FayHerriot:
    """Direct estimates strengthened by a regression over areas: EBLUP and its error.

    An area whose direct estimate or variance is null or NaN is left out of the fit; it gets the
    synthetic estimate, whose error is the limit of the others' as their variance grows. Errors
    are of second order: g1 + g2 + 2 g3, by ML also the term of its bias. A variance of area
    effects below 0 becomes 0. The variance is found to full precision, where sae stops at a
    relative change of 1e-4: what it prints differs from this by a part of its last step.

    Args:
        direct: what ``pl.Series`` takes, one value per area, in any unit.
        variance: sampling variances in that unit squared, above 0 and taken as known.
        covariates: one row per area; numbers as they are, text, categories and booleans as
            factors whose first level in sorted order is the base. An intercept is added; without
            covariates it is alone.
        method: REML, or ML.

    Returns:
        Areas, coefficients and model.

    Raises:
        ValueError: lengths that differ, a variance that is not above 0, covariates that are
            missing, infinite or collinear, too few areas, an unknown method.

    Sources: Rao and Molina (2015), 6.1 and 6.2.
    """
    if method not in get_args(Method):
        raise ValueError(f"method: {method!r}; expected one of {', '.join(get_args(Method))}")
    y, d = as_floats("direct", direct), as_floats("variance", variance)
    if len(y) != len(d):
        raise ValueError(
            f"variance: {len(d)} values for {len(y)} direct estimates; expected one for each area"
        )
    fitted = ~(np.isnan(y) | np.isnan(d))
    if (wrong := np.flatnonzero(fitted & ~(d > 0))).size:
        raise ValueError(
            f"variance: {d[wrong[0]]:.6g} at row {wrong[0]} ({wrong.size} rows); expected above 0;"
            " make it null for a synthetic estimate, or smooth the variances first"
        )
    x, terms = design_matrix(covariates, len(y))
    if fitted.sum() <= len(terms) + 1:
        raise ValueError(
            f"direct: {fitted.sum()} areas with an estimate for {len(terms)} coefficients; expected"
            f" at least {len(terms) + 2}; use fewer covariates or levels"
        )
    refuse_collinear(x[fitted], terms)
    found = area_variance(y[fitted], d[fitted], x[fitted], method)
    at = weighted(found.value, y[fitted], d[fitted], x[fitted])
    inverse = np.asarray(np.linalg.inv(at.triangle), dtype=np.float64)
    beta = inverse @ (at.basis.T @ at.target)
    areas = areas_table(
        y, d, x @ beta, ((x @ inverse) ** 2).sum(axis=1), fitted, found.value, method
    )
    alone = area_variance(y[fitted], d[fitted], np.ones((fitted.sum(), 1)), method).value
    explained = None if alone == 0 else min(max(1 - found.value / alone, 0.0), 1.0)
    return FayHerriot(
        areas,
        coefficients_table(terms, beta, inverse),
        model_table(areas, at, found, method, len(terms), explained),
    )


def smoothed_variance(
    value: Any, n: Any, design_effect: Any, *, synthetic: Any = None
) -> pl.Series:
    """Sampling variances of shares by a generalised variance function.

    The direct variance of a thin sample is as noisy as its share, and 0 where the share is 0 or
    1. So each area gets ``design effect × share × (1 - share) / n`` with what the areas have in
    common: the mean design effect, weighted by respondents, and the pooled share, or the
    synthetic share of the area itself.

    Args:
        value: direct share of each area, 0 to 1; null for an area without one.
        n: respondents of each area; null or 0 for an area without any.
        design_effect: estimated for each area, null where it could not be; or one number.
        synthetic: shares of the areas from a model, above 0 and below 1; by default all areas
            have the share of all respondents.

    Returns:
        Variances, one per area; null for an area without a share or respondents.

    Raises:
        ValueError: shares outside 0 to 1, negative n, no design effect above 0, lengths that
            differ, or a pooled share of 0 or 1, of which no variance can be said.

    Sources: Wolter (2007), chapter 7; Rao and Molina (2015), 2.6 and 6.4; for the synthetic share
    Liu, Lahiri and Kalton (2014).
    """
    shares, respondents = as_floats("value", value), as_floats("n", n)
    given = [design_effect] * len(shares) if np.isscalar(design_effect) else design_effect
    effects = as_floats("design_effect", given)
    if not len(shares) == len(respondents) == len(effects):
        raise ValueError(
            f"n, design_effect: {len(respondents)} and {len(effects)} values for {len(shares)}"
            " shares; expected one for each area"
        )
    if ((shares < 0) | (shares > 1)).any():
        raise ValueError("value: outside 0 to 1; expected shares; divide percentages by 100")
    if (respondents < 0).any():
        raise ValueError("n: negative; expected the respondents of each area")
    usable = ~np.isnan(shares) & (respondents > 0)
    counted = usable & (effects > 0)
    if not counted.any():
        raise ValueError("design_effect: none above 0 for an area with respondents; expected some")
    pooled_effect = np.average(effects[counted], weights=respondents[counted])
    if synthetic is None:
        share = np.full(len(shares), np.average(shares[usable], weights=respondents[usable]))
        if not 0 < share[0] < 1:
            raise ValueError(
                f"value: the share of all respondents is {share[0]:g}; expected between 0 and 1;"
                " there is no variance to be estimated"
            )
    else:
        share = as_floats("synthetic", synthetic)
        if len(share) != len(shares) or not ((share > 0) & (share < 1))[usable].all():
            raise ValueError(
                "synthetic: expected a share above 0 and below 1 for each area with respondents"
            )
    spread = pooled_effect * share * (1 - share)
    found = np.divide(spread, respondents, out=np.full(len(shares), np.nan), where=usable)
    return pl.Series("variance", found).fill_nan(None)


def benchmark(
    values: Any, weights: Any, national: float, *, upper: float | None = None
) -> pl.DataFrame:
    """Estimates of areas scaled so that their weighted mean is the national direct estimate.

    Every estimate is multiplied by the same factor. With ``upper`` an estimate that the factor
    would take beyond it stays there, and the factor is that which makes the others fit; negative
    estimates become 0 first. The error of the estimates is left as it is; the benchmark adds
    little to it as long as the factor is near 1, and a factor far from 1 speaks against the model.

    Args:
        values: one for each area, the synthetic one included.
        weights: population of the areas, or their shares of it.
        national: direct estimate for all areas together, in the unit of ``values``.
        upper: the most that a value may be: 1 for shares, 100 for percentages.

    Returns:
        One row per area: ``value``, ``factor`` (the same for all), ``is_bounded`` (kept within 0
        to ``upper``).

    Raises:
        ValueError: a missing value or weight, a negative weight, values that sum to nothing above
            0, a national estimate outside 0 to ``upper`` or out of reach.

    Sources: Pfeffermann and Barnard (1991), You and Rao (2002); for the bound Deville and
    Särndal (1992).
    """
    found, weight = as_floats("values", values), as_floats("weights", weights)
    if len(found) != len(weight):
        raise ValueError(
            f"weights: {len(weight)} for {len(found)} values; expected one for each area"
        )
    if np.isnan(found).any() or np.isnan(weight).any():
        raise ValueError(
            "values, weights: missing for some areas; expected both for each; the national"
            " estimate is of all of them, so give the synthetic value"
        )
    if (weight < 0).any() or not np.isfinite(national):
        raise ValueError("weights, national: expected weights not below 0 and a finite estimate")
    if upper is not None and not 0 <= national <= upper:
        raise ValueError(f"national: {national:g}; expected 0 to {upper:g}, the bounds of values")
    most = np.inf if upper is None else upper
    start = found if upper is None else np.clip(found, 0, upper)
    target = national * weight.sum()
    bounded = np.zeros(len(found), dtype=bool)
    while True:
        left = target - (most * weight[bounded]).sum()
        if bounded.any() and left <= SLACK * target:
            break
        rest = float((weight * start)[~bounded].sum())
        if not rest > 0:
            raise ValueError(
                f"values: nothing above 0 that could be scaled to {national:g}; expected positive"
                " estimates with positive weights"
            )
        factor = left / rest
        beyond = ~bounded & (start * factor > most * (1 + SLACK))
        if not beyond.any():
            break
        bounded |= beyond
    scaled = np.where(bounded, most, np.minimum(start * factor, most))
    return pl.DataFrame(
        {
            "value": scaled,
            "factor": np.full(len(found), factor),
            "is_bounded": bounded | (start != found),
        }
    )
