"""Direct estimates of a wave beside what a model makes of them and of registers.

The model is fitted on direct estimates that disclosure control has let pass. A settlement whose
answers are hidden takes no part in it and gets what settlements like it have, so nothing of its
answers can be read off the model, its coefficients or its benchmark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from estimation.small_area import FayHerriot, benchmark, fay_herriot, smoothed_variance
from estimation.survey.release import NATION, NORMAL_95, Limits

METHOD = "Fay-Herriot, REML; sampling variances smoothed"

ESTIMATES = {
    "wave_id": pl.String,
    "settlement_code": pl.String,
    "measure_id": pl.String,
    "indicator_id": pl.String,
    "reference_year": pl.Int32,
    "n": pl.Int64,
    "direct_value": pl.Float64,
    "direct_standard_error": pl.Float64,
    "direct_status": pl.String,
    "modelled_value": pl.Float64,
    "modelled_before_benchmark": pl.Float64,
    "modelled_mse": pl.Float64,
    "modelled_standard_error": pl.Float64,
    "modelled_low": pl.Float64,
    "modelled_high": pl.Float64,
    "direct_weight": pl.Float64,
    "modelled_status": pl.String,
    "use": pl.String,
    "statement": pl.String,
}
MODELS = {
    "wave_id": pl.String,
    "measure_id": pl.String,
    "model_state": pl.String,
    "method": pl.String,
    "settlements_fitted": pl.Int32,
    "area_variance": pl.Float64,
    "r_squared": pl.Float64,
    "log_likelihood": pl.Float64,
    "aic": pl.Float64,
    "converged": pl.Boolean,
    "iterations": pl.Int32,
    "normality_p": pl.Float64,
    "largest_residual": pl.Float64,
    "pooled_design_effect": pl.Float64,
    "benchmark_factor": pl.Float64,
}
COEFFICIENTS = {
    "wave_id": pl.String,
    "measure_id": pl.String,
    "term": pl.String,
    "coefficient": pl.Float64,
    "standard_error": pl.Float64,
    "p_value": pl.Float64,
}


@dataclass(frozen=True)
class SmallAreas:
    """``estimates`` (settlement × measure), ``models`` and ``coefficients`` of all waves."""

    estimates: pl.DataFrame
    models: pl.DataFrame
    coefficients: pl.DataFrame


def small_areas(
    direct: pl.DataFrame, covariates: pl.DataFrame, limits: Limits, settlements_at_least: int
) -> SmallAreas:
    """Model the shares of every wave and measure.

    Args:
        direct: one row for each wave, measure and settlement (``IL``: all of them):
            ``wave_id, source_id, measure_id, indicator_id, reference_year, settlement_code``,
            ``value`` and ``standard_error`` as published (percent), ``direct_value`` (percent, also
            where it is too uncertain to be published, null where it is hidden), ``n``,
            ``design_effect``, ``value_status``, ``covers``, ``population`` of the settlement.
        covariates: ``wave_id, settlement_code, variable, covariate`` (a number).
        limits: cut-offs of publication.
        settlements_at_least: settlements that a model needs beyond its coefficients.

    Returns:
        Estimates for each settlement of each wave, percent, and what can be said of the models.
    """
    estimates, models, coefficients = [], [], []
    for (wave, measure), rows in direct.sort("wave_id", "measure_id", "settlement_code").group_by(
        "wave_id", "measure_id", maintain_order=True
    ):
        areas = rows.filter(pl.col("settlement_code") != NATION)
        known = _wide(covariates.filter(pl.col("wave_id") == wave))
        fit = _fit(areas, known, settlements_at_least)
        national = rows.filter(pl.col("settlement_code") == NATION)
        modelled, factor = _benchmarked(areas, fit, national)
        estimates.append(_beside(areas, modelled, fit.state, limits))
        keys: dict[str, Any] = {"wave_id": wave, "measure_id": measure}
        models.append({**keys, **_diagnostics(fit, factor)})
        coefficients += [{**keys, **term} for term in _terms(fit)]
    return SmallAreas(
        pl.concat(estimates) if estimates else pl.DataFrame(schema=ESTIMATES),
        pl.DataFrame(models, schema=MODELS),
        pl.DataFrame(coefficients, schema=COEFFICIENTS),
    )


@dataclass(frozen=True)
class _Fit:
    state: str
    codes: list[str]
    design_effect: float | None = None
    model: FayHerriot | None = None


def _wide(covariates: pl.DataFrame) -> pl.DataFrame:
    return covariates.pivot("variable", index="settlement_code", values="covariate").drop_nulls()


def _fit(areas: pl.DataFrame, known: pl.DataFrame, settlements_at_least: int) -> _Fit:
    joined = areas.join(known, on="settlement_code", how="inner").sort("settlement_code")
    codes = joined["settlement_code"].to_list()
    names = [column for column in known.columns if column != "settlement_code"]
    usable = joined.filter(pl.col("direct_value").is_not_null())
    if len(usable) < len(names) + 1 + settlements_at_least:
        return _Fit("too_few_settlements", codes)
    try:
        variance = smoothed_variance(
            joined["direct_value"] / 100, joined["n"], joined["design_effect"]
        )
        model = fay_herriot(
            joined["direct_value"], variance * 100**2, joined.select(names), method="REML"
        )
    except ValueError:
        return _Fit("not_identified", codes)
    effect = usable.filter(pl.col("design_effect") > 0)
    pooled = np.average(effect["design_effect"], weights=effect["n"])
    return _Fit("fitted", codes, float(pooled), model)


def _benchmarked(
    areas: pl.DataFrame, fit: _Fit, national: pl.DataFrame
) -> tuple[pl.DataFrame, float | None]:
    """Modelled values by settlement, before and after they agree with the national estimate."""
    empty = {name: ESTIMATES[name] for name in ("settlement_code", "modelled_before_benchmark")}
    if fit.model is None:
        return pl.DataFrame(
            schema={**empty, "modelled_value": pl.Float64, "modelled_mse": pl.Float64,
                    "direct_weight": pl.Float64}
        ), None  # fmt: skip
    modelled = pl.DataFrame({"settlement_code": fit.codes}).with_columns(
        modelled_before_benchmark=fit.model.areas["value"].clip(0, 100),
        modelled_mse=fit.model.areas["mse"],
        direct_weight=pl.when(fit.model.areas["is_synthetic"])
        .then(0.0)
        .otherwise(fit.model.areas["gamma"]),
    )
    target = national["value"][0] if len(national) else None
    weights = modelled.join(
        areas.select("settlement_code", "population"), on="settlement_code", how="left"
    )["population"]
    weights = weights.fill_null(0)  # of unknown size: scaled as the others are, and not counted
    if target is None or not (weights * modelled["modelled_before_benchmark"]).sum() > 0:
        value = modelled["modelled_before_benchmark"]
        return modelled.with_columns(modelled_value=value), None
    scaled = benchmark(modelled["modelled_before_benchmark"], weights, target, upper=100)
    return modelled.with_columns(modelled_value=scaled["value"]), float(scaled["factor"][0])


def _beside(
    areas: pl.DataFrame, modelled: pl.DataFrame, state: str, limits: Limits
) -> pl.DataFrame:
    error = pl.col("modelled_mse").sqrt()
    certain = error <= limits.warn_up_to * pl.col("modelled_value")
    has_model = pl.col("modelled_value").is_not_null()
    published = pl.col("value").is_not_null()
    without = "neither_without_covariates" if state == "fitted" else "neither_without_model"
    statement = (
        pl.when(pl.col("value_status") == "observed")
        .then(pl.lit("direct_is_reliable"))
        .when(published)
        .then(pl.lit("direct_with_warning"))
        .when(~has_model)
        .then(pl.lit(without))
        .when(~certain)
        .then(pl.lit("neither_too_uncertain"))
        .when(pl.col("direct_weight") > 0)
        .then(pl.lit("modelled_from_direct_and_others"))
        .otherwise(pl.lit("modelled_from_others_only"))
    )
    joined = areas.join(modelled, on="settlement_code", how="left")
    shown = has_model & certain
    return (
        joined.with_columns(
            statement=statement,
            modelled_status=pl.when(shown)
            .then(pl.lit("modelled"))
            .when(has_model)
            .then(pl.lit("suppressed"))
            .otherwise(pl.lit("not_available")),
            modelled_standard_error=error,
            direct_standard_error=pl.col("standard_error"),
            direct_status=pl.col("value_status"),
        )
        .with_columns(
            direct_value=pl.col("value"),
            modelled_low=(pl.col("modelled_value") - NORMAL_95 * error).clip(0, 100),
            modelled_high=(pl.col("modelled_value") + NORMAL_95 * error).clip(0, 100),
            use=pl.col("statement").str.extract("^(direct|modelled|neither)"),
        )
        .with_columns(
            pl.when(shown).then(pl.col(name)).alias(name)
            for name in ESTIMATES
            if name == "direct_weight"
            or (name.startswith("modelled_") and name != "modelled_status")
        )
        .select(pl.col(name).cast(kind) for name, kind in ESTIMATES.items())
    )


def _diagnostics(fit: _Fit, factor: float | None) -> dict[str, Any]:
    said: dict[str, Any] = dict.fromkeys(MODELS)
    del said["wave_id"], said["measure_id"]
    said |= {"model_state": fit.state, "method": METHOD}
    if fit.model is not None:
        [row] = fit.model.model.to_dicts()
        said |= {
            "settlements_fitted": row["areas_fitted"],
            "area_variance": row["variance"],
            "r_squared": row["variance_explained"],
            "log_likelihood": row["log_likelihood"],
            "aic": row["aic"],
            "converged": row["converged"],
            "iterations": row["iterations"],
            "normality_p": row["residual_shapiro_p"],
            "largest_residual": fit.model.areas["residual"].abs().max(),
            "pooled_design_effect": fit.design_effect,
            "benchmark_factor": factor,
        }
    return said


def _terms(fit: _Fit) -> Iterator[dict[str, Any]]:
    if fit.model is not None:
        for row in fit.model.coefficients.iter_rows(named=True):
            yield {
                "term": row["term"],
                "coefficient": row["value"],
                "standard_error": row["standard_error"],
                "p_value": row["p_value"],
            }
