"""Estimates from samples with their errors: from microdata, or from sums that a database makes."""

from estimation.survey.design import Design
from estimation.survey.estimate import (
    Statistic,
    estimate,
    mean,
    proportion,
    ratio,
    statistic_of,
    total,
)

__all__ = [
    "Design",
    "Statistic",
    "estimate",
    "mean",
    "proportion",
    "ratio",
    "statistic_of",
    "total",
]
