"""Was it worth it: benefits by sourced shadow prices against costs, and where both are even.

Present values in real terms, Monte Carlo over the errors of effects and the ranges of prices:
Boardman, Greenberg, Vining and Weimer (2018), Cost-Benefit Analysis, chapters 9 and 11. A shadow
price without a source values nothing; the break-even figures need no price at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtri

from estimation.economics.inputs import (
    BENEFICIARIES,
    accepted_prices,
    checked_costs,
    checked_effects,
    first_year_of,
)
from estimation.economics.values import Floats, draws_of_effects, draws_of_prices, present_units

_Z = float(ndtri(0.975))
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class EconomicImpact:
    """What ``economic_impact`` found. Amounts in ILS of the year of prices, at present value.

    ``summary``: one row. ``price_year, base_year, discount_rate, horizon_years, draws, seed``;
    ``costs``; ``benefits``, ``net_present_value`` and ``benefit_cost_ratio``, each with ``_low``
    and ``_high`` of the 95 % interval; ``probability_worth_it`` (that benefits exceed costs, 0 to
    1); ``effects``, ``effects_valued`` (with a price); ``reason``: no_effect_valued (then there
    are no benefits to speak of, only break-even figures), effect_error_unknown (then no interval).

    ``beneficiaries``: household, authority, state: ``benefits`` with ``_low``, ``_high``; null for
    whom nothing was valued.

    ``effects``: a row for each effect: ``indicator_id, present_units`` (discounted units that one
    unit of effect moves), ``effect, effect_low, effect_high`` (95 %), ``ils_per_unit`` (of all
    beneficiaries; null without a price), ``benefits`` with ``_low``, ``_high``;
    ``break_even_effect``: at which the net present value is 0, the other effects as estimated;
    ``break_even_alone``: the same, if nothing else were gained; ``break_even_price``: what a unit
    of the effect must be worth for it alone to bear the costs, with ``_low`` and ``_high`` from
    the ends of the effect's interval (null where 0 lies within); ``reason``: no_price, no_effect
    (an effect of 0: no price makes it worth it), out_of_horizon, effect_error_unknown.

    ``prices_refused``: rows of the register that were not used, with a ``reason``: no_source,
    no_price, other_price_year.
    """

    summary: pl.DataFrame
    beneficiaries: pl.DataFrame
    effects: pl.DataFrame
    prices_refused: pl.DataFrame


def economic_impact(
    costs: pl.DataFrame,
    effects: pl.DataFrame,
    prices: pl.DataFrame,
    *,
    discount_rate: float,
    horizon_years: int,
    draws: int = 10_000,
    seed: int,
) -> EconomicImpact:
    """Benefits, costs and what lies between them, with their uncertainty.

    The base year is the first year of the costs (of the effects where there are no costs) and is
    not discounted; a year ``t`` later is divided by ``(1 + discount_rate)^t``. Effects are
    independent normal, one draw for all who gain from it; prices are independent of them and of
    each other: normal by their error, or triangular over ``low`` to ``high`` with its peak at
    ``ils_per_unit``. Points are expected values, so that they lie where the draws do: of a price
    with a range that is ``(low + ils_per_unit + high) / 3``.

    Args:
        costs: ``year, cost_ils, price_year`` (the same in all rows); years may stand repeatedly.
        effects: a row for each ``indicator_id``: ``effect`` (in the unit of the indicator, of one
            year; with the sign it has), ``error`` (standard error; null: not known), ``units``
            (what the effect is multiplied by to get what a price is paid for: 40 for each
            percentage point of 4,000 pupils), ``first_year``, ``last_year`` (null: to the end of
            the horizon; the first year: once and for all).
        prices: the register: ``indicator_id, beneficiary`` (household, authority, state),
            ``ils_per_unit`` (of one unit more, negative where more is a loss), ``error`` or
            ``low`` and ``high`` (neither: taken as it stands), ``price_year, source``.
        discount_rate: real, a year (0.04), above -1.
        horizon_years: years that count, the base year first.
        draws, seed: the same inputs, in any order, and the same seed give the same figures.

    Raises:
        ValueError: costs that lie beyond the horizon, are negative or of several price years; an
            indicator twice, or a price twice for one beneficiary; a negative error, a range that
            does not hold its price, an unknown beneficiary; parameters out of range.
    """
    if not discount_rate > -1 or horizon_years < 1 or draws < 1:
        raise ValueError(
            f"discount rate {discount_rate}, {horizon_years} years, {draws} draws;"
            " expected above -1, and at least 1 of each"
        )
    spent, price_year = checked_costs(costs)
    gained = checked_effects(effects)
    paid, refused = accepted_prices(prices, price_year, gained["indicator_id"].to_list())
    base = first_year_of(spent, gained)
    years = base + np.arange(horizon_years)
    if beyond := spent.filter(pl.col("year") > int(years[-1]))["year"].to_list():
        raise ValueError(f"costs of {beyond[0]}, after the horizon ends with {years[-1]}")
    discount = (1.0 + discount_rate) ** -np.arange(horizon_years, dtype=np.float64)
    cost = float((discount[spent["year"].to_numpy() - base] * spent["cost_ils"].to_numpy()).sum())
    units = present_units(gained, years, discount)
    streams = [np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(2)]
    effect_draws = draws_of_effects(gained, draws, streams[0])
    price_draws = draws_of_prices(paid, draws, streams[1])
    # Lines are prices: each values the one effect it belongs to.
    at = [gained["indicator_id"].to_list().index(name) for name in paid["indicator_id"]]
    points = units[at] * gained["effect"].to_numpy()[at] * paid["expected"].to_numpy()
    lines = units[at] * effect_draws[:, at] * price_draws
    parameters: dict[str, object] = {
        "price_year": paid["price_year"].first() if price_year is None else price_year,
        "base_year": base,
        "discount_rate": discount_rate,
        "horizon_years": horizon_years,
        "draws": draws,
        "seed": seed,
    }
    return EconomicImpact(
        pl.DataFrame([parameters | _summary(cost, points, lines, gained, at)], schema=SUMMARY),
        _beneficiaries(paid, points, lines),
        _effects(gained, paid, units, cost, points, lines, at),
        refused,
    )


_AMOUNTS = ("benefits", "net_present_value", "benefit_cost_ratio")
SUMMARY: dict[str, type[pl.DataType]] = {
    "price_year": pl.Int32,
    "base_year": pl.Int32,
    "discount_rate": pl.Float64,
    "horizon_years": pl.Int32,
    "draws": pl.Int32,
    "seed": pl.Int64,
    "costs": pl.Float64,
    **{f"{name}{end}": pl.Float64 for name in _AMOUNTS for end in ("", "_low", "_high")},
    "probability_worth_it": pl.Float64,
    "effects": pl.Int32,
    "effects_valued": pl.Int32,
    "reason": pl.String,
}
_EFFECTS = {
    "indicator_id": pl.String,
    **dict.fromkeys(
        (
            "present_units",
            "effect",
            "effect_low",
            "effect_high",
            "ils_per_unit",
            "benefits",
            "benefits_low",
            "benefits_high",
            "break_even_effect",
            "break_even_alone",
            "break_even_price",
            "break_even_price_low",
            "break_even_price_high",
        ),
        pl.Float64,
    ),
    "reason": pl.String,
}


def _with_interval(name: str, point: float | None, found: Floats) -> dict[str, float | None]:
    """A point with the 95 % interval of its draws; null where the draws are not known."""
    if point is None or np.isnan(found).any():
        return {name: point, f"{name}_low": None, f"{name}_high": None}
    low, high = np.quantile(found, _INTERVAL).tolist()
    return {name: point, f"{name}_low": low, f"{name}_high": high}


def _summary(
    cost: float, points: Floats, lines: Floats, effects: pl.DataFrame, at: list[int]
) -> dict[str, object]:
    counts: dict[str, object] = {
        "costs": cost,
        "effects": effects.height,
        "effects_valued": len(set(at)),
    }
    if not at:
        return counts | {"reason": "no_effect_valued"}
    total, found = float(points.sum()), lines.sum(axis=1)
    known = not np.isnan(found).any()
    return {
        **counts,
        **_with_interval("benefits", total, found),
        **_with_interval("net_present_value", total - cost, found - cost),
        **(_with_interval("benefit_cost_ratio", total / cost, found / cost) if cost > 0 else {}),
        "probability_worth_it": float((found > cost).mean()) if known else None,
        "reason": None if known else "effect_error_unknown",
    }


def _beneficiaries(prices: pl.DataFrame, points: Floats, lines: Floats) -> pl.DataFrame:
    rows = []
    for name in BENEFICIARIES:
        own = (prices["beneficiary"] == name).to_numpy()
        point = float(points[own].sum()) if own.any() else None
        found = _with_interval("benefits", point, lines[:, own].sum(axis=1))
        rows.append({"beneficiary": name, **found})
    amounts = dict.fromkeys(("benefits", "benefits_low", "benefits_high"), pl.Float64)
    return pl.DataFrame(rows, schema={"beneficiary": pl.String, **amounts})


def _effects(
    effects: pl.DataFrame,
    prices: pl.DataFrame,
    units: Floats,
    cost: float,
    points: Floats,
    lines: Floats,
    at: list[int],
) -> pl.DataFrame:
    rows = []
    for number, row in enumerate(effects.iter_rows(named=True)):
        own = np.array(at, dtype=np.int64) == number
        price = float(prices["expected"].to_numpy()[own].sum()) if own.any() else None
        others = float(points[~own].sum())
        half = None if row["error"] is None else _Z * row["error"]
        ends = (None, None) if half is None else (row["effect"] - half, row["effect"] + half)
        worth = None if price is None else units[number] * price
        rows.append(
            {
                "indicator_id": row["indicator_id"],
                "present_units": float(units[number]),
                "effect": row["effect"],
                "effect_low": ends[0],
                "effect_high": ends[1],
                "ils_per_unit": price,
                **_with_interval(
                    "benefits",
                    float(points[own].sum()) if own.any() else None,
                    lines[:, own].sum(axis=1),
                ),
                "break_even_effect": _ratio(cost - others, worth),
                "break_even_alone": _ratio(cost, worth),
                **_break_even_price(cost, float(units[number]), row["effect"], ends),
                "reason": _reason(float(units[number]), row["effect"], half, price),
            }
        )
    return pl.DataFrame(rows, schema=_EFFECTS)


def _ratio(cost: float, worth: float | None) -> float | None:
    return cost / worth if worth else None


def _break_even_price(
    cost: float, units: float, effect: float, ends: tuple[float | None, float | None]
) -> dict[str, float | None]:
    low = high = None
    if ends[0] is not None and ends[1] is not None and ends[0] * ends[1] > 0 and units:
        low, high = sorted(cost / (units * end) for end in (ends[0], ends[1]))
    return {
        "break_even_price": _ratio(cost, units * effect),
        "break_even_price_low": low,
        "break_even_price_high": high,
    }


def _reason(units: float, effect: float, half: float | None, price: float | None) -> str | None:
    if units == 0:
        return "out_of_horizon"
    if effect == 0:
        return "no_effect"
    if price is None:
        return "no_price"
    return "effect_error_unknown" if half is None else None
