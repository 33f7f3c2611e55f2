"""Costs and effects of programmes as settlements and files have them, for ``economic_impact``.

Costs are the money that names a target of the programme: spent where that is known, else planned,
in the shekels of its day. Nothing is deflated, and money that names no target is nobody's. Effects
count in the years in which they were measured, from the first cost on; none is drawn on into the
future.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from estimation.economics.impact import EconomicImpact, economic_impact
from estimation.economics.shapes import BENEFITS, EFFECTS, IMPACT

_PAIR = ["programme_id", "settlement_code"]
_EFFECT = ("indicator_id", "effect", "error", "units", "first_year", "last_year")


@dataclass(frozen=True)
class Parameters:
    """What ``economic_impact`` is told of its own."""

    discount_rate: float
    horizon_years: int
    draws: int
    seed: int


@dataclass(frozen=True)
class ProgrammeImpacts:
    """Rows by ``IMPACT``, ``EFFECTS`` and ``BENEFITS`` of ``estimation.economics.shapes``."""

    impact: pl.DataFrame
    effects: pl.DataFrame
    beneficiaries: pl.DataFrame


def programme_impacts(
    members: pl.DataFrame,
    money: pl.DataFrame,
    effects: pl.DataFrame,
    prices: pl.DataFrame,
    parameters: Parameters,
) -> ProgrammeImpacts:
    """Was it worth it, for each settlement of each programme; what cannot be said says why.

    Args:
        members: ``programme_id, settlement_code``.
        money: ``settlement_code, programme_id`` (of the target that it names; null: none),
            ``year, planned_ils, spent_ils``; a row as handed in.
        effects: as ``target_effects`` gives them.
        prices: the register, as ``economic_impact`` takes it.
        parameters: of the present value and the draws.
    """
    impact: list[dict[str, Any]] = []
    told: list[pl.DataFrame] = [pl.DataFrame(schema=EFFECTS)]
    gained: list[pl.DataFrame] = [pl.DataFrame(schema=BENEFITS)]
    for pair in members.select(_PAIR).unique().sort(_PAIR).iter_rows(named=True):
        of_place = money.filter(pl.col("settlement_code") == pair["settlement_code"])
        own = effects.filter(pl.col(name) == pair[name] for name in _PAIR)
        row, rows, benefits = _one(pair, of_place, own, prices, parameters)
        impact.append(row)
        told.append(rows)
        gained.append(benefits)
    return ProgrammeImpacts(pl.DataFrame(impact, schema=IMPACT), pl.concat(told), pl.concat(gained))


def target_effects(
    targets: pl.DataFrame,
    evaluation: pl.DataFrame,
    population: pl.DataFrame,
    residents_per_unit: pl.DataFrame,
) -> pl.DataFrame:
    """The effect on each indicator that a programme has a target of, with what it moves.

    Args:
        targets: ``programme_id, settlement_code, indicator_id, population_group``.
        evaluation: rows of pilot_evaluation: the first three, ``population_group, horizon,
            start_year, now_year, outcome_scale, did_effect, did_placebo_sd, did_reason``.
        population: ``settlement_code, reference_year, population``: residents.
        residents_per_unit: ``indicator_id, residents_per_unit`` as ``of_persons`` gives them.

    Returns:
        A row for each programme, settlement and indicator: ``effect, error, effect_from_year,
        effect_to_year, did_reason``; ``units_are``: residents (a unit of the indicator is so many
        persons, or shekels, in ``units``, by the residents of ``units_year``) or points
        (``units`` 1: the indicator itself, since nobody counts those it is a share of);
        ``reason``: target_of_a_group (effects are told for all residents), no_effect_figure,
        relative_scale.
    """
    key = [*_PAIR, "indicator_id"]
    of_all = (pl.col("population_group") == "all").any()
    latest = evaluation.filter(pl.col("horizon") == "latest", pl.col("population_group") == "all")
    found = (
        targets.group_by(key)
        .agg(is_of_all=of_all)
        .join(latest.drop("population_group", "horizon"), on=key, how="left")
        .join(residents_per_unit, on="indicator_id", how="left")
        .sort("now_year", nulls_last=True)
    )
    counted = found.join_asof(
        population.select(
            "settlement_code", "population", "reference_year", units_year="reference_year"
        ).sort("reference_year"),
        left_on="now_year",
        right_on="reference_year",
        by="settlement_code",
        strategy="backward",
        check_sortedness=False,
    )
    units = pl.col("population") / pl.col("residents_per_unit")
    reason = (
        pl.when(~pl.col("is_of_all"))
        .then(pl.lit("target_of_a_group"))
        .when(pl.col("did_effect").is_null())
        .then(pl.lit("no_effect_figure"))
        .when(pl.col("outcome_scale") != "as_published")
        .then(pl.lit("relative_scale"))
    )
    is_told = reason.is_null()
    return counted.select(
        *key,
        effect="did_effect",
        # Of an effect without a verdict nobody knows how sure it is.
        error=pl.when(pl.col("did_reason").is_null()).then("did_placebo_sd"),
        effect_from_year="start_year",
        effect_to_year="now_year",
        did_reason="did_reason",
        units_are=pl.when(is_told & units.is_not_null())
        .then(pl.lit("residents"))
        .when(is_told)
        .then(pl.lit("points")),
        units=pl.when(is_told).then(units.fill_null(1.0)),
        units_year=pl.when(is_told & units.is_not_null()).then(pl.col("units_year")),
        reason=reason,
    ).sort(key)


def _one(
    pair: dict[str, str],
    money: pl.DataFrame,
    effects: pl.DataFrame,
    prices: pl.DataFrame,
    parameters: Parameters,
) -> tuple[dict[str, Any], pl.DataFrame, pl.DataFrame]:
    """A settlement in a programme: its row, its effects, and who gains."""
    own = money.filter(pl.col("programme_id") == pair["programme_id"])
    spent = own.with_columns(cost_ils=pl.coalesce("spent_ils", "planned_ils")).filter(
        pl.col("cost_ils").is_not_null()
    )
    about = _about_money(money, own, spent, parameters.horizon_years)
    base, last = about["first_cost_year"], about["last_cost_year"]
    costs = spent.filter(pl.col("year") <= pl.lit(last, pl.Int32)).select(
        "year", "cost_ils", price_year=pl.lit(last, pl.Int32)
    )
    judged = effects.with_columns(
        reason=pl.when(pl.col("reason").is_not_null())
        .then(pl.col("reason"))
        .when(pl.lit(base is None))
        .then(pl.lit("no_costs"))
        .when(pl.col("effect_to_year") < (base or 0))
        .then(pl.lit("effect_before_costs"))
    )
    usable = judged.filter(pl.col("reason").is_null()).with_columns(
        first_year=pl.max_horizontal("effect_from_year", pl.lit(base, pl.Int32)),
        last_year="effect_to_year",
    )
    if base is None:
        found = None
    else:
        counted = usable.filter(pl.col("units_are") == "residents")["indicator_id"]
        found = economic_impact(
            costs,
            usable.select(_EFFECT),
            prices.filter(pl.col("indicator_id").is_in(counted.to_list())),
            **vars(parameters),
        )
    row = pair | about | _summary(found)
    row["reason"] = _why(row, money, own, effects, usable)
    return row, _effects(pair, judged, found), _beneficiaries(pair, found)


def _about_money(
    money: pl.DataFrame, own: pl.DataFrame, spent: pl.DataFrame, horizon_years: int
) -> dict[str, Any]:
    first = spent["year"].min()
    end = None if not isinstance(first, int) else first + horizon_years - 1
    beyond = pl.col("year") > pl.lit(end, pl.Int32)
    within = spent.filter(~beyond)
    planned = within.filter(pl.col("spent_ils").is_null())
    names_none = money.filter(pl.col("programme_id").is_null())
    bases = {True: "spent", False: "planned"}
    used = within["spent_ils"].is_not_null().unique().to_list()
    return {
        "first_cost_year": first,
        "last_cost_year": within["year"].max(),
        "costs_nominal_ils": _sum(within, "cost_ils"),
        "costs_planned_only_ils": _sum(planned, "cost_ils"),
        "cost_basis": None if not used else bases[used[0]] if len(used) == 1 else "both",
        "cost_rows": within.height,
        "cost_rows_without_amount": own.height - spent.height,
        "costs_beyond_horizon_ils": _sum(spent.filter(beyond), "cost_ils"),
        "unattributed_ils": _sum(
            names_none.with_columns(cost_ils=pl.coalesce("spent_ils", "planned_ils")), "cost_ils"
        ),
        "prices_are": None
        if not used
        else "nominal_one_year"
        if within["year"].n_unique() == 1
        else "nominal_several_years",
    }


def _sum(rows: pl.DataFrame, column: str) -> float | None:
    """Null, not 0, of nothing known."""
    known = rows[column].drop_nulls()
    return float(known.sum()) if len(known) else None


def _summary(found: EconomicImpact | None) -> dict[str, Any]:
    if found is None:
        return {"effects": 0, "effects_valued": 0}
    return found.summary.row(0, named=True)


def _why(
    row: dict[str, Any],
    money: pl.DataFrame,
    own: pl.DataFrame,
    effects: pl.DataFrame,
    usable: pl.DataFrame,
) -> str | None:
    if money.is_empty():
        return "no_money_reported"
    if own.is_empty():
        return "money_names_no_programme"
    if row["first_cost_year"] is None:
        return "no_amount_known"
    if effects.is_empty():
        return "no_target"
    return "no_effect_to_value" if usable.is_empty() else row.get("reason")


def _effects(
    pair: dict[str, str], judged: pl.DataFrame, found: EconomicImpact | None
) -> pl.DataFrame:
    """The effects, those that counted with their worth."""
    names = ["indicator_id", "present_units", "effect_low", "effect_high", "ils_per_unit"]
    worth = [name for name in EFFECTS if name.startswith(("benefits", "break_even"))]
    if found is None:
        rows = judged.with_columns(pl.lit(None).alias(name) for name in (*names[1:], *worth))
    else:
        other_year = found.prices_refused.filter(pl.col("reason") == "other_price_year")
        valued = found.effects.select(*names, *worth, found_reason="reason")
        no_price = pl.col("found_reason") == "no_price"
        rows = judged.join(valued, on="indicator_id", how="left").with_columns(
            reason=pl.when(pl.col("reason").is_not_null())
            .then(pl.col("reason"))
            .when(no_price & (pl.col("units_are") == "points"))
            .then(pl.lit("units_not_known"))
            .when(no_price & pl.col("indicator_id").is_in(other_year["indicator_id"].to_list()))
            .then(pl.lit("price_of_other_year"))
            .otherwise("found_reason")
        )
    return rows.with_columns(pl.lit(pair[name]).alias(name) for name in _PAIR).select(
        pl.col(name).cast(kind) for name, kind in EFFECTS.items()
    )


def _beneficiaries(pair: dict[str, str], found: EconomicImpact | None) -> pl.DataFrame:
    if found is None:
        return pl.DataFrame(schema=BENEFITS)
    return found.beneficiaries.with_columns(
        *(pl.lit(pair[name]).alias(name) for name in _PAIR),
        reason=pl.when(pl.col("benefits").is_null()).then(pl.lit("nothing_valued")),
    ).select(pl.col(name).cast(kind) for name, kind in BENEFITS.items())
