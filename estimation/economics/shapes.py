"""Columns of what ``programme_impacts`` finds; amounts in ILS, at present value but for *_ils."""

from __future__ import annotations

import polars as pl

from estimation.economics.impact import SUMMARY

Shape = dict[str, type[pl.DataType]]


def _interval(name: str) -> Shape:
    return {f"{name}{end}": pl.Float64 for end in ("", "_low", "_high")}


_PAIR: Shape = {"programme_id": pl.String, "settlement_code": pl.String}
IMPACT: Shape = {
    **_PAIR,
    "first_cost_year": pl.Int32,
    "last_cost_year": pl.Int32,
    "costs_nominal_ils": pl.Float64,
    "costs_planned_only_ils": pl.Float64,
    "cost_basis": pl.String,
    "cost_rows": pl.Int32,
    "cost_rows_without_amount": pl.Int32,
    "costs_beyond_horizon_ils": pl.Float64,
    "unattributed_ils": pl.Float64,
    "prices_are": pl.String,
    **SUMMARY,
}
EFFECTS: Shape = {
    **_PAIR,
    "indicator_id": pl.String,
    **_interval("effect"),
    "error": pl.Float64,
    "effect_from_year": pl.Int32,
    "effect_to_year": pl.Int32,
    "did_reason": pl.String,
    "units_are": pl.String,
    "units": pl.Float64,
    "units_year": pl.Int32,
    "present_units": pl.Float64,
    "ils_per_unit": pl.Float64,
    **_interval("benefits"),
    "break_even_effect": pl.Float64,
    "break_even_alone": pl.Float64,
    **_interval("break_even_price"),
    "reason": pl.String,
}
BENEFITS: Shape = {
    **_PAIR,
    "beneficiary": pl.String,
    **_interval("benefits"),
    "reason": pl.String,
}
