"""Poverty and inequality of incomes, as Eurostat and National Insurance define them."""

from estimation.poverty.measures import (
    at_risk_rate,
    gini,
    poverty_gap,
    quintile_share_ratio,
    threshold,
    weighted_median,
    weighted_quantile,
)

__all__ = [
    "at_risk_rate",
    "gini",
    "poverty_gap",
    "quintile_share_ratio",
    "threshold",
    "weighted_median",
    "weighted_quantile",
]
