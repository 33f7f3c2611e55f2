"""Was it worth it: the economic marts, from money handed in, effects and the price register."""

from __future__ import annotations

import duckdb
import polars as pl

from estimation.economics.programmes import Parameters, programme_impacts, target_effects
from estimation.evaluation.composition import POPULATION
from estimation.evaluation.persons import of_persons

_MEMBERS = (
    "select programme_id, settlement_code from marts.programme_members"
    " union select programme_id, settlement_code from intermediate.int_programme_targets"
    " where programme_id is not null"
)
_MONEY = (
    "select m.settlement_code, t.programme_id, m.year, m.planned_ils, m.spent_ils"
    " from intermediate.int_programme_investments m left join intermediate.int_programme_targets t"
    " on m.settlement_code = t.settlement_code and m.target_key = t.target_key"
)
_TARGETS = (
    "select distinct programme_id, settlement_code, indicator_id, population_group"
    " from intermediate.int_programme_targets where programme_id is not null"
)
_POPULATION = (
    "select settlement_code, reference_year, arg_max(value, period_key) as population"
    " from marts.indicator_values where is_latest_vintage and population_group = 'all'"
    f" and indicator_id = '{POPULATION}' and value is not null group by all"
)


def economic_marts(
    connection: duckdb.DuckDBPyConnection, evaluation: pl.DataFrame, cutoffs: dict[str, float]
) -> dict[str, pl.DataFrame]:
    """The tables of ``marts`` by name, without ``synthetic``.

    Args:
        evaluation: the rows of marts.pilot_evaluation.
    """
    catalogue = pl.DataFrame(connection.sql("from seeds.indicators"))
    effects = target_effects(
        pl.DataFrame(connection.sql(_TARGETS)),
        evaluation.select(
            "programme_id",
            "settlement_code",
            "indicator_id",
            "population_group",
            "horizon",
            "start_year",
            "now_year",
            "outcome_scale",
            "did_effect",
            "did_placebo_sd",
            "did_reason",
        ),
        pl.DataFrame(connection.sql(_POPULATION)),
        of_persons(catalogue).select("indicator_id", "residents_per_unit"),
    )
    found = programme_impacts(
        pl.DataFrame(connection.sql(_MEMBERS)),
        pl.DataFrame(connection.sql(_MONEY)),
        effects,
        pl.DataFrame(connection.sql("from seeds.shadow_prices")),
        Parameters(
            discount_rate=cutoffs["economic_discount_rate"],
            horizon_years=int(cutoffs["economic_horizon_years"]),
            draws=int(cutoffs["economic_draws"]),
            seed=int(cutoffs["economic_seed"]),
        ),
    )
    return {
        "economic_impact": found.impact,
        "economic_effects": found.effects.rename({"error": "effect_error"}),
        "economic_beneficiaries": found.beneficiaries,
    }
