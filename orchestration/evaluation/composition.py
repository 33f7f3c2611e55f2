"""marts.composition_change: how much of a change is people who came and left."""

from __future__ import annotations

import duckdb
import polars as pl

from estimation.evaluation.composition import FLOW_INDICATORS, frozen_composition, yearly_flows
from estimation.evaluation.outcomes import yearly
from estimation.evaluation.persons import of_persons

_FROZEN = (
    "select h.programme_id, h.settlement_code, f.indicator_id, f.baseline_id, h.baseline_version,"
    " f.reference_year as baseline_year, f.value as baseline_value, f.series_segment"
    " from raw.baseline_values f join intermediate.int_baselines h using (baseline_id)"
    " where h.is_current and f.population_group = 'all'"
)
_FIGURES = (
    "select settlement_code, indicator_id, population_group, reference_year, period_key, value,"
    " cast(series_segment as integer) as series_segment from marts.indicator_values"
    " where is_latest_vintage and population_group = 'all' and value is not null"
    " and settlement_code in (select settlement_code from intermediate.int_baselines)"
)


def composition_marts(
    connection: duckdb.DuckDBPyConnection, cutoffs: dict[str, float]
) -> dict[str, pl.DataFrame]:
    """The table of ``marts`` by name, without ``synthetic``."""
    figures = yearly(pl.DataFrame(connection.sql(_FIGURES)))
    catalogue = pl.DataFrame(connection.sql("from seeds.indicators"))
    flows = yearly_flows(
        figures.filter(pl.col("indicator_id").is_in(FLOW_INDICATORS)),
        int(cutoffs["flows_of_all_residents_until"]),
    )
    return {
        "composition_change": frozen_composition(
            pl.DataFrame(connection.sql(_FROZEN)),
            figures,
            flows,
            catalogue.select("indicator_id", "comparability_rule").join(
                of_persons(catalogue), on="indicator_id"
            ),
        )
    }
