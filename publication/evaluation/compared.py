"""With whom a settlement is compared in one indicator, and how alike they were before."""

from __future__ import annotations

from typing import Any

import polars as pl

from publication.evaluation.facts import Facts
from publication.reading.words import Text, number

TRACK = 1.0
"""Largest standardised difference that the strip of the balance table has room for."""
_VARIABLES = {
    "pre_level": Text("הרמה לפני התוכנית", "Level before the programme"),
    "pre_trend": Text("המגמה לפני התוכנית", "Trend before the programme"),
}
_LOGARITHM = Text("לוגריתם של {}", "logarithm of {}")

Row = dict[str, Any]


def balance_of(facts: Facts, balance: pl.DataFrame) -> list[Row]:
    """Rows of the table of balance; ``at_before`` and ``at_after``: see ``_at``.

    Args:
        balance: rows of comparison_balance of one indicator.
    """
    if balance.is_empty():
        return []
    shown = balance.filter(pl.col("baseline_id") == facts.baseline["baseline_id"])
    return [
        {
            "title": _variable(facts, row["variable"]),
            "year": row["variable_year"],
            "own": number(row["own_value"], 2),
            "comparison": number(row["comparison_mean"], 2),
            "pool": number(row["pool_mean"], 2),
            "before": number(row["difference_before"], 2, signed=True),
            "after": number(row["difference_after"], 2, signed=True),
            "at_before": _at(row["difference_before"]),
            "at_after": _at(row["difference_after"]),
            "is_balanced": row["is_balanced"],
        }
        for row in shown.iter_rows(named=True)
    ]


def _at(difference: float | None) -> float | None:
    """Where on the strip, 0 to 100; what lies beyond it stands at its end."""
    if difference is None:
        return None
    return round(50 + 50 * max(-TRACK, min(TRACK, difference)) / TRACK, 1)


def _variable(facts: Facts, variable: str) -> Text:
    if variable in _VARIABLES:
        return _VARIABLES[variable]
    name = variable.removeprefix("log_")
    row = facts.inputs.catalogue.filter(pl.col("indicator_id") == name)
    title = Text(row["name_he"][0], row["name_en"][0]) if row.height else Text(name, name)
    if name == variable:
        return title
    return Text(_LOGARITHM.he.format(title.he), _LOGARITHM.en.format(title.en))


def comparisons_of(facts: Facts, indicator: str, placebos: pl.DataFrame) -> list[Text]:
    """By name, nearest first, with the share in the synthetic control of those that have one."""
    table = facts.tables.get("comparison_settlements")
    if table is None:
        return []
    weights: dict[str, float] = {}
    if placebos.height:
        weighted = placebos.filter(pl.col("donor_weight") > 0.005)
        weights = dict(weighted.select("comparison_code", "donor_weight").iter_rows())
    rows = table.filter("is_current", pl.col("indicator_id") == indicator).sort("match_rank")
    found = []
    for code in rows["comparison_code"]:
        he, en = facts.names.get(code, (code, code))
        share = f" ({weights[code]:.0%})" if code in weights else ""
        found.append(Text(he + share, en + share))
    return found
