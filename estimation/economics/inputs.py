"""Costs, effects and the register of shadow prices, as ``economic_impact`` may use them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

BENEFICIARIES = ("household", "authority", "state")


def checked_costs(costs: pl.DataFrame) -> tuple[pl.DataFrame, int | None]:
    """``year, cost_ils``, and the year of prices (None without costs).

    Raises:
        ValueError: a cost that is negative or not known, or several years of prices.
    """
    price_years = costs["price_year"].unique().to_list()
    if len(price_years) > 1 or None in price_years:
        raise ValueError(f"costs in prices of {price_years}; expected one year for all")
    amounts = _numbers(costs, ("cost_ils",))
    if costs["year"].null_count() or not (amounts["cost_ils"] >= 0).fill_null(False).all():
        raise ValueError("costs: expected a year and an amount of at least 0 in each row")
    return amounts.select(pl.col("year").cast(pl.Int64), "cost_ils"), price_years[
        0
    ] if price_years else None


def checked_effects(effects: pl.DataFrame) -> pl.DataFrame:
    """The effects sorted by indicator, numbers as floats.

    Raises:
        ValueError: an indicator twice; an effect, its units or its first year not known; a
            negative error; a last year before the first.
    """
    found = (
        _numbers(effects, ("effect", "error", "units"))
        .with_columns(pl.col("first_year", "last_year").cast(pl.Int64))
        .sort("indicator_id")
    )
    if found["indicator_id"].is_duplicated().any():
        raise ValueError("effects: an indicator stands twice; its benefits would count twice")
    if (
        found.select("indicator_id", "effect", "units", "first_year").null_count().row(0)
        != (0,) * 4
    ):
        raise ValueError("effects: expected an effect, units and a first year in each row")
    if (found["error"] < 0).any() or (found["last_year"] < found["first_year"]).any():
        raise ValueError("effects: an error below 0, or a last year before the first")
    return found


def accepted_prices(
    prices: pl.DataFrame, price_year: int | None, indicators: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The prices of these indicators that may be used, sorted, and those that may not.

    Returns:
        The first with ``expected``, the mean of the price; the second with ``reason``.

    Raises:
        ValueError: as ``economic_impact``, for prices that may be used.
    """
    own = _numbers(prices, ("ils_per_unit", "error", "low", "high")).filter(
        pl.col("indicator_id").is_in(indicators)
    )
    unsourced = pl.col("source").cast(pl.String).str.strip_chars().fill_null("") == ""
    # Without costs there is no year that prices could differ from but their own.
    other_year = (
        pl.lit(False) if price_year is None else pl.col("price_year").ne_missing(price_year)
    )
    judged = own.with_columns(
        reason=pl.when(unsourced)
        .then(pl.lit("no_source"))
        .when(pl.col("ils_per_unit").is_null())
        .then(pl.lit("no_price"))
        .when(other_year)
        .then(pl.lit("other_price_year"))
    ).sort("indicator_id", "beneficiary")
    used = judged.filter(pl.col("reason").is_null())
    _refuse_prices(used)
    ranged = pl.col("low").is_not_null()
    expected = pl.when(ranged).then(pl.mean_horizontal("low", "ils_per_unit", "high"))
    return (
        used.drop("reason").with_columns(expected=expected.otherwise(pl.col("ils_per_unit"))),
        judged.filter(pl.col("reason").is_not_null()).select(
            "indicator_id", "beneficiary", "reason"
        ),
    )


def _refuse_prices(used: pl.DataFrame) -> None:
    if strange := sorted(set(used["beneficiary"].to_list()) - set(BENEFICIARIES), key=str):
        raise ValueError(f"prices: beneficiary {strange[0]}; expected one of {BENEFICIARIES}")
    if used.select("indicator_id", "beneficiary").is_duplicated().any():
        raise ValueError("prices: an indicator stands twice for one beneficiary")
    if used["price_year"].n_unique() > 1:
        raise ValueError("prices of several years, and no costs that say which counts")
    wrong = used.filter(
        (pl.col("error") < 0)
        | (pl.col("low").is_null() != pl.col("high").is_null())
        | (pl.col("error").is_not_null() & pl.col("low").is_not_null())
        | (pl.col("low") > pl.col("ils_per_unit"))
        | (pl.col("high") < pl.col("ils_per_unit"))
    )
    if wrong.height:
        raise ValueError(
            f"price of {wrong['indicator_id'][0]}: expected an error of at least 0, or low and"
            " high on either side of it, not both"
        )


def first_year_of(costs: pl.DataFrame, effects: pl.DataFrame) -> int:
    """The base year: of the first cost, else of the first effect.

    Raises:
        ValueError: neither costs nor effects, or an effect before the first cost.
    """
    starts = [frame[name].min() for frame, name in ((costs, "year"), (effects, "first_year"))]
    first, effect = (start if isinstance(start, int) else None for start in starts)
    base = first if first is not None else effect
    if base is None:
        raise ValueError("neither costs nor effects")
    if effect is not None and effect < base:
        raise ValueError(f"an effect in {effect}, before the first cost in {base}")
    return base


def _numbers(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return frame.with_columns(pl.col(*names).cast(pl.Float64).fill_nan(None))
