"""Each settlement of each programme over each indicator: what changed, and what may be said."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from estimation.evaluation.changes import LEVEL, ROW, changes, q_values, with_lower_groups
from estimation.evaluation.effects import Case, effects_of, nothing
from estimation.evaluation.horizons import horizons_of
from estimation.evaluation.outcomes import outcomes, yearly
from estimation.evaluation.panels import Outcome, outcomes_by_indicator
from estimation.evaluation.programme import programme_effects
from estimation.evaluation.reading import with_readings

SEED = 2011
PLACE = ("programme_id", "settlement_code", "indicator_id")
COMPARED = ("before_from", "before_to", "since_from", "since_to")
"""First and last year compared before the start, and since."""
COUNTS = ("persons", "count")
"""Units of which a large town changes by more: no such series is compared between settlements."""
EFFECT: dict[str, type[pl.DataType]] = {
    "outcome_scale": pl.String,
    **dict.fromkeys(("did_effect", "did_low", "did_high", "did_p_value"), pl.Float64),
    **dict.fromkeys(("did_placebo_sd", "did_detectable_effect"), pl.Float64),
    "did_reason": pl.String,
    **dict.fromkeys(("comparisons", "pre_years", "post_years", *COMPARED), pl.Int32),
    "parallel_trends": pl.String,
    **dict.fromkeys(("trend_difference", "trend_p_value"), pl.Float64),
    **dict.fromkeys(("control_effect", "control_pre_fit", "control_post_gap"), pl.Float64),
    "control_p_value": pl.Float64,
    "control_donors": pl.Int32,
    "control_notes": pl.String,
    "control_reason": pl.String,
}
SERIES: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(PLACE, pl.String),
    "baseline_id": pl.String,
    "reference_year": pl.Int32,
    "outcome_scale": pl.String,
    "is_since_start": pl.Boolean,
    **dict.fromkeys(
        ("observed", "comparison_mean", "comparison_low", "comparison_high"), pl.Float64
    ),
    "comparisons_known": pl.Int32,
    **dict.fromkeys(("synthetic_value", "control_gap"), pl.Float64),
}
PLACEBOS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys((*PLACE, "baseline_id", "method", "comparison_code"), pl.String),
    **dict.fromkeys(
        ("placebo_effect", "placebo_pre_fit", "placebo_post_gap", "donor_weight"), pl.Float64
    ),
}


@dataclass(frozen=True)
class Inputs:
    """What an evaluation is made of; all of it is published.

    members: ``programme_id, settlement_code`` of every settlement of a programme.
    baselines: those in force: ``baseline_id, programme_id, settlement_code, baseline_version,
        start_year``.
    frozen: their figures: ``baseline_id, indicator_id, population_group, reference_year, value,
        standard_error, value_status, series_segment, edition, indicator_version``.
    comparisons: ``baseline_id, indicator_id, comparison_code``, frozen too.
    figures: the latest vintage of every figure that has a value: ``settlement_code, indicator_id,
        population_group, reference_year, period_key, value, standard_error, value_status,
        series_segment, edition``.
    catalogue: ``indicator_id, name_he, name_en, unit, decimals, desired_direction,
        comparability_rule, version``.
    breaks: ``indicator_id, from_year``.
    settlements: ``settlement_code, name_he, name_en, is_authority``.
    codes: ``code_kind, code, text_en, text_he``.
    as_of_year: the year in which one looks.
    """

    members: pl.DataFrame
    baselines: pl.DataFrame
    frozen: pl.DataFrame
    comparisons: pl.DataFrame
    figures: pl.DataFrame
    catalogue: pl.DataFrame
    breaks: pl.DataFrame
    settlements: pl.DataFrame
    codes: pl.DataFrame
    as_of_year: int


def evaluate(given: Inputs, seed: int = SEED) -> dict[str, pl.DataFrame]:
    """The marts of the evaluation, without ``synthetic``.

    Returns:
        ``pilot_evaluation, evaluation_series, evaluation_placebos, programme_effects``, with the
        columns that the marts document.
    """
    authorities = given.settlements.filter("is_authority")["settlement_code"].to_list()
    figures = yearly(given.figures)
    rules = given.catalogue.select("indicator_id", "comparability_rule")
    matrices = outcomes_by_indicator(outcomes(figures, rules, given.breaks, authorities))
    horizons = horizons_of(given.baselines, given.as_of_year)
    told = changes(_frozen_of_all(given), figures, given.catalogue, horizons)
    effects, series, placebos = _effects(given, horizons, matrices, seed)
    whole = pl.col("population_group") == "all"
    table = (
        with_lower_groups(told, given.catalogue)
        .join(effects, on=[*PLACE, "horizon"], how="left")
        .with_columns(pl.when(whole).then(pl.col(name)).alias(name) for name in EFFECT)
        .with_columns(
            pl.when(whole).then(pl.col(name)).otherwise(pl.lit("only_of_the_whole")).alias(name)
            for name in ("did_reason", "control_reason")
        )
    )
    table = pl.concat(
        [_classed(table, given.catalogue), _not_frozen(given)], how="diagonal_relaxed"
    )
    return {
        "pilot_evaluation": with_readings(
            table, given.catalogue, given.settlements, given.codes
        ).sort(ROW),
        "evaluation_series": series,
        "evaluation_placebos": placebos,
        "programme_effects": programme_effects(
            _starts(given.baselines),
            _compared(given),
            {
                indicator: matrices[indicator]
                for indicator, unit in given.catalogue.select("indicator_id", "unit").iter_rows()
                if indicator in matrices and unit not in COUNTS
            },
            dict(given.catalogue.select("indicator_id", "desired_direction").iter_rows()),
            seed,
        ),
    }


def _frozen_of_all(given: Inputs) -> pl.DataFrame:
    """Every indicator of every baseline, and the groups that were frozen."""
    headers = ("baseline_id", "programme_id", "settlement_code", "baseline_version", "start_year")
    key = ["baseline_id", "indicator_id", "population_group"]
    everything = (
        given.baselines.select("baseline_id")
        .join(given.catalogue.select("indicator_id"), how="cross")
        .with_columns(population_group=pl.lit("all"))
    )
    # What was frozen of an indicator that has been retired since stays in the baseline alone.
    groups = given.frozen.select(key).join(given.catalogue, on="indicator_id", how="semi")
    return (
        pl.concat([everything, groups])
        .unique(key)
        .join(given.baselines.select(headers), on="baseline_id")
        .join(given.frozen, on=key, how="left")
    )


def _effects(
    given: Inputs, horizons: pl.DataFrame, matrices: dict[str, Outcome], seed: int
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    windows: dict[str, dict[str, tuple[int, int]]] = {}
    for baseline, horizon, first, last in horizons.iter_rows():
        windows.setdefault(baseline, {})[horizon] = (first, last)
    compared: dict[tuple[str, str], list[str]] = {}
    for baseline, indicator, code in given.comparisons.select(
        "baseline_id", "indicator_id", "comparison_code"
    ).iter_rows():
        compared.setdefault((baseline, indicator), []).append(code)
    rows, series, placebos = [], [], []
    for header in given.baselines.iter_rows(named=True):
        for indicator, unit in given.catalogue.select("indicator_id", "unit").iter_rows():
            case = Case(
                header["settlement_code"],
                header["start_year"],
                windows[header["baseline_id"]],
                compared.get((header["baseline_id"], indicator), []),
                seed,
            )
            outcome = matrices.get(indicator)
            if unit in COUNTS and outcome is not None:
                found = nothing(case, outcome.scale, "count_of_persons")
            else:
                found = effects_of(case, outcome)
            key = {name: header.get(name, indicator) for name in PLACE}
            rows += [key | {"horizon": at} | row for at, row in found.by_horizon.items()]
            beside = key | {"baseline_id": header["baseline_id"]}
            series += [beside | row for row in found.series]
            placebos += [beside | row for row in found.placebos]
    schema: dict[str, type[pl.DataType]] = {
        **dict.fromkeys((*PLACE, "horizon"), pl.String),
        **EFFECT,
    }
    return (
        pl.DataFrame(rows, schema=schema),
        pl.DataFrame(series, schema=SERIES).sort(*PLACE, "reference_year"),
        pl.DataFrame(placebos, schema=PLACEBOS).sort(*PLACE, "method", "comparison_code"),
    )


def _classed(table: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Verdicts on the effects, with the rate of false ones held over the indicators."""
    family = ("programme_id", "settlement_code")
    test = ("indicator_id", *COMPARED)
    sign = pl.col("desired_direction").replace_strict({"higher": 1, "lower": -1}, default=0)
    signed = pl.col("did_effect") * sign
    broken = pl.col("did_effect").is_not_null() & (pl.col("parallel_trends") == "broken")
    judged = table.with_columns(
        did_reason=pl.when(broken).then(pl.lit("trends_broken")).otherwise("did_reason"),
    ).with_columns(
        # What can have no verdict is no test that others must be held against.
        tested=pl.when(pl.col("did_reason").is_null()).then("did_p_value")
    )
    return (
        judged.with_columns(did_q_value=q_values(judged, "tested", family, test))
        .drop("tested")
        .join(catalogue.select("indicator_id", "desired_direction"), on="indicator_id", how="left")
        .with_columns(
            did_is=pl.when(pl.col("did_effect").is_null() | (pl.col("did_reason").is_not_null()))
            .then(pl.lit("cannot_be_said"))
            .when(pl.col("did_q_value") > LEVEL)
            .then(pl.lit("no_significant_effect"))
            .when(pl.col("parallel_trends") == "untestable")
            .then(pl.lit("trends_untested"))
            .when(sign == 0)
            .then(pl.lit("direction_unknown"))
            .when(signed > 0)
            .then(pl.lit("better"))
            .otherwise(pl.lit("worse"))
        )
        .drop("desired_direction")
    )


def _not_frozen(given: Inputs) -> pl.DataFrame:
    """Settlements of programmes without a frozen baseline: nothing may be told of them."""
    return (
        given.members.unique()
        .join(given.baselines, on=["programme_id", "settlement_code"], how="anti")
        .join(given.catalogue.select("indicator_id"), how="cross")
        .with_columns(
            population_group=pl.lit("all"),
            horizon=pl.lit("latest"),
            change_is=pl.lit("no_baseline"),
            did_is=pl.lit("cannot_be_said"),
            did_reason=pl.lit("no_frozen_baseline"),
            control_reason=pl.lit("no_frozen_baseline"),
            inclusive_reason=pl.lit("change_not_known"),
        )
    )


def _starts(baselines: pl.DataFrame) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in baselines.iter_rows(named=True):
        found.setdefault(row["programme_id"], {})[row["settlement_code"]] = row["start_year"]
    return found


def _compared(given: Inputs) -> dict[tuple[str, str], list[str]]:
    """By programme and indicator the comparison settlements of any of its settlements."""
    rows = (
        given.comparisons.join(given.baselines.select("baseline_id", "programme_id"), "baseline_id")
        .group_by("programme_id", "indicator_id")
        .agg(pl.col("comparison_code").unique().sort())
    )
    return {(programme, indicator): codes for programme, indicator, codes in rows.iter_rows()}
